package render_test

import (
	"bytes"
	"image/jpeg"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"golang.org/x/image/font/gofont/goitalic"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// TestAllSupport_Examples renders the examples of each parameter, and checks that the report has the grade of the
// table.
func TestAllSupport_Examples(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	var source bytes.Buffer
	m := decode(t, apply(t, render.Request{Source: picture(t, 360, 240), Chain: parse(t, "w-360")}))
	if err := jpeg.Encode(&source, m, nil); err != nil {
		t.Fatal(err)
	}
	rocket, err := os.ReadFile("testdata/rocket.jpg")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{
		"rocket.jpg": &fstest.MapFile{Data: rocket}, "fonts/Go-Italic.ttf": &fstest.MapFile{Data: goitalic.TTF},
	}
	for s := range render.AllSupport() {
		if s.Grade == render.NotRendered || s.NotForImages {
			continue
		}
		if len(s.Examples) == 0 {
			t.Errorf("%s (%s) has no example: add one to the field Examples of its entry", s.Code, s.Values)
		}
		for _, example := range s.Examples {
			t.Run(example, func(t *testing.T) {
				t.Parallel()
				got := apply(t, render.Request{
					Source: source.Bytes(), Chain: parse(t, example), Files: files,
					Named: map[string]urlbuilder.Chain{"media_library_thumbnail": parse(t, "w-100,h-100")},
				})
				checkEntry(t, got.Report, s)
			})
		}
	}
}

// TestAllSupport_DifferentExamples checks that the examples of parameters of texts show their effect.
func TestAllSupport_DifferentExamples(t *testing.T) {
	t.Parallel()
	source := picture(t, 360, 240)
	for s := range render.AllSupport() {
		if !slices.Contains([]string{"ia", "lh", "pa"}, s.Code) {
			continue
		}
		seen := map[string]string{}
		for _, example := range s.Examples {
			got := apply(t, render.Request{Source: source, Chain: parse(t, example)})
			if same := seen[string(got.Body)]; same != "" {
				t.Errorf("%s and %s are the same picture", same, example)
			}
			seen[string(got.Body)] = example
		}
	}
}

// checkEntry checks that a report has an entry for a parameter, with the grade and the note of the table.
func checkEntry(t *testing.T, report render.Report, s render.Support) {
	t.Helper()
	for _, entry := range report {
		if entry.Code != s.Code {
			continue
		}
		if entry.Grade == s.Grade && entry.Note == s.Note {
			return
		}
	}
	t.Errorf("the report is %q, want an entry of %s that is %v", report, s.Code, s.Grade)
}
