package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
)

// program is a running program.
type program struct {
	printed string
	base    string
	stop    func() error
}

// runProgram runs the program until the test ends or stops it.
func runProgram(t *testing.T, args ...string) *program {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), w, io.Discard)
		done <- err
		_ = w.CloseWithError(err)
	}()
	text := make([]byte, 1000)
	n, err := r.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	p := &program{printed: string(text[:n]), stop: func() error {
		cancel()
		return <-done
	}}
	p.base = strings.Fields(p.printed)[3]
	t.Cleanup(cancel)
	return p
}

// read requests a path and returns the body.
func (p *program) read(t *testing.T, client *http.Client, path string) string {
	t.Helper()
	res, err := client.Get(p.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, error %v: %s", path, res.Status, err, body)
	}
	return string(body)
}

func TestRun_Docs(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	args := []string{"-addr", "127.0.0.1:0", "-docs", folder}
	for _, folder := range []string{folder, filepath.Join(folder, "none")} {
		args[3] = folder
		if err := run(t.Context(), args, io.Discard, io.Discard); err == nil ||
			!strings.Contains(err.Error(), "make docs") {
			t.Errorf("-docs %s: error %v, want one that says how to build it", folder, err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "index.html"), []byte("the reference"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := runProgram(t, "-docs", folder)
	if got := p.read(t, http.DefaultClient, "/_mock/docs/"); got != "the reference" {
		t.Errorf("the page is %q", got)
	}
}

func TestRun(t *testing.T) {
	t.Setenv("IMAGEKIT_MOCK_PUBLIC_KEY", "public_from_environment")
	p := runProgram(t, "-prefix", "/base", "-id", "mine", "-v")
	for _, want := range []string{p.base + "/mine", "private_mock_key", "public_from_environment"} {
		if !strings.Contains(p.printed, want) {
			t.Errorf("%q is not printed: %s", want, p.printed)
		}
	}
	p.read(t, http.DefaultClient, "/_mock/health")
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

func TestRun_URL(t *testing.T) {
	t.Parallel()
	p := runProgram(t, "-url", "http://mock.test:1/base/", "-prefix", "base")
	for _, want := range []string{
		"  http://mock.test:1/base\n", "  http://mock.test:1/base/demo\n", "  http://mock.test:1/base/_mock/?token=",
		"control token",
	} {
		if !strings.Contains(p.printed, want) {
			t.Errorf("%q is not printed: %s", want, p.printed)
		}
	}
}

func TestRun_AllFlags(t *testing.T) {
	t.Parallel()
	seed, data, certificate := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "mock.pem")
	if err := os.WriteFile(filepath.Join(seed, "a.txt"), []byte("seeded"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{
		"-seed", seed, "-data", data, "-tls", "-tls-cert-out", certificate, "-rate-limits", "on", "-max-upload", "100",
		"-allow-fetch",
		"-job-duration", "1s", "-purge-quota", "1000",
	}
	for range 2 { // the second run reads what the first has saved
		p := runProgram(t, args...)
		pem, err := os.ReadFile(certificate)
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		client := &http.Client{Transport: &http.Transport{
			DisableKeepAlives: true,
			TLSClientConfig:   &tls.Config{RootCAs: roots},
		}}
		if got := p.read(t, client, "/demo/a.txt"); got != "seeded" {
			t.Errorf("the file is %q, want seeded", got)
		}
		var state struct{ Files []any }
		if err := json.Unmarshal([]byte(p.read(t, client, "/_mock/state")), &state); err != nil ||
			len(state.Files) != 1 {
			t.Errorf("%d files, error %v; want 1", len(state.Files), err)
		}
		if err := p.stop(); err != nil {
			t.Error(err)
		}
	}
}

func TestRun_Version(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-version"}, &out, io.Discard); err != nil ||
		len(strings.TrimSpace(out.String())) == 0 {
		t.Errorf("the version is %q, error %v", &out, err)
	}
}

func TestRun_Errors(t *testing.T) {
	t.Parallel()
	var help bytes.Buffer
	if err := run(t.Context(), []string{"-h"}, io.Discard, &help); err != nil ||
		!strings.Contains(help.String(), "IMAGEKIT_MOCK_") {
		t.Errorf("help: %v, %s", err, &help)
	}
	nowhere := filepath.Join(t.TempDir(), "no", "folder")
	for words, args := range map[string][]string{
		"not defined: -unknown":    {"-unknown"},
		"address nowhere":          {"-addr", "nowhere"},
		`invalid ImageKit id "v1"`: {"-addr", "127.0.0.1:0", "-id", "v1"},
		"open " + nowhere:          {"-addr", "127.0.0.1:0", "-tls", "-tls-cert-out", nowhere},
		`"mock.test" is not`:       {"-addr", "127.0.0.1:0", "-url", "mock.test"},
		`allowed host "a b"`:       {"-addr", "127.0.0.1:0", "-allow-host", "a b"},
		"-control-token must":      {"-addr", "127.0.0.1:0", "-control-token", ""},
		"the control token":        {"-addr", "127.0.0.1:0", "-control-token", "a b"},
	} {
		if err := run(t.Context(), args, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%v: error %v, want %s", args, err, words)
		}
	}
}

func TestRun_Webhooks(t *testing.T) {
	t.Parallel()
	ik, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithWebhookSecret("whsec_Zm9yIGEgdGVzdA=="))
	if err != nil {
		t.Fatal(err)
	}
	received := make(chan string, 1)
	target := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		hook, err := ik.VerifyWebhook(r.Header, body, imagekit.WebhookOptions{})
		received <- fmt.Sprintf("%T, %v", hook.Event, err)
	}))
	t.Cleanup(target.Close)
	p := runProgram(t, "-webhook-url", target.URL, "-webhook-secret", "whsec_Zm9yIGEgdGVzdA==")
	res, err := http.Post(p.base+"/_mock/webhooks/send", "application/json",
		strings.NewReader(`{"event":"file.deleted"}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if got := <-received; !strings.Contains(got, "FileDeleted") || !strings.HasSuffix(got, "<nil>") {
		t.Errorf("the target received %s, want a verified FileDeletedEvent", got)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

func TestRun_WebhookSecretWithoutTarget(t *testing.T) {
	t.Parallel()
	p := runProgram(t, "-webhook-secret", "whsec_mine")
	if !strings.Contains(p.printed, "webhook secret   whsec_mine\n") {
		t.Errorf("the webhook secret is not printed: %s", p.printed)
	}
}

func TestRun_InvalidPrivateKey(t *testing.T) {
	t.Parallel()
	err := run(t.Context(), []string{"-addr", "127.0.0.1:0", "-private-key", "private:key"}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "colon") {
		t.Errorf("error %v", err)
	}
}

// controlStatus requests the state, with a host and a token unless they are empty, and returns the status of the
// response.
func (p *program) controlStatus(t *testing.T, host, token string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.base+"/_mock/state", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = host
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

func TestRun_ControlToken(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		args  []string
		token string // "printed" if the program makes one and prints it
	}{
		{"loopback", nil, ""},
		{"all addresses", []string{"-addr", "0.0.0.0:0"}, "printed"},
		{"given", []string{"-addr", "0.0.0.0:0", "-control-token", "mine"}, "mine"},
		{"given on loopback", []string{"-control-token", "mine"}, "mine"},
	} {
		p := runProgram(t, test.args...)
		_, token, printed := strings.Cut(p.printed, "control token    ")
		token, _, _ = strings.Cut(token, "\n")
		if printed != (test.token == "printed") || strings.Contains(p.printed, "mine") {
			t.Errorf("%s: the program prints %s", test.name, p.printed)
		}
		if !printed {
			token = test.token
		}
		want := http.StatusOK
		if token != "" {
			want = http.StatusUnauthorized
		}
		if got := p.controlStatus(t, "", ""); got != want {
			t.Errorf("%s, without the token: status %d, want %d", test.name, got, want)
		}
		if got := p.controlStatus(t, "", token); got != http.StatusOK {
			t.Errorf("%s, with the token: status %d, want 200", test.name, got)
		}
		if err := p.stop(); err != nil {
			t.Error(err)
		}
	}
}

func TestRun_AllowHost(t *testing.T) {
	t.Parallel()
	p := runProgram(t, "-allow-host", "a.test, b.test:8484", "-allow-host", "c.test")
	for host, want := range map[string]int{
		"a.test": 200, "b.test:8484": 200, "c.test:1": 200, "b.test": 403, "d.test": 403,
	} {
		if got := p.controlStatus(t, host, ""); got != want {
			t.Errorf("%s: status %d, want %d", host, got, want)
		}
	}
}
