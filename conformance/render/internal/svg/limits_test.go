package svg_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/svg"
	"github.com/openimagekit/imagekit/internal/race"
)

// hostile are documents that would take very long, or much memory.
func hostile() map[string]string {
	const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">`
	bomb := `<defs><rect id="u0" width="9" height="9"/>`
	for i := range 30 {
		bomb += fmt.Sprintf(`<g id="u%d"><use href="#u%d"/><use href="#u%d"/></g>`, i+1, i, i)
	}
	documents := map[string]string{}
	documents["100,000 nested groups"] = head +
		strings.Repeat("<g>", 100_000) +
		strings.Repeat("</g>", 100_000) +
		"</svg>"
	documents["100,000 elements"] = head + strings.Repeat("<g/>", 100_000) + "</svg>"
	documents["use of itself"] = head + `<g id="a"><use href="#a"/></g></svg>`
	documents["use of two times two"] = head + bomb + `</defs><use href="#u30"/></svg>`
	documents["gradients in a circle"] = head +
		`<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>` +
		`<rect fill="url(#a)" width="1" height="1"/></svg>`
	documents["clip path of itself"] = head +
		`<clipPath id="a"><rect width="1" height="1" clip-path="url(#a)"/></clipPath><g clip-path="url(#a)"/></svg>`
	documents["short dashes"] = head +
		`<path fill="none" stroke="red" stroke-dasharray="0.00001" d="M0 0L1000000 1000000"/></svg>`
	documents["dashes without length"] = head +
		`<path fill="none" stroke="red" stroke-dasharray="0 0 0" d="M0 0L9 9"/></svg>`
	documents["large path"] = head +
		`<path stroke="red" d="M0 0` +
		strings.Repeat("C9-9 0 9 9 0", 100_000) +
		`"/></svg>`
	documents["large path of moves"] = head +
		`<path id="a" d="` +
		strings.Repeat("M0 0", 300_000) +
		`"/>` +
		strings.Repeat(`<use href="#a"/>`, 10_000) +
		"</svg>"
	documents["opacity in opacity"] = head +
		strings.Repeat(`<g opacity=".9">`, 90) +
		`<rect width="9" height="9"/>` +
		strings.Repeat("</g>", 90) +
		"</svg>"
	documents["many large shapes"] = head +
		strings.Repeat(`<rect width="10" height="10" fill="#12345678"/>`, 40_000) +
		"</svg>"
	documents["many zigzags"] = head +
		strings.Repeat(`<path d="M0 0`+strings.Repeat("L1 10L2 0", 500)+`"/>`, 1000) +
		"</svg>"
	documents["entities in entities"] = `<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>` +
		head +
		`<g id="&b;"/></svg>`
	documents["a file of the system"] = `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>` +
		head +
		`<title>&a;</title></svg>`
	documents["many rules"] = head + "<style>" + strings.Repeat(".a{fill:red}", 10_000) + "</style></svg>"
	documents["gradient with many stops"] = head +
		`<linearGradient id="a">` +
		strings.Repeat(`<stop offset="0.5"/>`, 40_000) +
		"</linearGradient>" +
		strings.Repeat(`<path d="M0 0h1v1z" fill="url(#a)"/>`, 9000) +
		"</svg>"
	documents["long attributes"] = head +
		`<path id="a" d="M0 0h1v1z" transform="` +
		strings.Repeat("rotate(1)", 200_000) +
		`"/>` +
		strings.Repeat(`<use href="#a"/>`, 20_000) +
		"</svg>"
	documents["long rule"] = head +
		"<style>*{" +
		strings.Repeat("fill:red;", 200_000) +
		"}</style>" +
		strings.Repeat("<g/>", 40_000) +
		"</svg>"
	documents["more bytes than allowed"] = head + strings.Repeat(" ", svg.MaxBytes) + "</svg>"
	documents["degenerate matrices"] = head +
		`<g transform="scale(0)"><circle r="5" stroke="red"/></g><g transform="scale(1e6)">` +
		`<g transform="scale(1e6)"><g transform="scale(1e6)"><circle r="1e6" stroke="red"/></g></g></g></svg>`
	return documents
}

// TestDraw_Hostile checks that each document ends with a drawing, or with an error about the document.
func TestDraw_Hostile(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	for name, document := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := svg.Parse([]byte(document))
			if err != nil {
				return
			}
			_, err = d.Draw(t.Context(), 0, 0, 10, 10, 200, 200)
			if _, ok := errors.AsType[*svg.UnsupportedError](err); err != nil && !ok {
				t.Errorf("got %v, want an UnsupportedError", err)
			}
		})
	}
}

// TestDraw_Context checks that drawing ends when its context is done.
func TestDraw_Context(t *testing.T) {
	t.Parallel()
	d, err := svg.Parse([]byte(hostile()["many large shapes"]))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Draw(ctx, 0, 0, 10, 10, 2000, 2000); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that of the context", err)
	}
}

// FuzzDraw checks that no document causes a panic, and that a drawing has the size that was asked for.
func FuzzDraw(f *testing.F) {
	for _, document := range hostile() {
		if len(document) < 1000 {
			f.Add([]byte(document))
		}
	}
	f.Add([]byte(sampleDocument))
	f.Add([]byte(`<svg width="5" height="5"><path d="M1 1a2 3 40 1 0 5 5t1 1s2 2 3 3z" stroke="red" ` +
		`stroke-dasharray="1"/></svg>`))
	f.Fuzz(func(t *testing.T, document []byte) {
		d, err := svg.Parse(document)
		if err != nil {
			return
		}
		width, height := d.Size()
		m, err := d.Draw(t.Context(), 0, 0, width, height, 40, 30)
		if err == nil && (m.Rect.Dx() != 40 || m.Rect.Dy() != 30) {
			t.Errorf("the drawing has %v pixels", m.Rect.Max)
		}
	})
}
