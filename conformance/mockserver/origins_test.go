package mockserver_test

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// originRequests has the smallest request for an origin of each type: the fields that are also in the response, and the
// secret fields that are not. defaults are the fields that only the response has.
var originRequests = map[string]struct{ shown, secret, defaults object }{
	"S3": {
		object{"bucket": "images"}, object{"accessKey": "s3cret-a", "secretKey": "s3cret-b"}, object{"prefix": ""},
	},
	"S3_COMPATIBLE": {
		object{"bucket": "images", "endpoint": "https://s3.example.com"},
		object{"accessKey": "s3cret-a", "secretKey": "s3cret-b"},
		object{"prefix": "", "s3ForcePathStyle": false},
	},
	"CLOUDINARY_BACKUP": {
		object{"bucket": "images", "prefix": "a/", "useIAMRole": true}, object{"accessKey": "", "secretKey": ""}, nil,
	},
	"WEB_FOLDER": {
		object{"baseUrl": "https://example.com/a"}, nil, object{"forwardHostHeaderToOrigin": false},
	},
	"WEB_PROXY": {
		object{"includeCanonicalHeader": true, "baseUrlForCanonicalHeader": "https://example.com"}, nil, nil,
	},
	"GCS": {
		object{"bucket": "images", "clientEmail": "a@example.com"},
		object{"privateKey": "s3cret-a"},
		object{"prefix": ""},
	},
	"AZURE_BLOB": {
		object{"accountName": "a", "container": "images"}, object{"sasToken": "s3cret-a"}, object{"prefix": ""},
	},
	"AKENEO_PIM": {
		object{"baseUrl": "https://example.com"},
		object{"clientId": "s3cret-a", "clientSecret": "s3cret-b", "username": "s3cret-c", "password": "s3cret-d"},
		nil,
	},
}

// merged returns an object with the fields of all objects.
func merged(objects ...object) object {
	all := object{}
	for _, o := range objects {
		maps.Copy(all, o)
	}
	return all
}

func TestOrigins(t *testing.T) {
	t.Parallel()
	for kind, test := range originRequests {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			request := merged(object{"type": kind, "name": "A", "id": "mine"}, test.shown, test.secret)
			want := merged(object{"type": kind, "name": "A", "id": "id1", "includeCanonicalHeader": false},
				test.defaults, test.shown)

			created := do(t, s, http.MethodPost, "/v1/accounts/origins", request).wantStatus(t, http.StatusCreated)
			wantSame(t, created.object(t), want)
			got := do(t, s, http.MethodGet, "/v1/accounts/origins/id1", nil).wantStatus(t, http.StatusOK)
			wantSame(t, got.object(t), want)
			want["name"] = "B"
			updated := do(t, s, http.MethodPut, "/v1/accounts/origins/id1",
				merged(request, object{"name": "B"})).wantStatus(t, http.StatusOK)
			wantSame(t, updated.object(t), want)
			list := do(t, s, http.MethodGet, "/v1/accounts/origins", nil).wantStatus(t, http.StatusOK)
			wantSame(t, decode[[]object](t, list)[0], want)
			for _, r := range []reply{created, got, updated, list} {
				if strings.Contains(string(r.body), "s3cret") {
					t.Errorf("a response has a secret: %s", r.body)
				}
			}
			if kind != "WEB_PROXY" {
				wantSettingsRequired(t, s, request, merged(test.shown, test.secret))
			}
			wantSame(t, do(t, s, http.MethodGet, "/v1/accounts/origins/id1", nil).object(t), want)
		})
	}
}

// wantSettingsRequired checks that requests which lack one of the required settings are refused.
func wantSettingsRequired(t *testing.T, s *mockserver.Server, request, settings object) {
	t.Helper()
	for name := range settings {
		if name == "prefix" || name == "useIAMRole" {
			continue
		}
		broken := merged(request)
		delete(broken, name)
		do(t, s, http.MethodPost, "/v1/accounts/origins", broken).wantStatus(t, http.StatusBadRequest)
		do(t, s, http.MethodPut, "/v1/accounts/origins/id1", broken).wantStatus(t, http.StatusBadRequest)
	}
}

// wantSame compares two objects as JSON.
func wantSame(t *testing.T, got, want object) {
	t.Helper()
	if encoded(t, got) != encoded(t, want) {
		t.Errorf("got %s, want %s", encoded(t, got), encoded(t, want))
	}
}

func TestOrigins_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	bucket := object{"type": "S3", "name": "A", "bucket": "b", "accessKey": "k", "secretKey": "k"}
	for _, test := range []struct {
		name string
		body object
		word string
	}{
		{"no type", object{"name": "A"}, "Invalid origin type."},
		{"an unknown type", object{"type": "FTP", "name": "A"}, "Invalid origin type."},
		{"an empty name", merged(bucket, object{"name": ""}), "name"},
		{"an empty key without a role", merged(bucket, object{"secretKey": ""}), "secretKey"},
		{
			"an invalid email address",
			object{"type": "GCS", "name": "A", "bucket": "b", "clientEmail": "x", "privateKey": "k"},
			"invalid clientEmail parameter",
		},
		{"an invalid URL", object{"type": "WEB_FOLDER", "name": "A", "baseUrl": "x"}, "invalid baseUrl parameter"},
		{"a number as a name", merged(bucket, object{"name": 1}), "name is required and must be a string"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			do(t, s, http.MethodPost, "/v1/accounts/origins", test.body).wantError(t, http.StatusBadRequest, test.word)
		})
	}
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		do(t, s, method, "/v1/accounts/origins/nothing", nil).wantError(t, http.StatusNotFound, "Origin not found.")
	}
	do(t, s, http.MethodPut, "/v1/accounts/origins/nothing", bucket).wantError(t, http.StatusNotFound,
		"Origin not found.")
}

// webOrigin creates an origin and returns its id.
func webOrigin(t *testing.T, ik *imagekit.Client, name string) string {
	t.Helper()
	created, err := ik.CreateOrigin(t.Context(), imagekit.NewOriginRequest(imagekit.WebFolderOriginRequest{
		Name: name, BaseURL: "https://example.com",
	}))
	if err != nil {
		t.Fatal(err)
	}
	origin, err := created.Value()
	if err != nil {
		t.Fatal(err)
	}
	return origin.(imagekit.WebFolderOrigin).ID
}

func TestDeleteOrigin_InUse(t *testing.T) {
	t.Parallel()
	ik := clientOf(t, start(t))
	used, unused := webOrigin(t, ik, "same name"), webOrigin(t, ik, "same name")
	endpoint, err := ik.CreateURLEndpoint(t.Context(), imagekit.URLEndpointRequest{
		Description: "Shop", URLPrefix: new("shop"), Origins: []string{used},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := ik.DeleteOrigin(t.Context(), unused); err != nil {
		t.Error(err)
	}
	if err := ik.DeleteOrigin(t.Context(), used); !errors.Is(err, imagekit.ErrConflict) {
		t.Errorf("deleting an origin in use: error %v, want ErrConflict", err)
	}
	if err := ik.DeleteURLEndpoint(t.Context(), endpoint.ID); err != nil {
		t.Error(err)
	}
	if err := ik.DeleteOrigin(t.Context(), used); err != nil {
		t.Error(err)
	}
	if _, err := ik.GetOrigin(t.Context(), used); !errors.Is(err, imagekit.ErrNotFound) {
		t.Errorf("a deleted origin: error %v, want ErrNotFound", err)
	}
}

func TestOrigins_Restart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := start(t, inFolder(t, folder))
	for _, kind := range slices.Sorted(maps.Keys(originRequests)) {
		test := originRequests[kind]
		do(t, s, http.MethodPost, "/v1/accounts/origins",
			merged(object{"type": kind, "name": "A"}, test.shown, test.secret)).
			wantStatus(t, http.StatusCreated)
	}
	before := do(t, s, http.MethodGet, "/v1/accounts/origins", nil).body
	stop(t, s)
	if after := do(t, restart(t, folder), http.MethodGet, "/v1/accounts/origins",
		nil).body; string(after) != string(before) {
		t.Errorf("before: %s\nafter: %s", before, after)
	}
}
