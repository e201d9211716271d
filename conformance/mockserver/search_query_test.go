package mockserver_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
)

func TestGenerateSearchQuery(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := start(t)
	ik := clientOf(t, s)
	put(t, s, "beach.txt", []byte("a"), part{name: "folder", text: "/trips"}, part{name: "tags", text: "summer"})
	put(t, s, "beach.txt", []byte("a"), part{name: "tags", text: "summer"})
	put(t, s, "hut.txt", []byte("a"), part{name: "folder", text: "/trips"}, part{name: "tags", text: "winter"})
	q, err := ik.GenerateSearchQuery(ctx, imagekit.GenerateSearchQueryRequest{
		Prompt: "Show me the beach videos in this folder tagged summer, uploaded today", CurrentFolder: new("/trips"),
		Timezone: new("Asia/Kolkata"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if q.FileType != imagekit.SuggestedFileTypeVideos || q.IsVersionIncludedInSearch ||
		!strings.Contains(q.SearchQuery, `createdAt >= "2026-02-28T18:30:00Z"`) ||
		!strings.Contains(q.SearchQuery, `path : "/trips"`) {
		t.Errorf("got %+v", q)
	}
	found, err := ik.ListFiles(ctx, &imagekit.ListFilesParams{SearchQuery: &q.SearchQuery})
	if err != nil || len(found) != 1 || found[0].FilePath != "/trips/beach.txt" {
		t.Errorf("the query finds %v, error %v", found, err)
	}
	nothing := do(t, s, http.MethodPost, "/v1/ai-filter-search", object{"prompt": "everything, please"})
	wantFields(t, nothing.wantStatus(t, http.StatusOK).object(t), object{
		"searchQuery": `(name HAS "everything" OR tags HAS "everything")`, "fileType": "",
		"isVersionIncludedInSearch": false,
	})
}

func TestGenerateSearchQuery_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	for word, body := range map[string]object{
		"prompt":     {},
		"prompt ":    {"prompt": ""},
		"characters": {"prompt": strings.Repeat("ä", 4001)},
		"timezone":   {"prompt": "x", "timezone": "Mars/Olympus"},
		"timezone ":  {"prompt": "x", "timezone": "Local"},
		" timezone":  {"prompt": "x", "timezone": "../UTC"},
	} {
		do(t, s, http.MethodPost, "/v1/ai-filter-search", body).wantError(t, http.StatusBadRequest, word)
	}
	do(t, s, http.MethodPost, "/v1/ai-filter-search", object{"prompt": strings.Repeat("ä", 4000)}).wantStatus(t,
		http.StatusOK)
}
