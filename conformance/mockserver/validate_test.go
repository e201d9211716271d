package mockserver_test

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
)

func TestValidate_MisspelledField(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.txt", []byte("x"))
	for _, test := range []struct {
		name, method, path string
		body               object
		words              []string
	}{
		{
			"in addition to the right field", http.MethodPost, "/v1/folder",
			object{"folderName": "a", "FOLDERNAME": "zz", "parentFolderPath": "/"},
			[]string{"invalid FOLDERNAME parameter", "written folderName"},
		},
		{
			"instead of the right field", http.MethodPatch, "/v1/files/id1/details",
			object{"Tags": object{"no": "list"}},
			[]string{"invalid Tags parameter", "written tags"},
		},
		{
			"letter that is equal if case is ignored", http.MethodPatch, "/v1/files/id1/details",
			object{"tag\u017f": []string{"x"}},
			[]string{"invalid tag\u017f parameter", "written tags"},
		},
		{
			"nested", http.MethodPost, "/v1/customMetadataFields",
			object{"name": "n", "label": "n", "schema": object{"type": "Number", "MinValue": 1}},
			[]string{"MinValue", "written minValue"},
		},
		{
			"in a list", http.MethodPatch, "/v1/files/id1/details",
			object{"extensions": []object{{
				"name": "google-auto-tagging", "maxTags": 5, "MINCONFIDENCE": 95,
				"minConfidence": 95,
			}}},
			[]string{"extensions.0.MINCONFIDENCE", "written minConfidence"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			do(t, s, test.method, test.path, test.body).wantError(t, http.StatusBadRequest, test.words...)
		})
	}
}

func TestValidate_MisspelledFieldOfUpload(t *testing.T) {
	t.Parallel()
	s := start(t)
	p := named("a.txt", []byte("x")).with(part{name: "transformation", text: `{"pre":"w-1","PRE":"w-2"}`})
	upload(t, s, p).wantError(t, http.StatusBadRequest, "transformation.PRE", "written pre")
}

func TestValidate_CustomMetadataCase(t *testing.T) {
	t.Parallel()
	s := start(t)
	values := object{"brand": "x", "Brand": "y"}
	for name := range values {
		field := object{"name": name, "label": name, "schema": object{"type": "Text"}}
		do(t, s, http.MethodPost, "/v1/customMetadataFields", field).wantStatus(t, http.StatusCreated)
	}
	id := put(t, s, "a.txt", []byte("x"))["fileId"].(string)
	got := do(t, s, http.MethodPatch, "/v1/files/"+id+"/details", object{"customMetadata": values}).wantStatus(t,
		http.StatusOK)
	wantFields(t, got.object(t), object{"customMetadata": values})
}

func TestValidate_LargestBody(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	s := start(t)
	for size, words := range map[int][]string{
		8 << 20:   {"missing parameters"},
		8<<20 + 1: {"larger than 8 MB"},
	} {
		body := append([]byte(`{}`), bytes.Repeat([]byte(" "), size-2)...)
		req := newRequest(t, http.MethodPost, s.URL()+"/v1/folder", bytes.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		req.SetBasicAuth(s.PrivateKey(), "")
		got, err := attempt(t, s, req)
		if err != nil {
			t.Fatal(err)
		}
		got.wantError(t, http.StatusBadRequest, words...)
	}
}

func TestValidate_RepeatedParameter(t *testing.T) {
	t.Parallel()
	s := start(t)
	for query, name := range map[string]string{"limit=5&limit=6": "limit", "sort=ASC_NAME&sort=DESC_NAME": "sort"} {
		do(t, s, http.MethodGet, "/v1/files?"+query, nil).wantError(t, http.StatusBadRequest,
			"invalid "+name+" parameter")
	}
}
