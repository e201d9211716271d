package contract_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

// operation returns an operation of the document.
func operation(t *testing.T, method, path string) *contract.Operation {
	t.Helper()
	o := contract.FindOperation(method, path)
	if o == nil {
		t.Fatalf("the document has no %s %s", method, path)
	}
	return o
}

// wantError checks that an error has a field, and a reason that contains reason. The reason "missing" means that the
// field must be missing. If field is empty, there must be no error.
func wantError(t *testing.T, err error, field, reason string) {
	t.Helper()
	if field == "" {
		if err != nil {
			t.Errorf("error %v, want none", err)
		}
		return
	}
	e, ok := errors.AsType[*contract.Error](err)
	if !ok || e.Field != field || e.Missing() != (reason == "missing") || !strings.Contains(e.Error(), reason) {
		t.Errorf("error %v, want one of %s with %q", err, field, reason)
	}
}

func TestFindOperation(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		method, path, id        string
		public, form, takesJSON bool
	}{
		{http.MethodGet, "/v1/files/{fileId}/details", "getFileDetails", false, false, false},
		{http.MethodPost, "/v1/folder", "createFolder", false, false, true},
		{http.MethodPost, "/api/v1/files/upload", "upload", true, true, false},
	} {
		o := operation(t, test.method, test.path)
		if o.ID() != test.id || o.Public() != test.public || (o.Form() != nil) != test.form ||
			o.TakesJSON() != test.takesJSON {
			t.Errorf("%s %s: id %s, public %v, form %v, JSON %v, want %+v",
				test.method, test.path, o.ID(), o.Public(), o.Form() != nil, o.TakesJSON(), test)
		}
	}
	for _, missing := range [][2]string{{http.MethodPut, "/v1/folder"}, {http.MethodGet, "/v1/files/id1/details"}, {}} {
		if o := contract.FindOperation(missing[0], missing[1]); o != nil {
			t.Errorf("%s: found %s", missing, o.ID())
		}
	}
}

func TestOperation_CheckParameters(t *testing.T) {
	t.Parallel()
	list, version := operation(t, http.MethodGet, "/v1/files"), operation(t, http.MethodGet, "/v1/metadata")
	for _, test := range []struct {
		operation     *contract.Operation
		query         string
		field, reason string
	}{
		{list, "limit=3&skip=1", "", ""},
		{list, "unknown=1", "", ""},
		{list, "limit=x", "limit", "invalid integer"},
		{list, "limit=0", "limit", "minimum"},
		{list, "sort=SIDEWAYS", "sort", ""},
		{version, "", "url", "missing"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/?"+test.query, strings.NewReader("body"))
		wantError(t, test.operation.CheckParameters(r, map[string]string{}), test.field, test.reason)
		if r.Body == http.NoBody {
			t.Error("the body of the request is gone")
		}
	}
}

func TestOperation_CheckBody(t *testing.T) {
	t.Parallel()
	folder := operation(t, http.MethodPost, "/v1/folder")
	const good = `{"folderName": "a", "parentFolderPath": "/"}`
	for _, test := range []struct{ contentType, body, field, reason string }{
		{"application/json", good, "", ""},
		{"application/json; charset=utf-8", good, "", ""},
		{"text/plain", good, "body", "application/json"},
		{"", "", "body", "missing"},
		{"application/json", "{", "body", "unexpected EOF"},
		{"application/json", `{"folderName": "a"}`, "parentFolderPath", "missing"},
		{"application/json", `{"folderName": 1, "parentFolderPath": "/"}`, "folderName", "got number, want string"},
		{"application/json", `{"folderName": "x", "folderName": "a", "parentFolderPath": "/"}`, "", ""},
	} {
		wantError(t, folder.CheckBody(test.contentType, []byte(test.body)), test.field, test.reason)
	}
}

func TestOperation_CheckResponse(t *testing.T) {
	t.Parallel()
	details, deletion := operation(t, http.MethodGet, "/v1/files/{fileId}/details"),
		operation(t, http.MethodDelete, "/v1/files/{fileId}")
	for _, test := range []struct {
		operation *contract.Operation
		status    int
		body      string
		want      string
	}{
		{details, 200, `{"size": 1, "name": "a.txt"}`, ""},
		{details, 200, `{"size": "big"}`, "getFileDetails"},
		{details, 200, `{`, "getFileDetails"},
		{details, 404, `{"message": "No such file.", "help": "x"}`, ""},
		{details, 404, `{"message": 1}`, "message"},
		{details, 204, "", "no status 204"},
		{deletion, 204, "", ""},
	} {
		var body []byte
		if test.body != "" {
			body = []byte(test.body)
		}
		err := test.operation.CheckResponse(test.status, body)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%d %s: error %v, want one with %q", test.status, test.body, err, test.want)
		}
	}
}

func TestError_Keyword(t *testing.T) {
	t.Parallel()
	list, tags := operation(t, http.MethodGet, "/v1/files"), operation(t, http.MethodPost, "/v1/files/addTags")
	many := `["a"` + strings.Repeat(`,"a"`, 50) + `]`
	for _, test := range []struct {
		query, body           string
		field, keyword, value string
	}{
		{query: "limit=0", field: "limit", keyword: "minimum", value: "0"},
		{query: "limit=1001", field: "limit", keyword: "maximum", value: "1001"},
		{query: "limit=x", field: "limit", keyword: "type", value: "x"},
		{query: "sort=SIDEWAYS", field: "sort", keyword: "enum", value: "SIDEWAYS"},
		{body: `{"tags": ["a"]}`, field: "fileIds", keyword: "required"},
		{body: `{"fileIds": [], "tags": ["a"]}`, field: "fileIds", keyword: "minItems"},
		{body: `{"fileIds": ` + many + `, "tags": ["a"]}`, field: "fileIds", keyword: "maxItems"},
		{body: `{"fileIds": "a", "tags": ["a"]}`, field: "fileIds", keyword: "type"},
		{body: `{"fileIds": [1], "tags": ["a"]}`, field: "fileIds.0", keyword: "type"},
	} {
		err := list.CheckParameters(httptest.NewRequest(http.MethodGet, "/?"+test.query, nil), nil)
		if test.body != "" {
			err = tags.CheckBody("application/json", []byte(test.body))
		}
		e, ok := errors.AsType[*contract.Error](err)
		if !ok || e.Field != test.field || e.Keyword != test.keyword || e.Value != test.value {
			t.Errorf("%s%s: error %#v, want %+v", test.query, test.body, err, test)
		}
	}
}
