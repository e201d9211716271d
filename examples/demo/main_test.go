package main

import (
	"os"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	t.Setenv("LIVE", "")
	var out strings.Builder
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"sent 466706 bytes", "600 x 400 pixels", `tags ["coffee" "demo"]`, "is Completed",
		"/tr:w-300/", "ik-s=",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
	}
}

func TestRun_MissingKey(t *testing.T) {
	t.Setenv("LIVE", "1")
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "IMAGEKIT_") {
			t.Setenv(name, "")
		}
	}
	if err := run(t.Context(), &strings.Builder{}); err == nil ||
		!strings.Contains(err.Error(), "IMAGEKIT_PRIVATE_KEY") {
		t.Errorf("got %v", err)
	}
}
