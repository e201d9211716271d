package main

import (
	"bytes"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
)

// TestRun writes the page, and checks that it has the examples of all parameters that are rendered, and that it needs
// no other files and no scripts.
func TestRun(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	output := filepath.Join(t.TempDir(), "page.html")
	var out bytes.Buffer
	err := run(t.Context(), []string{
		"-o", output, "-photo", "../../../examples/demo/coffee.png", "-library", "../testdata",
	}, &out)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), output+":") {
		t.Errorf("the output is %q, want the path of the page first", &out)
	}
	page, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	checkPage(t, html.UnescapeString(string(page)))
}

// checkPage checks the text of a page.
func checkPage(t *testing.T, text string) {
	t.Helper()
	var wanted []string
	for s := range render.AllSupport() {
		for _, chain := range s.Examples {
			wanted = append(wanted, "<code>tr:"+chain+"</code>")
		}
	}
	for _, title := range titles {
		if title != titleLayer {
			wanted = append(wanted, "<h2>"+title+"</h2>")
		}
	}
	for _, part := range wanted {
		if !strings.Contains(text, part) {
			t.Errorf("the page does not have %s", part)
		}
	}
	for _, part := range []string{"<script", "ZgotmplZ", `src="http`, "url(http", `<link`} {
		if strings.Contains(text, part) {
			t.Errorf("the page has %s", part)
		}
	}
}

func TestRun_Errors(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{{"-photo", "nothing.png"}, {"-photo", "main.go"}, {"-unknown"}} {
		if err := run(t.Context(), arguments, &bytes.Buffer{}); err == nil {
			t.Errorf("%q: no error", arguments)
		}
	}
}
