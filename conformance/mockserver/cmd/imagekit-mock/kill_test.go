package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// asServer makes this test binary run as the server, so that there is a process that can be killed.
const asServer = "IMAGEKIT_MOCK_RUN_AS_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is a server that runs as a process of its own.
type process struct {
	cmd  *exec.Cmd
	base string
}

// launch starts a server with a persistence folder and waits until it has printed where it listens.
func launch(t *testing.T, folder string) *process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-addr", "127.0.0.1:0", "-data", folder)
	cmd.Env = append(os.Environ(), asServer+"=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server has not said where it listens: %v", err)
	}
	fields := strings.Fields(line)
	return &process{cmd, fields[len(fields)-1]}
}

// kill ends the server without a chance to do anything.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	var exit *exec.ExitError
	if err := p.cmd.Wait(); !errors.As(err, &exit) {
		t.Errorf("the server ended by itself: %v", err)
	}
}

func (p *process) client(t *testing.T) *imagekit.Client {
	t.Helper()
	c, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPrivateKey(mockserver.DefaultPrivateKey),
		imagekit.WithBaseURL(p.base), imagekit.WithUploadURL(p.base),
		imagekit.WithRateLimiters(imagekit.RateLimiters{}),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// acknowledged are the uploads that the server has answered, in all its lives.
type acknowledged struct {
	mu      sync.Mutex
	content map[string][]byte // by path
}

func (a *acknowledged) add(path string, content []byte) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.content[path] = content
	return len(a.content)
}

// TestRun_Killed kills the server while several uploads are under way, again and again. Small files and
// large ones take different ways to the disk.
func TestRun_Killed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	uploads := acknowledged{content: map[string][]byte{}}
	for life := range 6 {
		p := launch(t, folder)
		check(t, p, &uploads)
		uploads.addUntilKilled(t, p, life, len(uploads.content)+3*life) // another moment in every life
	}
	p := launch(t, folder)
	check(t, p, &uploads)
	p.kill(t)
}

// addUntilKilled uploads with several clients and kills the server when there are more uploads than the goal.
func (a *acknowledged) addUntilKilled(t *testing.T, p *process, life, goal int) {
	t.Helper()
	var once sync.Once
	var wg sync.WaitGroup
	for worker := range 4 {
		c := p.client(t)
		wg.Go(func() {
			for i := 0; ; i++ {
				name, content := sample(life, worker, i)
				r, err := c.Upload(t.Context(), imagekit.UploadRequest{
					File: imagekit.FromBytes(content), FileName: name, Folder: new("/dir"),
					UseUniqueFileName: new(false),
				})
				if err != nil {
					return // the server is gone
				}
				if a.add(r.FilePath, content) > goal {
					once.Do(func() { p.kill(t) })
				}
			}
		})
	}
	wg.Wait()
}

// sample makes a file of its own for every upload; every third is too large for memory.
func sample(life, worker, i int) (name string, content []byte) {
	name = fmt.Sprintf("%d-%d-%d.bin", life, worker, i)
	size := 100
	if i%3 == 2 {
		size = 3 << 20
	}
	return name, bytes.Repeat([]byte(name), size/len(name)+1)
}

// check downloads everything that has ever been acknowledged.
func check(t *testing.T, p *process, uploads *acknowledged) {
	t.Helper()
	for path, want := range uploads.content {
		got, err := download(t.Context(), p.base+"/"+mockserver.DefaultImageKitID+path)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%s is lost: %d bytes of %d, %v", path, len(got), len(want), err)
		}
	}
	var listed int
	for _, err := range p.client(t).Files(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		listed++
	}
	if listed < len(uploads.content) {
		t.Errorf("%d files are listed, %d were acknowledged", listed, len(uploads.content))
	}
}

func download(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, errors.New(res.Status)
	}
	return io.ReadAll(res.Body)
}
