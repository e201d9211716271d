package media_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media"
)

// open returns a reader for the content of a file.
func open(content []byte) *io.SectionReader {
	return io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content)))
}

// inspect calls [media.Inspect], which must not fail.
func inspect(t *testing.T, name string, content []byte) media.Info {
	t.Helper()
	info, err := media.Inspect(open(content), name)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// metadataOf returns the metadata of a file, decoded from JSON.
func metadataOf(t *testing.T, name string, content []byte) map[string]any {
	t.Helper()
	var fields map[string]any
	text := encoded(t, media.ReadMetadata(open(content), inspect(t, name, content)).Metadata)
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

// embeddedIn returns the embedded metadata of a file.
func embeddedIn(t *testing.T, name string, content []byte) map[string]any {
	t.Helper()
	return media.ReadEmbedded(open(content), inspect(t, name, content))
}

// wantFields compares some fields of an object. Values are compared as JSON.
func wantFields(t *testing.T, object, want map[string]any) {
	t.Helper()
	for name, value := range want {
		got, found := object[name]
		if encoded(t, got) != encoded(t, value) || !found {
			t.Errorf("%s is %s (present: %v), want %s", name, encoded(t, got), found, encoded(t, value))
		}
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
