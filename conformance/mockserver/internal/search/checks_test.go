package search_test

import (
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

func TestParseChecks_Fields(t *testing.T) {
	t.Parallel()
	now := time.Now()
	const fields = `the fields are "request.folder", "request.fileName", "request.tags", "file.size", "file.mime", ` +
		`"mediaMetadata.format", "mediaMetadata.width" and "mediaMetadata.height"`
	for text, want := range map[string]string{
		`"name" = "a"`:                `at character 1: unknown field "name"; ` + fields,
		`"customMetadata.x" = 1`:      `at character 1: unknown field "customMetadata.x"; ` + fields,
		`file.size = 1`:               `at character 1: file.size must be written in quotes`,
		`'file.size" = 1`:             `at character 1: the text that begins here has no closing quote`,
		`'file.mime' = 'it\'s' AND x`: `at character 27: unknown field x; ` + fields,
	} {
		if _, err := search.ParseChecks(text, now); err == nil || err.Error() != want {
			t.Errorf("%s:\n%v, want\n%s", text, err, want)
		}
	}
	if _, err := search.Parse(`"file.size" < 10`, now); err == nil {
		t.Error("a search query can use a field of checks")
	}
	q, err := search.ParseChecks(`'file.mime' = "a'b\"c"`, now)
	if err != nil {
		t.Fatal(err)
	}
	if want := `"file.mime" = "a'b\"c"`; q.String() != want {
		t.Errorf("canonical form %s, want %s", q, want)
	}
}

func TestParseChecks_Match(t *testing.T) {
	t.Parallel()
	image := search.Asset{
		Name: "dress.jpg", Folder: "/shop", Tags: []string{"sale"}, Size: 5, Mime: "image/jpeg", Format: "jpg",
		Width: 300, Height: 200,
	}
	document := search.Asset{Name: "terms.pdf", Folder: "/", Size: 7, Mime: "application/pdf", Format: "pdf"}
	for _, test := range []struct {
		checks          string
		image, document bool
	}{
		{`"request.folder" : "/sh"`, true, false},
		{`"request.folder" = "/"`, false, true},
		{`"request.fileName" = "dress.jpg"`, true, false},
		{`"request.fileName" : "terms"`, false, true},
		{`"request.tags" IN ["sale"]`, true, false},
		{`"request.tags" NOT EXISTS`, false, true},
		{`"file.size" < 6`, true, false},
		{`"file.size" = 7`, false, true},
		{`"file.mime" : "image/"`, true, false},
		{`"file.mime" = "application/pdf"`, false, true},
		{`"mediaMetadata.format" = "jpg"`, true, false},
		{`"mediaMetadata.format" IN ["pdf"]`, false, true},
		{`"mediaMetadata.width" >= 300`, true, false},
		{`"mediaMetadata.width" < 300`, false, false}, // a document has no width
		{`"mediaMetadata.height" = 200`, true, false},
		{`"mediaMetadata.height" NOT = 200`, false, false},
	} {
		q, err := search.ParseChecks(test.checks, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if q.Match(&image) != test.image || q.Match(&document) != test.document || q.Wants(search.Folder) {
			t.Errorf("%s is true for the image: %t, for the document: %t; wants folders: %t",
				test.checks, q.Match(&image), q.Match(&document), q.Wants(search.Folder))
		}
	}
}
