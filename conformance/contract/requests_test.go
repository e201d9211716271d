package contract_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// assertRequest compares a request with that of the exchange, and validates it against the document.
func assertRequest(t *testing.T, op operationSpec, e exchanges.Exchange, r *receivedRequest) {
	t.Helper()
	assertRequestLine(t, op, r, e.Request)
	assertAuthorization(t, r, !e.NoKey)
	switch {
	case e.Form != nil:
		assertForm(t, op, r, e.Form, e.File)
	case e.Body != "":
		if got := r.Header.Get("Content-Type"); got != "application/json" {
			t.Errorf("Content-Type is %q", got)
		}
		check.SameJSON(t, "body", e.Body, string(r.body))
	case len(r.body) > 0:
		t.Errorf("body is %q, want none", r.body)
	}
	assertConforms(t, op, r)
}

// assertRequestLine compares the method, the escaped path and the query of a request.
func assertRequestLine(t *testing.T, op operationSpec, r *receivedRequest, want string) {
	t.Helper()
	got := r.Method + " " + strings.TrimPrefix(r.RequestURI, op.prefix())
	if got != want || !strings.HasPrefix(r.RequestURI, op.prefix()+"/") {
		t.Errorf("request is\n\t%s (%s), want\n\t%s under %s", got, r.RequestURI, want, op.prefix())
	}
}

func assertAuthorization(t *testing.T, r *receivedRequest, withKey bool) {
	t.Helper()
	user, password, ok := r.BasicAuth()
	switch {
	case withKey && (!ok || user != privateKey || password != ""):
		t.Errorf("user name %q and password %q, want the private key and no password", user, password)
	case !withKey && r.Header.Get("Authorization") != "":
		t.Error("the private key was sent, although the body contains credentials")
	}
}

// assertConforms validates the parameters and the JSON body of a request against the document. assertForm validates
// multipart bodies.
func assertConforms(t *testing.T, op operationSpec, r *receivedRequest) {
	t.Helper()
	request := r.Clone(t.Context())
	request.Body = io.NopCloser(bytes.NewReader(r.body))
	values, ok := op.pathValues(r)
	if !ok {
		t.Fatalf("the path %s does not match %s", r.RequestURI, op.Path)
	}
	input := &openapi3filter.RequestValidationInput{
		Request:    request,
		PathParams: values,
		Route: &routers.Route{
			Spec: spec.Document(t), Path: op.Path, PathItem: op.Item, Method: op.Method,
			Operation: op.Operation.Operation,
		},
		Options: &openapi3filter.Options{
			AuthenticationFunc:                openapi3filter.NoopAuthenticationFunc,
			ExcludeRequestBody:                op.Form() != nil,
			RejectWhenRequestBodyNotSpecified: true,
			SkipSettingDefaults:               true,
			MultiError:                        true,
		},
	}
	if err := openapi3filter.ValidateRequest(t.Context(), input); err != nil {
		t.Errorf("the document does not allow the request: %v", err)
	}
	for name := range r.URL.Query() {
		if op.parameter(openapi3.ParameterInQuery, name) == nil {
			t.Errorf("the document has no query parameter %s", name)
		}
	}
}

func (op operationSpec) parameter(in, name string) *openapi3.Parameter {
	if p := op.Parameters.GetByInAndName(in, name); p != nil {
		return p
	}
	return op.Item.Parameters.GetByInAndName(in, name)
}

// pathValues returns the decoded path parameters of a request to the operation.
func (op operationSpec) pathValues(r *receivedRequest) (map[string]string, bool) {
	path, _, _ := strings.Cut(strings.TrimPrefix(r.RequestURI, op.prefix()), "?")
	got, want := strings.Split(path, "/"), strings.Split(op.Path, "/")
	if len(got) != len(want) {
		return nil, false
	}
	values := map[string]string{}
	for i, segment := range want {
		value, err := url.PathUnescape(got[i])
		if err != nil {
			return nil, false
		}
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			values[strings.TrimSuffix(name, "}")] = value
		} else if got[i] != segment {
			return nil, false
		}
	}
	return values, true
}

// pathNames returns the names of the path parameters, in the order of the path.
func (op operationSpec) pathNames() []string {
	var names []string
	for segment := range strings.SplitSeq(op.Path, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			names = append(names, strings.TrimSuffix(name, "}"))
		}
	}
	return names
}

// part is a part of a multipart body.
type part struct{ name, fileName, contentType, value string }

func formParts(t *testing.T, r *receivedRequest) []part {
	t.Helper()
	mediaType, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "multipart/form-data" {
		t.Fatalf("Content-Type is %q", r.Header.Get("Content-Type"))
	}
	if r.ContentLength != int64(len(r.body)) {
		t.Errorf("Content-Length is %d, the body has %d bytes", r.ContentLength, len(r.body))
	}
	reader := multipart.NewReader(bytes.NewReader(r.body), params["boundary"])
	var all []part
	for {
		p, err := reader.NextRawPart()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		value := check.Call(io.ReadAll(p)).Must(t)
		all = append(all, part{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), string(value)})
	}
}

// assertForm compares a multipart body with the expected text parts and file, and validates each part against the
// document.
func assertForm(t *testing.T, op operationSpec, r *receivedRequest, want map[string]string, file string) {
	t.Helper()
	all := formParts(t, r)
	media := op.Form()
	got := map[string]string{}
	for _, p := range all {
		if _, twice := got[p.name]; twice {
			t.Errorf("the form has two parts %s", p.name)
		}
		got[p.name] = p.value
		assertPart(t, media, p)
	}
	if last := all[len(all)-1]; last.name != "file" || last.value != file {
		t.Errorf("the last part is %s with %q, want the file with %q", last.name, last.value, file)
	}
	delete(got, "file")
	if g, w := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(g, w) {
		t.Errorf("text parts are\n\t%v, want\n\t%v", g, w)
	}
	for name, value := range want {
		if isJSONPart(media, name) {
			check.SameJSON(t, "part "+name, value, got[name])
		} else if got[name] != value {
			t.Errorf("part %s is %q, want %q", name, got[name], value)
		}
	}
	for _, name := range media.Schema.Value.Required {
		if _, ok := got[name]; !ok && name != "file" {
			t.Errorf("the required part %s is missing", name)
		}
	}
}

func isJSONPart(media *openapi3.MediaType, name string) bool {
	encoding := media.Encoding[name]
	return encoding != nil && encoding.ContentType == "application/json"
}

// assertPart validates a part against the property with the same name.
func assertPart(t *testing.T, media *openapi3.MediaType, p part) {
	t.Helper()
	property := media.Schema.Value.Properties[p.name]
	if property == nil {
		t.Errorf("the document has no part %s", p.name)
		return
	}
	schema := property.Value
	value := any(p.value)
	switch {
	case schema.Format == "binary":
		return
	case p.fileName != "" || p.contentType != "":
		t.Errorf("text part %s has file name %q and media type %q", p.name, p.fileName, p.contentType)
	case schema.Type.Is(openapi3.TypeArray) && !isJSONPart(media, p.name):
		value = []any{}
		for element := range strings.SplitSeq(p.value, ",") {
			value = append(value.([]any), element)
		}
	case !schema.Type.Is(openapi3.TypeString):
		if err := json.Unmarshal([]byte(p.value), &value); err != nil {
			t.Errorf("part %s is %q: %v", p.name, p.value, err)
			return
		}
	}
	if err := schema.VisitJSON(value, openapi3.EnableJSONSchema2020(), openapi3.VisitAsRequest()); err != nil {
		t.Errorf("part %s: %v", p.name, err)
	}
}
