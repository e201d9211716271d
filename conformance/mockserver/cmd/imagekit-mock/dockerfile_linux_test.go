package main

import (
	"bufio"
	"bytes"
	"context"
	"debug/elf"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// TestDockerfile builds the image of the mock server without Docker, and uses the server as another container would. If
// root runs the test, the server runs in the file tree of the image and as its user. make dockerfile runs the test.
func TestDockerfile(t *testing.T) {
	if os.Getenv("DOCKERFILE") == "" {
		t.Skip("make dockerfile runs this")
	}
	const version = "v0.1.0-dockerfile"
	built := buildImage(t, "../../../..", "../../Dockerfile", map[string]string{"VERSION": version})
	built.checkStatic(t)
	if built.uid == 0 {
		t.Error("the program runs as root")
	}
	c := newContainer(t, built)
	if out, err := c.command("/imagekit-mock", "-version").Output(); err != nil || string(out) != version+"\n" {
		t.Errorf("the version is %q, error %v", out, err)
	}
	if out, err := c.command(built.health...).CombinedOutput(); !strings.Contains(string(out), "no response") {
		t.Errorf("before the start, the health check prints %q, error %v; want: no response", out, err)
	}
	c.start()
	c.checkHealth()
	file := c.upload("kept.bin")
	c.checkControl()
	c.stop()
	c.start() // with the same volume
	c.checkFile(file)
	c.stop()
	c.image.env["IMAGEKIT_MOCK_DATA"] = ""
	c.start()
	c.checkFile(c.upload("temporary.bin"))
	c.stop()
}

// checkStatic fails if the program needs a dynamic linker, which the image does not have.
func (i *image) checkStatic(t *testing.T) {
	t.Helper()
	file, err := elf.Open(filepath.Join(i.root, i.entrypoint[0]))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, p := range file.Progs {
		if p.Type == elf.PT_DYNAMIC || p.Type == elf.PT_INTERP {
			t.Errorf("the program is not static: it has %s", p.Type)
		}
	}
}

// container runs the program of an image in the image's file tree.
type container struct {
	t       *testing.T
	image   image
	host    string // host of the URL that clients use
	address string // address where the program listens
	server  *exec.Cmd
	printed string
}

// newContainer checks the ports of an image and makes the program listen on a free one.
func newContainer(t *testing.T, i image) *container {
	t.Helper()
	at, err := url.Parse(i.env["IMAGEKIT_MOCK_URL"])
	if err != nil {
		t.Fatal(err)
	}
	address := i.env["IMAGEKIT_MOCK_ADDR"]
	host, port, err := net.SplitHostPort(address)
	if err != nil || host != "0.0.0.0" || port != i.port || at.Port() != i.port {
		t.Fatalf("the program listens at %s, clients use %s, and the image exposes %s", address, at, i.port)
	}
	if i.env["IMAGEKIT_MOCK_DATA"] != i.volume {
		t.Errorf("state is in %s, and the volume is %s", i.env["IMAGEKIT_MOCK_DATA"], i.volume)
	}
	free, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ = net.SplitHostPort(free.Addr().String())
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	i.env["IMAGEKIT_MOCK_ADDR"] = net.JoinHostPort(host, port)
	return &container{t: t, image: i, host: at.Host, address: "127.0.0.1:" + port}
}

// command returns a command that runs in the container. If root runs the test, the command runs in the file tree and as
// the user of the image, otherwise as the current user with the folders of the image.
func (c *container) command(words ...string) *exec.Cmd {
	cmd := exec.CommandContext(c.t.Context(), words[0], words[1:]...)
	root := c.image.root
	cmd.Dir = "/"
	if os.Getuid() == 0 {
		id := uint32(c.image.uid)
		cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: id, Gid: id}}
		root = ""
	} else {
		cmd.Path = filepath.Join(root, words[0])
	}
	cmd.Env = []string{"TMPDIR=" + root + "/tmp"}
	for name, value := range c.image.env {
		if value == c.image.volume {
			value = root + value
		}
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

// start starts the program and waits until it has printed everything.
func (c *container) start() {
	c.t.Helper()
	c.server = c.command(c.image.entrypoint...)
	c.server.Stderr = os.Stderr
	out, err := c.server.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.server.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.printed = ""
	lines := bufio.NewReader(out)
	for !strings.Contains(c.printed, "webhook secret") {
		line, err := lines.ReadString('\n')
		if err != nil {
			c.t.Fatalf("the program has ended: %v; it printed %q", err, c.printed)
		}
		c.printed += line
	}
}

// stop ends the program as Docker does.
func (c *container) stop() {
	c.t.Helper()
	if err := c.server.Process.Signal(syscall.SIGTERM); err != nil {
		c.t.Fatal(err)
	}
	if err := c.server.Wait(); err != nil {
		c.t.Fatalf("the program did not exit with status 0: %v", err)
	}
}

func (c *container) checkHealth() {
	c.t.Helper()
	if out, err := c.command(c.image.health...).CombinedOutput(); err != nil {
		c.t.Errorf("the health check fails: %v, %s", err, out)
	}
}

// transport returns a transport that connects to the container, and ignores the host of requests.
func (c *container) transport() *http.Transport {
	transport := &http.Transport{DisableKeepAlives: true}
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, c.address)
	}
	return transport
}

// content is the content of uploaded files. It is too large to be kept in memory.
var content = bytes.Repeat([]byte("content"), 1<<19)

// upload uploads a file as another container would, lists it, and returns its URL.
func (c *container) upload(name string) string {
	c.t.Helper()
	ctx, base := c.t.Context(), c.image.env["IMAGEKIT_MOCK_URL"]
	ik, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPrivateKey(mockserver.DefaultPrivateKey),
		imagekit.WithBaseURL(base), imagekit.WithUploadURL(base), imagekit.WithInsecureHTTP("imagekit-mock"),
		imagekit.WithHTTPClient(&http.Client{Transport: c.transport()}))
	if err != nil {
		c.t.Fatal(err)
	}
	request := imagekit.UploadRequest{File: imagekit.FromBytes(content), FileName: name, UseUniqueFileName: new(false)}
	uploaded, err := ik.Upload(ctx, request)
	if err != nil {
		c.t.Fatal(err)
	}
	query := &imagekit.ListFilesParams{SearchQuery: new(`name = "` + name + `"`)}
	files, err := ik.ListFiles(ctx, query)
	if err != nil || len(files) != 1 {
		c.t.Fatalf("the list has %d files, error %v; want 1", len(files), err)
	}
	return uploaded.URL
}

// checkFile downloads a file and checks its content.
func (c *container) checkFile(at string) {
	c.t.Helper()
	status, body := c.get(at, "")
	if status != http.StatusOK || !bytes.Equal(body, content) {
		c.t.Errorf("%s: status %d and %d bytes, want 200 and the uploaded content", at, status, len(body))
	}
}

// get requests a URL as another container would, with a control token unless it is empty.
func (c *container) get(at, token string) (int, []byte) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, at, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := c.transport().RoundTrip(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, body
}

// checkControl checks that the control endpoints require the token and an allowed host.
func (c *container) checkControl() {
	c.t.Helper()
	_, token, found := strings.Cut(c.printed, "control token    ")
	token, _, _ = strings.Cut(token, "\n")
	if !found {
		c.t.Fatalf("no control token is printed: %s", c.printed)
	}
	for _, test := range []struct {
		host, token string
		want        int
	}{
		{c.host, "", http.StatusUnauthorized},
		{c.host, token, http.StatusOK},
		{"localhost:8484", token, http.StatusOK},
		{"attacker.example:8484", token, http.StatusForbidden},
	} {
		if got, _ := c.get("http://"+test.host+"/_mock/state", test.token); got != test.want {
			c.t.Errorf("%s, token %t: status %d, want %d", test.host, test.token != "", got, test.want)
		}
	}
}
