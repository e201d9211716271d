package main

import (
	"strings"
	"testing"
)

func TestShow(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := show(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"inspect a private file", "  getFileMetadataFromURL, attempt 2: status 200",
		"http.client.request.duration: 1 of getFileMetadataFromURL with status 503",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
	}
}
