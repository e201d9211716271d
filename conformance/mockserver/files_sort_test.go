package mockserver_test

import (
	"net/http"
	"net/url"
	"testing"
	"testing/fstest"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

func TestListFiles_SortByDuration(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "long.mp4", sample.Video("isom", 7583))
	put(t, s, "text.txt", []byte("text"))
	put(t, s, "short.mp4", sample.Video("isom", 2100))
	put(t, s, "longest.mp4", sample.LongVideo(90_000))
	for query, want := range map[string][]string{
		"sort=ASC_DURATION":                {"text.txt", "short.mp4", "long.mp4", "longest.mp4"},
		"sort=DESC_DURATION":               {"longest.mp4", "long.mp4", "short.mp4", "text.txt"},
		"sort=DESC_DURATION&limit=1":       {"longest.mp4"},
		"sort=ASC_DURATION&skip=1&limit=1": {"short.mp4"},
		"sort=DESC_DURATION&searchQuery=" + url.QueryEscape(`format = "mp4"`): {
			"longest.mp4", "long.mp4", "short.mp4",
		},
	} {
		wantNames(t, s, query, want...)
	}
}

// originalCreation is the name of the reserved custom metadata field.
const originalCreation = "_internal_original_created_datetime"

// withReservedField starts a server whose account has the reserved field.
func withReservedField(t *testing.T) *mockserver.Server {
	t.Helper()
	return start(t, mockserver.WithSeed(fstest.MapFS{"imagekit.json": file(`{"customMetadataFields": [
		{"name": "` + originalCreation + `", "label": "Original creation date", "schema": {"type": "Date"}}
	]}`)}))
}

func TestListFiles_SortByOriginalCreationDate(t *testing.T) {
	t.Parallel()
	s := withReservedField(t)
	dated := func(date string) part {
		return part{name: "customMetadata", text: `{"` + originalCreation + `": "` + date + `"}`}
	}
	put(t, s, "new.txt", []byte("1"), dated("2024-05-01T10:00:00.000Z"))
	put(t, s, "none.txt", []byte("2"))
	put(t, s, "old.txt", []byte("3"), dated("1999-12-31"))
	put(t, s, "middle.txt", []byte("4"), dated("2024-05-01T10:00:00.000+02:00"))
	wantNames(t, s, "sort=ASC_ORIGINAL_CREATION_DATE", "none.txt", "old.txt", "middle.txt", "new.txt")
	wantNames(t, s, "sort=DESC_ORIGINAL_CREATION_DATE", "new.txt", "middle.txt", "old.txt", "none.txt")
	wantNames(t, s, "sort=DESC_ORIGINAL_CREATION_DATE&searchQuery="+
		url.QueryEscape(`"customMetadata.`+originalCreation+`" > "2000-01-01"`), "new.txt", "middle.txt")
}

// TestCustomMetadataFields_Reserved checks that requests can neither create nor delete the reserved field.
func TestCustomMetadataFields_Reserved(t *testing.T) {
	t.Parallel()
	const path = "/v1/customMetadataFields"
	s := withReservedField(t)
	ik := clientOf(t, s)
	fields, err := ik.GetCustomMetadataFields(t.Context(), nil)
	if err != nil || len(fields) != 1 || !fields[0].Reserved || fields[0].Name != originalCreation {
		t.Fatalf("the account has the fields %+v, error %v", fields, err)
	}
	do(t, s, http.MethodDelete, path+"/"+fields[0].ID, nil).wantError(t, http.StatusBadRequest, "reserved")
	ordinary, err := ik.CreateCustomMetadataField(t.Context(), imagekit.CreateCustomMetadataFieldRequest{
		Name: "price", Label: "Price",
		Schema: imagekit.CustomMetadataFieldRules{Type: imagekit.CustomMetadataFieldTypeNumber},
	})
	if err != nil || ordinary.Reserved {
		t.Errorf("an ordinary field is %+v, error %v", ordinary, err)
	}
	for _, s := range []*mockserver.Server{s, start(t)} {
		do(t, s, http.MethodPost, path, object{
			"name": originalCreation, "label": "Mine", "schema": object{"type": "Date"},
		}).wantError(t, http.StatusBadRequest, "name already exists")
	}
}
