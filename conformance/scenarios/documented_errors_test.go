package scenarios_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// documentedError is a request, and the exact error that the service documents for it. In query, ids, body, form,
// message, missingFileIDs and otherFields, words that begin with $ are placeholders: $folder is the folder of the
// scenario, $unused is an unused id, and the scenarios define others.
type documentedError struct {
	operation string // operationId
	query     string
	ids       []string // path parameters in order; $unused for missing ones
	body      string   // JSON body; empty for none
	form      []field  // parts of an upload
	key       string   // private key; empty for the key of the account, noKey for none

	status          int
	message, reason string // reason is empty if the error has none
	missingFileIDs  []string
	otherFields     map[string]any    // other fields of the response
	header          map[string]string // headers of the response

	// source is the source of the text if it is not in x-errors of openapi.yaml.
	source string
}

// field is a part of a form. The part with the name file is sent as a file.
type field struct{ name, text string }

// noKey marks a request without a private key.
const noKey = "none"

// Sources of texts that are not in x-errors of openapi.yaml.
const (
	fromAnotherOperation = "assumed: the text is that of another operation"
	madeForMockServer    = "assumed: the text was made for the mock server"
)

// unusedID has the form of an id of the service, but no object has it.
const unusedID = "ffffffffffffffffffffffff"

// helpOfErrors is the help text of every error.
const helpOfErrors = "For support kindly contact us at support@imagekit.io."

// wantDocumented sends the requests, and compares the complete responses. It does not use the client, which would
// reject some requests. words are pairs of placeholders and values.
func (a *account) wantDocumented(t *testing.T, errors []documentedError, words ...string) {
	t.Helper()
	replacer := strings.NewReplacer(append(words, "$folder", a.folder, "$unused", unusedID)...)
	for _, e := range errors {
		what := strings.TrimSpace(e.operation + " " + e.query + e.body + fmt.Sprint(e.form))
		response, body := sendCounted(t, a, e.request(t, a, replacer))
		wantEqual(t, what+": status", response.StatusCode, e.status)
		want := check.Parse(t, []byte(replacer.Replace(string(check.Encode(t, e.fields())))))
		wantEqual(t, what+": response", check.Parse(t, body), want)
		for name, value := range e.header {
			wantEqual(t, what+": "+name, response.Header.Get(name), value)
		}
	}
}

// fields returns the fields of the response.
func (e documentedError) fields() map[string]any {
	fields := map[string]any{"message": e.message, "help": helpOfErrors}
	if e.reason != "" {
		fields["reason"] = e.reason
	}
	if e.missingFileIDs != nil {
		fields["missingFileIds"] = e.missingFileIDs
	}
	for name, value := range e.otherFields {
		fields[name] = value
	}
	return fields
}

// request returns the request with all placeholders replaced.
func (e documentedError) request(t *testing.T, a *account, words *strings.Replacer) *http.Request {
	t.Helper()
	op := spec.Find(t, e.operation)
	path := op.Path
	for _, id := range e.ids {
		begin, end := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
		path = path[:begin] + words.Replace(id) + path[end+1:]
	}
	path = pathParameter.ReplaceAllString(path, unusedID)
	if e.query != "" {
		path += "?" + words.Replace(e.query)
	}
	body, contentType := e.content(t, words)
	request := check.Call(http.NewRequestWithContext(t.Context(), op.Method, a.urlOf(e)+path, body)).Must(t)
	if e.key != noKey {
		request.SetBasicAuth(cmp.Or(e.key, a.privateKey), "")
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	return request
}

// pathParameter matches a parameter in the path of an operation.
var pathParameter = regexp.MustCompile(`\{[A-Za-z]+\}`)

// urlOf returns the base URL of a request.
func (a *account) urlOf(e documentedError) string {
	if e.form != nil {
		return cmp.Or(a.uploadURL, a.baseURL, "https://upload.imagekit.io")
	}
	return cmp.Or(a.baseURL, "https://api.imagekit.io")
}

// content returns the body of the request and its content type, which is empty if there is no body.
func (e documentedError) content(t *testing.T, words *strings.Replacer) (body io.Reader, contentType string) {
	t.Helper()
	switch {
	case e.form != nil:
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for _, f := range e.form {
			text := words.Replace(f.text)
			if f.name == "file" {
				part := check.Call(w.CreateFormFile(f.name, "a.bin")).Must(t)
				check.Call(io.WriteString(part, text)).Must(t)
				continue
			}
			check.NoError(t, w.WriteField(f.name, text))
		}
		check.NoError(t, w.Close())
		return &b, w.FormDataContentType()
	case e.body != "":
		return strings.NewReader(words.Replace(e.body)), "application/json"
	}
	return http.NoBody, ""
}

// sendCounted sends a request, whose response is counted for the account. It returns the response and its body.
func sendCounted(t *testing.T, a *account, request *http.Request) (*http.Response, []byte) {
	t.Helper()
	wire := newTransport()
	defer wire.CloseIdleConnections()
	response := check.Call((&countingTransport{wire, a.counter, a.pause}).RoundTrip(request)).Must(t)
	body := check.Call(io.ReadAll(response.Body)).Must(t)
	check.NoError(t, response.Body.Close())
	return response, body
}

// unreproduced are documented errors that no scenario causes. An entry without an operation is for all operations.
var unreproduced = []documentedError{
	// These need 100,000 assets. A test in package mockserver sets a lower limit.
	{operation: "deleteFolder", status: http.StatusBadRequest, message: tooManyAssets, reason: "TOO_MANY_OBJECTS"},
	{operation: "copyFolder", status: http.StatusBadRequest, reason: "TOO_MANY_OBJECTS"},
	{operation: "moveFolder", status: http.StatusBadRequest, reason: "TOO_MANY_OBJECTS"},

	// The mock server has neither these quotas nor a limit of updates.
	{operation: "upload", status: http.StatusBadRequest, message: "Upload Limit Exceeded."},
	{operation: "uploadV2", status: http.StatusBadRequest, message: "Upload Limit Exceeded."},
	{operation: "upload", status: http.StatusBadRequest, message: "Extensions quota exceeded."},
	{operation: "uploadV2", status: http.StatusBadRequest, message: "Extensions quota exceeded."},
	{operation: "upload", status: http.StatusBadRequest, message: updatedTooOften},
	{operation: "uploadV2", status: http.StatusBadRequest, message: updatedTooOften},

	// An upload of version 2 without a key is treated as one of a browser, without a token.
	{operation: "uploadV2", status: http.StatusUnauthorized, message: missingKey},
	// The mock server has no path policies.
	{
		operation: "deleteCustomMetadataField", status: http.StatusBadRequest,
		message: "This custom metadata field cannot be deleted as it is a part of a path policy: policy",
	},
	// An account always has its default URL endpoint.
	{operation: "listURLEndpoints", status: http.StatusNotFound, message: noURLEndpoint},
	// The key of the mock server does not expire, and its account is not disabled.
	{status: http.StatusForbidden, message: "Your request contains expired private API key."},
	{status: http.StatusForbidden, message: "Your account is disabled."},
}

const (
	tooManyAssets = "Total nested assets (files, folders and file versions) are more than allowed limit " +
		"of 100000 items."
	updatedTooOften = "You have sent too many requests to update the file recently. Please try again later."
)

// TestDocumentedErrors_Complete checks that each error in openapi.yaml is either caused by a scenario or listed in
// unreproduced, and that each error that is caused but not in openapi.yaml has a source.
func TestDocumentedErrors_Complete(t *testing.T) {
	t.Parallel()
	caused := slices.Concat(
		fileErrors(), fullFileErrors, unpurgedErrors, folderErrors(), lockedErrors, metadataErrors, fieldErrors,
		savedExtensionErrors, purgeErrors, settingErrors(), usageErrors(), originErrors(), endpointErrors(),
		uploadErrors(), largeUploadErrors, accessErrors(t), rateLimitErrors(t),
	)
	documented := spec.Errors(t)
	for _, listed := range documented {
		isListed := func(e documentedError) bool { return e.matches(listed) }
		if slices.ContainsFunc(caused, isListed) == slices.ContainsFunc(unreproduced, isListed) {
			t.Errorf("%+v must be either caused by a scenario or listed in unreproduced", listed)
		}
	}
	for _, e := range caused {
		if slices.ContainsFunc(documented, e.matches) == (e.source != "") {
			t.Errorf("%s %d %q %s: the source is %q", e.operation, e.status, e.message, e.reason, e.source)
		}
	}
	for _, e := range unreproduced {
		if !slices.ContainsFunc(documented, e.matches) {
			t.Errorf("%s %d %q: openapi.yaml does not list this error", e.operation, e.status, e.message)
		}
	}
	if len(documented) < 300 {
		t.Errorf("%d errors are documented", len(documented))
	}
}

// matches reports whether the error is the given error of openapi.yaml. If openapi.yaml has only a message, the error
// must have no reason.
func (e documentedError) matches(listed spec.Error) bool {
	return (e.operation == "" || e.operation == listed.Operation) && e.status == listed.Status &&
		listed.Matches(e.message, e.reason) && (listed.Message == "" || e.reason == listed.Reason)
}
