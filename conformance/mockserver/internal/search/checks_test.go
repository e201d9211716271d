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
