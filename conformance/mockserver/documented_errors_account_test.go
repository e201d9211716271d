package mockserver_test

import (
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// documentedError is a request and the error that the service documents for it.
type documentedError struct {
	method, path string
	body         any
	status       int
	message      string
	reason       string
	errors       object
}

// wantDocumented sends the requests and compares the answers with what is documented, word by word.
func wantDocumented(t *testing.T, s *mockserver.Server, tests []documentedError) {
	t.Helper()
	for _, test := range tests {
		got := do(t, s, test.method, test.path, test.body).wantStatus(t, test.status).object(t)
		want := object{"message": test.message, "help": "For support kindly contact us at support@imagekit.io."}
		if test.reason != "" {
			want["reason"] = test.reason
		}
		if test.errors != nil {
			want["errors"] = test.errors
		}
		if encoded(t, got) != encoded(t, want) {
			t.Errorf("%s %s %v: got %s, want %s",
				test.method, test.path, test.body, encoded(t, got), encoded(t, want))
		}
	}
}

// The service documents two more errors, for which a mock has no cause: that a URL endpoint does not exist when all are
// listed, and that a path policy uses a custom metadata field.

func TestOrigins_DocumentedErrors(t *testing.T) {
	t.Parallel()
	s := start(t)
	const path, unknown = "/v1/accounts/origins", "/v1/accounts/origins/663c9a1be4b0f7d2a85c1e40"
	const badType = "Invalid origin type. Must be one of S3, S3_COMPATIBLE, CLOUDINARY_BACKUP, WEB_FOLDER, " +
		"WEB_PROXY, GCS, AZURE_BLOB, AKENEO_PIM."
	bucket := object{"type": "S3", "name": "A", "bucket": "b", "accessKey": "k", "secretKey": "k"}
	tests := []documentedError{
		{method: "GET", path: unknown, status: 404, message: "Origin not found."},
		{method: "PUT", path: unknown, body: bucket, status: 404, message: "Origin not found."},
		{method: "DELETE", path: unknown, status: 404, message: "Origin not found."},
	}
	for method, path := range map[string]string{http.MethodPost: path, http.MethodPut: unknown} {
		tests = append(tests,
			documentedError{method, path, object{"type": "FTP", "name": "A"}, 400, badType, "", nil},
			documentedError{method, path, object{"type": 7, "name": "A"}, 400, badType, "", nil},
			documentedError{method, path, object{"name": "A"}, 400, badType, "", nil},
			documentedError{
				method, path, merged(bucket, object{"name": 7}), 400,
				"name is required and must be a string", "", nil,
			},
			documentedError{
				method, path, without(bucket, "name"), 400,
				"name is required and must be a string", "", nil,
			},
			documentedError{
				method, path, without(bucket, "bucket"), 400,
				"bucket is required and must be a string", "", nil,
			},
		)
	}
	wantDocumented(t, s, tests)
}

func TestURLEndpoints_DocumentedErrors(t *testing.T) {
	t.Parallel()
	s := start(t)
	const path, unknown = "/v1/accounts/url-endpoints", "/v1/accounts/url-endpoints/663c9b7ae4b0f7d2a85c1e52"
	known := path + "/" + do(t, s, http.MethodPost, path, object{"description": "x", "urlPrefix": "known"}).
		wantStatus(t, http.StatusCreated).object(t)["id"].(string)
	valid := object{"description": "x", "urlPrefix": "x"}
	tests := []documentedError{
		{method: "GET", path: unknown, status: 404, message: "URL-endpoint not found."},
		{method: "PUT", path: unknown, body: valid, status: 404, message: "URL-endpoint not found."},
		{method: "DELETE", path: unknown, status: 404, message: "URL-endpoint not found."},
		{method: "DELETE", path: path + "/default", status: 400, message: "Default URL-endpoint cannot be deleted."},
	}
	const empty = "urlPrefix cannot be empty string. " +
		"This is reserved for the default URL-endpoint created by ImageKit."
	const origin = "Origin does not exists. Please create origin before using it in URL-endpoint."
	for method, path := range map[string]string{http.MethodPost: path, http.MethodPut: known} {
		tests = append(tests,
			documentedError{method, path, without(valid, "description"), 400, "description is required", "", nil},
			documentedError{
				method, path, merged(valid, object{"urlPrefix": 1}), 400,
				"urlPrefix must be a string", "", nil,
			},
			documentedError{method, path, merged(valid, object{"urlPrefix": ""}), 400, empty, "", nil},
			documentedError{method, path, merged(valid, object{"origins": []string{"x"}}), 400, origin, "", nil},
		)
	}
	wantDocumented(t, s, tests)
}

func TestUsage_DocumentedErrors(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"/v1/accounts/usage", "/v1/accounts/usage-analytics"} {
		var tests []documentedError
		for query, message := range map[string]string{
			"":                     "startDate and endDate are required in query parameters.",
			"startDate=2026-01-01": "startDate and endDate are required in query parameters.",
			"endDate=2026-01-01":   "startDate and endDate are required in query parameters.",
			"startDate=2026-01-01&endDate=01.02.2026": "startDate and endDate should be in format YYYY-MM-DD.",
			"startDate=2026-1-1&endDate=2026-02-01":   "startDate and endDate should be in format YYYY-MM-DD.",
			"startDate=2026-02-01&endDate=2026-01-01": "startDate should be before endDate.",
			"startDate=2026-01-01&endDate=2026-01-01": "startDate should be before endDate.",
			"startDate=2026-01-01&endDate=2026-05-01": "startDate and endDate should be within 90 days.",
		} {
			tests = append(tests, documentedError{"GET", path + "?" + query, nil, 400, message, "", nil})
		}
		wantDocumented(t, s, tests)
	}
}

func TestCustomMetadataFields_DocumentedErrors(t *testing.T) {
	t.Parallel()
	s := start(t)
	const path = "/v1/customMetadataFields"
	field := func(name, label string, rules object) object {
		return object{"name": name, "label": label, "schema": rules}
	}
	create := func(name string) string {
		return path + "/" + do(t, s, http.MethodPost, path, field(name, name, object{"type": "Number"})).
			wantStatus(t, http.StatusCreated).object(t)["id"].(string)
	}
	known, gone := create("known"), create("gone")
	create("other")
	do(t, s, http.MethodDelete, gone, nil).wantStatus(t, http.StatusNoContent)
	const unknown = path + "/598821f949c0a938d57563dd"
	const notFound, idNeeded = "No such custom metadata field exists.", "Missing id parameter."
	number := object{"type": "Number"}
	wantDocumented(t, s, []documentedError{
		{
			"POST", path, field("known", "new", number), 400,
			"A custom metadata field with this name already exists.", "", nil,
		},
		{
			"POST", path, field("gone", "new", number), 400,
			"A custom metadata field with this name already exists.", "", nil,
		},
		{
			"POST", path, field("new", "known", number), 400,
			"A custom metadata field with this label already exists.", "", nil,
		},
		{
			"POST", path, field("new", "new", object{"type": "Number", "minValue": "x"}), 400,
			"Invalid schema object.", "",
			object{"minValue": "should be of type number"},
		},
		{
			"POST", path, field("new", "new", object{"type": "Number", "maxLength": 1}), 400,
			"Invalid schema object.", "",
			object{"maxLength": "not allowed for this type"},
		},
		{
			"PATCH", known,
			object{"schema": object{"minValue": "x"}},
			400,
			"Invalid schema object.", "",
			object{"minValue": "should be of type number"},
		},
		{
			"PATCH", known,
			object{"schema": object{"maxLength": 1}},
			400,
			"Invalid schema object.", "",
			object{"maxLength": "not allowed for this type"},
		},
		{
			"PATCH", known,
			object{"label": "other"},
			400,
			"A custom metadata field with this label already exists.", "", nil,
		},
		{"PATCH", known, object{"label": "x", "name": "x"}, 400, "Name cannot be updated.", "", nil},
		{"PATCH", known, object{}, 400, "Either label or schema should be provided.", "", nil},
		{"PATCH", gone, object{"label": "x"}, 400, "Cannot update a deleted custom metadata fields.", "", nil},
		{"PATCH", path, object{"label": "x"}, 400, idNeeded, "", nil},
		{"DELETE", path, nil, 400, idNeeded, "", nil},
		{"PATCH", unknown, object{"label": "x"}, 404, notFound, "", nil},
		{"DELETE", unknown, nil, 404, notFound, "", nil},
	})
}

func TestSavedExtensions_DocumentedErrors(t *testing.T) {
	t.Parallel()
	s := start(t)
	const path, unknown = "/v1/saved-extensions", "/v1/saved-extensions/69ad4d0f8b3f4c2a1e5d6f70"
	const notFound, invalid = "The requested saved extension does not exist.", "Invalid extension configuration."
	wantDocumented(t, s, []documentedError{
		{"GET", unknown, nil, 404, notFound, "", nil},
		{"PATCH", unknown, object{"name": "x"}, 404, notFound, "", nil},
		{"DELETE", unknown, nil, 404, notFound, "", nil},
		{"POST", path, object{"name": "x", "description": "x", "config": object{"name": "x"}}, 400, invalid, "", nil},
		{"PATCH", unknown, object{"config": object{"name": "x"}}, 400, invalid, "", nil},
	})
}

func TestPurges_DocumentedErrors(t *testing.T) {
	t.Parallel()
	s := start(t)
	const notValid = "The URL is not valid for cache purging."
	wantDocumented(t, s, []documentedError{
		{"POST", "/v1/files/purge", object{"url": "https://example.com/x"}, 400, notValid, "", nil},
		{"POST", "/v1/files/purge", object{"url": "x"}, 400, notValid, "", nil},
		{"GET", "/v1/files/purge/598821f949c0a938d57563bd", nil, 400, "No request found for this requestId.", "", nil},
	})
}

func TestAccess_DocumentedErrors(t *testing.T) {
	t.Parallel()
	s := start(t)
	for key, want := range map[string]documentedError{
		"":            {status: 401, message: "Your request does not contain private API key."},
		"private_not": {status: 403, message: "Your account cannot be authenticated."},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/v1/files", nil)
		if err != nil {
			t.Fatal(err)
		}
		if key != "" {
			req.SetBasicAuth(key, "")
		}
		got := send(t, req).wantStatus(t, want.status).object(t)
		if got["message"] != want.message || got["help"] != "For support kindly contact us at support@imagekit.io." {
			t.Errorf("key %q: got %v, want %+v", key, got, want)
		}
	}
}

// without returns an object without one of its fields.
func without(o object, name string) object {
	o = merged(o)
	delete(o, name)
	return o
}
