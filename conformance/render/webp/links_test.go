package webp_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Package purego opens libraries of the operating system.
func TestLinks_NothingThatOpensLibraries(t *testing.T) {
	t.Parallel()
	for tags, want := range map[string]struct{ encoder, purego bool }{
		"":          {false, false},
		"nodynamic": {true, false},
	} {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-tags", tags, ".").Output()
		if err != nil {
			t.Fatal(err)
		}
		linked := strings.Fields(string(out))
		encoder := slices.Contains(linked, "github.com/gen2brain/webp")
		purego := slices.Contains(linked, "github.com/ebitengine/purego")
		if encoder != want.encoder || purego != want.purego {
			t.Errorf("with tags %q: the encoder is linked: %v; purego is linked: %v", tags, encoder, purego)
		}
	}
}
