package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// port returns the port on which a program listens.
func (p *program) port(t *testing.T) string {
	t.Helper()
	u, err := url.Parse(p.base)
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}

func TestRun_Health(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		listen string
		args   []string
		ask    string // host in -addr of the health check
	}{
		"loopback":            {"127.0.0.1:0", nil, "127.0.0.1"},
		"all IPv4 addresses":  {"0.0.0.0:0", nil, "0.0.0.0"},
		"all addresses":       {":0", nil, ""},
		"prefix":              {"127.0.0.1:0", []string{"-prefix", "/base/path"}, "127.0.0.1"},
		"prefix with slashes": {"127.0.0.1:0", []string{"-prefix", "base/"}, "127.0.0.1"},
		"TLS":                 {"127.0.0.1:0", []string{"-tls"}, "127.0.0.1"},
		"control token":       {"127.0.0.1:0", []string{"-control-token", "secret"}, "127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"-addr", test.listen, "-data", t.TempDir()}, test.args...)
			p := runProgram(t, args...)
			args[1] = test.ask + ":" + p.port(t)
			if err := run(t.Context(), append(args, "-health"), io.Discard, io.Discard); err != nil {
				t.Error(err)
			}
			if err := p.stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRun_Health_Errors(t *testing.T) {
	t.Parallel()
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(silent.Close)
	teapot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
	}))
	t.Cleanup(teapot.Close)
	for words, addr := range map[string]string{
		"no response":  silent.Listener.Addr().String(),
		"with 418":     teapot.Listener.Addr().String(),
		"missing port": "127.0.0.1",
	} {
		err := run(t.Context(), []string{"-health", "-addr", addr}, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: error %v, want %q", addr, err, words)
		}
	}
}
