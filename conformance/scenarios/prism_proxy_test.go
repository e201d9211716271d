package scenarios_test

import (
	"bufio"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

const (
	// prismProgram is the environment variable with the path of conformance/contract/prism/prism.mjs.
	prismProgram = "PRISM"
	// upstreamHeader is the header of requests to Prism with the base URL to which they are forwarded.
	upstreamHeader = "X-Upstream"
)

// prism is a running Prism. Requests to it need the header upstreamHeader.
type prism struct {
	url string

	mu        sync.Mutex
	succeeded map[string]bool // operations that have succeeded, by operationId
}

// startPrism starts Prism, and ends it when the test ends. It skips the test if Prism is not installed.
func startPrism(t *testing.T) *prism {
	t.Helper()
	program := os.Getenv(prismProgram)
	if program == "" {
		t.Skip("run conformance/contract/prism/run, which installs Prism")
	}
	upstream := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		if target, err := url.Parse(r.In.Header.Get(upstreamHeader)); err == nil {
			r.SetURL(target)
		}
	}})
	t.Cleanup(upstream.Close)
	command := exec.Command("node", program, "proxy", "../../openapi.yaml", upstream.URL, "--port", "0")
	command.Stderr = os.Stderr
	stdin := check.Call(command.StdinPipe()).Must(t)
	stdout := check.Call(command.StdoutPipe()).Must(t)
	check.NoError(t, command.Start())
	output := bufio.NewScanner(stdout)
	drained := make(chan struct{})
	t.Cleanup(func() {
		_ = stdin.Close() // prism.mjs then exits
		<-drained
		if err := command.Wait(); err != nil {
			t.Errorf("Prism: %v", err)
		}
	})
	address := prismAddress(output)
	go func() {
		defer close(drained)
		for output.Scan() { // otherwise, Prism would block when the pipe is full
		}
	}()
	if address == "" {
		t.Fatal("Prism has exited, or has printed no address")
	}
	return &prism{url: address, succeeded: map[string]bool{}}
}

var listening = regexp.MustCompile(`Prism is listening on (http://[\w.:]+)`)

// prismAddress reads the output of Prism up to its address.
func prismAddress(output *bufio.Scanner) string {
	for output.Scan() {
		if found := listening.FindStringSubmatch(output.Text()); found != nil {
			return found[1]
		}
	}
	return ""
}

// route makes the client of an account on a mock server send the requests of the API through Prism, except uploads.
func (p *prism) route(t *testing.T, a *account) {
	t.Helper()
	server := check.Call(url.Parse(a.baseURL)).Must(t)
	target := check.Call(url.Parse(p.url)).Must(t)
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Header.Set(upstreamHeader, server.String())
		},
		ModifyResponse: func(r *http.Response) error { return p.check(t, a.counter, r) },
	})
	t.Cleanup(proxy.Close)
	if a.uploadURL == "" {
		a.uploadURL = a.baseURL
	}
	a.baseURL = proxy.URL
	a.Client = a.client(t)
}

// check fails the test if Prism has found a violation, or has answered by itself.
func (p *prism) check(t *testing.T, calls *statusCounter, r *http.Response) error {
	id := calls.operationOf(r.Request)
	for _, v := range unexpected(violationsOf(r.Header), r.StatusCode) {
		t.Errorf("%s, status %d: Prism found: %s: %s", id, r.StatusCode, strings.Join(v.Location, "."), v.Message)
	}
	if r.Header.Get("Content-Type") == "application/problem+json" {
		return fmt.Errorf("%s: Prism has not forwarded the request", id)
	}
	if r.StatusCode < 300 {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.succeeded[id] = true
	}
	return nil
}

// assertEveryOperation checks that each operation without a multipart body has succeeded.
func (p *prism) assertEveryOperation(t *testing.T) {
	t.Helper()
	var want []string
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, op := range spec.Operations(t) {
		if op.Form() == nil {
			want = append(want, id)
		}
	}
	check.SameNames(t, "operations that succeeded through Prism", slices.Collect(maps.Keys(p.succeeded)), want)
}
