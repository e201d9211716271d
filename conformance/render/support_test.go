package render_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/conformance/render/internal/goldentest"
	"github.com/openimagekit/imagekit/urlbuilder"
)

const documentFile = "../RENDERING.md"

const documentHead = `# Rendering

How the mock server renders each parameter of the transformation language:

- **exact**: the result has the size, the part of the picture and the format that the documentation describes. Pixels
  differ as those of two programs that scale pictures do.
- **approximate**: the documentation does not say how the service finds the result.
- **not rendered**: the parameter is checked, and has no effect on the picture.

Videos are rendered if the server has ffmpeg (flag ` + "`-ffmpeg`" + `): the parameters
` + "`w h ar dpr c cm x y xc yc fo bg rt b f q so eo du vc ac`" + ` with the values that the service allows for videos,
apart from blurred backgrounds. Other parameters are not rendered for videos, and neither are streaming profiles.
Thumbnails of videos (` + "`ik-thumbnail.jpg`" + `) are pictures, to which the whole table applies. GIF files become
videos for ` + "`ik-gif-video.mp4`" + `.

The header ` + "`X-Mock-Transformation`" + ` of each response says the same for the parameters of its URL.
[docs/transformations.md](../docs/transformations.md) describes the parameters. This file is written by
` + "`go test ./conformance/render -run TestDocument -update`" + `.

| Parameter | Values | Grade | Assumptions | Tests |
|---|---|---|---|---|
`

// TestDocument_UpToDate compares RENDERING.md with the table of supported parameters.
func TestDocument_UpToDate(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(documentHead)
	for s := range render.AllSupport() {
		grade := s.Grade.String()
		if s.Note != "" {
			grade += ": " + s.Note
		}
		tests := make([]string, len(s.Tests))
		for i, name := range s.Tests {
			tests[i] = "`" + name + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", s.Code, s.Values, grade, strings.Join(s.Assumptions, "<br>"),
			strings.Join(tests, ", "))
	}
	goldentest.Text(t, documentFile, b.String())
}

// TestAllSupport_Complete checks that each parameter has an entry, and each entry a parameter and existing tests.
func TestAllSupport_Complete(t *testing.T) {
	t.Parallel()
	codes := []string{"if", "l"}
	for parameter := range urlbuilder.Parameters() {
		codes = append(codes, parameter.Code)
	}
	source, rendered := testSource(t), 0
	for s := range render.AllSupport() {
		if !slices.Contains(codes, s.Code) {
			t.Errorf("there is no parameter %s", s.Code)
		}
		if s.Grade == render.NotRendered {
			continue
		}
		rendered++
		exists := func(name string) bool { return strings.Contains(source, "func "+name+"(t") }
		if len(s.Tests) == 0 || !slices.ContainsFunc(s.Tests, exists) {
			t.Errorf("%s: the tests are %q, want existing ones", s.Code, s.Tests)
		}
	}
	if rendered < 20 {
		t.Errorf("%d entries are rendered, want at least 20", rendered)
	}
}

// testSource returns the source code of the tests that RENDERING.md refers to.
func testSource(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range []string{"*_test.go", "../mockserver/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	return all.String()
}
