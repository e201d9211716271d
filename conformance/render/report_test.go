package render_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// TestRender_Misplaced has parameters where they have no effect.
func TestRender_Misplaced(t *testing.T) {
	t.Parallel()
	source := plain(t, 40, 30, white)
	const note = " (it has no effect in this place)"
	for _, test := range []struct{ chain, exact, misplaced string }{
		{"co-red", "", "co-red"},
		{"i-red.png", "", "i-red.png"},
		{"lx-5,al-5", "", "lx-5 al-5"},
		{"w-20,fs-5", "w-20", "fs-5"},
		{"l-image,i-red.png,f-png:q-5,l-end", "l-image, i-red.png", "f-png q-5"},
		{"l-image,i-red.png,orig-true,l-end", "l-image, i-red.png", "orig-true"},
		{"l-text,i-x,fs-9,n-red,l-end", "i-x, fs-9, n-red", "co-red"},
		{"l-image,i-ik_canvas,bg-red,al-5,w-5,l-end", "l-image, i-ik_canvas, bg-red, al-5, w-5", ""},
	} {
		got := apply(t, render.Request{
			Source: source, Chain: parse(t, test.chain), Files: layerFiles(t),
			Named: map[string]urlbuilder.Chain{"red": parse(t, "co-red")},
		})
		report := got.Report.String()
		if test.exact != "" && !strings.Contains(report, "exact: "+test.exact) {
			t.Errorf("%s: the report is %q", test.chain, report)
		}
		for _, name := range strings.Fields(test.misplaced) {
			if !strings.Contains(report, name+note) {
				t.Errorf("%s: the report of %s is %q", test.chain, name, report)
			}
		}
		if test.exact == "" && !bytes.Equal(got.Body, source) {
			t.Errorf("%s: the file is changed", test.chain)
		}
	}
}

// TestRender_TextReports has two texts, of which the embedded font lacks different letters.
func TestRender_TextReports(t *testing.T) {
	t.Parallel()
	report := apply(t, render.Request{
		Source: plain(t, 9, 9, white), Chain: parse(t, "l-text,i-日,fs-5,l-end:l-text,i-本,fs-5,l-end"),
	}).Report
	var notes []string
	for _, entry := range report {
		if entry.Parameter() == "l-text" {
			notes = append(notes, entry.Note)
		}
	}
	if len(notes) != 2 || !strings.Contains(notes[0], "日") || strings.Contains(notes[0], "本") ||
		!strings.Contains(notes[1], "本") {
		t.Errorf("the notes are %q", notes)
	}
}
