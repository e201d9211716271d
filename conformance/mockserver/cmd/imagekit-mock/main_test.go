package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestRunServesUntilItIsToldToStop(t *testing.T) {
	t.Setenv("IMAGEKIT_MOCK_PUBLIC_KEY", "public_from_environment")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, []string{"-addr", "127.0.0.1:0", "-prefix", "/base", "-id", "mine", "-v"}, w, io.Discard)
	}()

	text := make([]byte, 1000)
	n, err := r.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	printed := strings.Fields(string(text[:n]))
	base := printed[3]
	for _, want := range []string{base + "/mine", "private_mock_key", "public_from_environment"} {
		if !strings.Contains(string(text[:n]), want) {
			t.Errorf("%q is not printed: %s", want, text[:n])
		}
	}
	res, err := http.Get(base + "/_mock/health")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("health: %s", res.Status)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestRunSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	var help bytes.Buffer
	if err := run(t.Context(), []string{"-h"}, io.Discard, &help); err != nil || !strings.Contains(help.String(), "IMAGEKIT_MOCK_ADDR") {
		t.Errorf("help: %v, %s", err, &help)
	}
	for _, args := range [][]string{{"-unknown"}, {"-addr", "nowhere"}, {"-addr", "127.0.0.1:0", "-id", "v1"}} {
		if err := run(t.Context(), args, io.Discard, io.Discard); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}
