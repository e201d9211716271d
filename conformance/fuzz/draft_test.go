package fuzz_test

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// draft is a request to an operation that is not encoded yet.
type draft struct {
	request
	specPath   string            // path of the operation in the document
	path       map[string]string // path parameters, encoded
	pathSuffix string            // suffix of the path: a slash, as old clients append, or nothing
	query      []string          // query parameters, encoded
	body       any               // JSON body, nil if there is none
	schema     *openapi3.Schema  // schema of the body
	form       *form             // nil unless the body is multipart
}

// operationRequest returns a request to a random operation of the API, with up to three mutations.
func (s *session) operationRequest() *request {
	op := s.operations[s.IntN(len(s.operations))]
	d := s.newDraft(op)
	for range pick(s.source, []int{0, 1, 1, 1, 1, 1, 2, 2, 3}) {
		s.mutateDraft(d)
	}
	return d.encode()
}

// newDraft returns a random request that conforms to the document.
func (s *session) newDraft(op spec.Operation) *draft {
	d := &draft{
		request:  request{operation: &op, isRouted: true, method: op.Method},
		specPath: op.Path,
		path:     map[string]string{},
	}
	for _, ref := range slices.Concat(op.Item.Parameters, op.Parameters) {
		switch p := ref.Value; p.In {
		case "path":
			d.path[p.Name] = s.pathValue(op.Path, p)
		case "query":
			if p.Required || s.oneIn(3) {
				d.query = append(d.query, p.Name+"="+s.queryValue(p))
			}
		}
	}
	s.setVersionPair(d)
	d.add("Authorization", s.authorization())
	if media := op.RequestMedia(jsonMedia); media != nil {
		d.schema = media.Schema.Value
		d.body = s.jsonBody(media)
		d.add("Content-Type", jsonMedia)
	}
	if media := op.Form(); media != nil {
		d.form = s.newForm(op, media)
	}
	return d
}

// setVersionPair sets the path parameters, if they include a version, to a file and one of its versions.
func (s *session) setVersionPair(d *draft) {
	if d.path["versionId"] == "" {
		return
	}
	if pair, ok := s.pools.get(s.source, versionPairs); ok && !s.oneIn(6) {
		d.path["fileId"], d.path["versionId"], _ = strings.Cut(pair, " ")
	}
}

func (s *session) authorization() string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(s.server.PrivateKey()+":"))
}

// pathValue returns the id of a stored object, or a random id.
func (s *session) pathValue(path string, p *openapi3.Parameter) string {
	kind := p.Name
	if kind == "id" {
		kind = path[:strings.Index(path, "/{id}")]
	}
	if id, ok := s.pools.get(s.source, kind); ok && !s.oneIn(6) {
		return url.PathEscape(id)
	}
	return fmt.Sprintf("%024x", s.IntN(1000))
}

// queryValue returns an encoded value for a parameter, which is usually valid.
func (s *session) queryValue(p *openapi3.Parameter) string {
	value := p.Example
	if p.Name == "searchQuery" && !s.oneIn(4) {
		value = s.searchQuery()
	} else if stored, ok := s.pools.valueFor(s.source, p.Name); ok && s.oneIn(2) {
		value = stored
	} else if s.oneIn(2) {
		value = s.sample(p.Schema.Value, 0)
	}
	if list, ok := value.([]any); ok {
		return url.QueryEscape(strings.Trim(fmt.Sprint(list), "[]"))
	}
	return url.QueryEscape(fmt.Sprint(value))
}

// jsonBody returns an example or a value of the schema, with identifiers of stored objects.
func (s *session) jsonBody(media *openapi3.MediaType) any {
	example := media.Example
	if len(media.Examples) > 0 {
		name := pick(s.source, slices.Sorted(maps.Keys(media.Examples)))
		example = media.Examples[name].Value.Value
	}
	if example == nil || s.oneIn(3) {
		example = s.sample(media.Schema.Value, 0)
	}
	body := clone(example)
	s.pools.insertValues(s.source, body)
	if o, ok := body.(map[string]any); ok {
		s.vary(o, media.Schema.Value)
	}
	return body
}

// vary changes names, and removes some members that are not required.
func (s *session) vary(o map[string]any, schema *openapi3.Schema) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		required := slices.ContainsFunc(branches(schema), func(b *openapi3.Schema) bool {
			return slices.Contains(b.Required, name)
		})
		_, isText := o[name].(string)
		switch {
		case !required && s.oneIn(2):
			delete(o, name)
		case isText && (name == "name" || name == "label"):
			o[name] = fmt.Sprint(s.word(), s.IntN(1000))
		}
	}
}

// clone returns a deep copy of a value of the document.
func clone(value any) any {
	switch v := value.(type) {
	case map[string]any:
		c := map[string]any{}
		for name, member := range v {
			c[name] = clone(member)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i := range v {
			c[i] = clone(v[i])
		}
		return c
	}
	return value
}

// mutateDraft mutates one part of a request.
func (s *session) mutateDraft(d *draft) {
	body := func() { s.mutateBody(d) }
	changes := []func(){
		func() { s.mutateQuery(d) }, func() { s.mutateHeader(d) }, body, body, body, body,
	}
	if len(d.path) > 0 {
		changes = append(changes, func() { s.mutatePath(d) }, func() { s.mutatePath(d) })
	}
	if len(d.query) > 0 {
		changes = append(changes, func() { s.mutateQuery(d) }, func() { s.mutateQuery(d) })
	}
	if s.oneIn(4) {
		changes = append(changes, func() { s.mutateMethod(d) }, func() { s.malformHTTP(d) }, func() {
			d.pathSuffix, d.isRouted = "/", false
		})
	}
	pick(s.source, changes)()
}

func (s *session) mutateBody(d *draft) {
	switch {
	case d.form != nil:
		s.mutateForm(d.form)
	case d.body != nil:
		d.body = s.mutate(d.body, d.schema)
	case s.oneIn(3):
		d.body = s.value()
		d.add("Content-Type", jsonMedia)
	}
}

// hostileSegments are path segments that programs often handle incorrectly.
var hostileSegments = []string{
	"", ".", "..", "%2e%2e", "%2F", "a%2Fb", "..%2F..%2Fv1", "%00", "a%00", "%20", "+", "%FF", "%C3%A4", "%E2%80%AE",
	"abc", "zz", "null", "undefined", "0", "-1", "purge", "details", "versions", "{fileId}", "*", "~", ";a=b", "a;b",
	"a,b",
	"000000000000000000000000/", "000000000000000000000000%20", "%25", "%252F", "'", "%22", "a:b", "@", "%3F", "%23",
	"9223372036854775808", "ffffffffffffffffffffffff", "FFFFFFFFFFFFFFFFFFFFFFFF", "/details", "a/b/c",
}

// isPlainSegment reports whether a request with this path segment reaches the operation in any case.
func isPlainSegment(text string) bool {
	return text != "" && text != "purge" && strings.Trim(text, "0123456789abcdefABCDEFzlnu") == ""
}

func (s *session) mutatePath(d *draft) {
	name := pick(s.source, slices.Sorted(maps.Keys(d.path)))
	d.path[name] = pick(s.source, hostileSegments)
	if s.oneIn(6) {
		d.path[name] = url.PathEscape(s.text())
	}
	d.isRouted = d.isRouted && isPlainSegment(d.path[name])
}

func (s *session) mutateQuery(d *draft) {
	if len(d.query) > 0 && !s.oneIn(5) {
		i := s.IntN(len(d.query))
		name, _, _ := strings.Cut(d.query[i], "=")
		switch s.IntN(5) {
		case 0:
			d.query = slices.Delete(d.query, i, i+1)
		case 1:
			d.query = append(d.query, name+"="+url.QueryEscape(s.text()))
		case 2:
			d.query[i] = name + pick(s.source,
				[]string{"", "[]=1", "[0]=a", "%00=1", "=", "=%zz", "=%", "=a;b=c", "=+", "=%FF"})
		default:
			d.query[i] = name + "=" + url.QueryEscape(s.text())
		}
		return
	}
	d.query = append(d.query, pick(s.source, []string{
		"unknown=1", "=1", "&&", "%zz=1", ";", "limit=1e400", "skip=-1", "limit=9223372036854775808",
		"skip=99999999999",
		"type=all", url.QueryEscape(s.text()) + "=" + url.QueryEscape(s.text()),
	}))
}

func (s *session) mutateHeader(d *draft) {
	headers := []field{
		{"Authorization", ""},
		{"Authorization", "Basic"},
		{"Authorization", "Basic !!!"},
		{"Authorization", "Bearer x"},
		{"Authorization", "Basic cHJpdmF0ZV9vdGhlcjo="},
		{"Authorization", "basic " + s.authorization()[6:]},
		{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(s.server.PrivateKey()))},
		{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(s.server.PrivateKey()+":password"))},
		{"Content-Type", ""},
		{"Content-Type", "text/plain"},
		{"Content-Type", "application/json; charset=latin1"},
		{"Content-Type", "application/json;"},
		{"Content-Type", "APPLICATION/JSON"},
		{"Content-Type", "multipart/form-data"},
		{"Content-Type", "application/x-www-form-urlencoded"},
		{"Content-Type", "a/b/c; =;"},
		{"Content-Encoding", "gzip"},
		{"Accept", "text/html"},
		{"Accept-Encoding", "gzip, br"},
		{"Range", "bytes=0-1"},
		{"If-None-Match", "*"},
		{"Origin", "https://example.com"},
		{"X-HTTP-Method-Override", "DELETE"},
		{"Cookie", "a=b"},
		{"X-Request-Id", s.word()},
		{"X-Large", strings.Repeat("x", 20_000)},
		{"Expect", "100-continue"},
	}
	f := pick(s.source, headers)
	if !s.oneIn(10) { // usually replace the header instead of adding a second one
		d.header = slices.DeleteFunc(d.header, func(old field) bool { return old.name == f.name })
	}
	if f.value != "" || s.oneIn(2) {
		d.header = append(d.header, f)
	}
}

// mutateMethod changes the method, and sets the operation to that of the new method, or to nil.
func (s *session) mutateMethod(d *draft) {
	d.method = pick(s.source, []string{
		http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead,
		http.MethodOptions, http.MethodTrace, "PROPFIND", "get", "X",
	})
	d.operation = s.contract.findOperation(d.method, d.specPath)
	d.isRouted = d.isRouted && d.operation != nil
}

// malformHTTP makes a request malformed or incomplete.
func (s *session) malformHTTP(d *draft) {
	switch s.IntN(4) {
	case 0:
		d.unsentBytes = -1
	case 1:
		d.add(pick(s.source, []string{"Content-Length", "Transfer-Encoding"}), pick(s.source, []string{
			"-1", "1", "99999999999999999999", "chunked", "gzip, chunked", "identity", "0x10",
		}))
	case 2:
		d.add(pick(s.source, []string{"X y", "", "X\x00", "Host", " X"}), s.word())
	case 3:
		d.add("X-Odd", pick(s.source, []string{"a\x00b", "\xff", "a\rb", strings.Repeat("x", 1<<20)}))
	}
	d.isMalformed = true
}

// encode returns the encoded request.
func (d *draft) encode() *request {
	r := d.request
	r.ids = slices.Collect(maps.Values(d.path))
	for _, at := range locations(d.body, nil, func(any) {}) {
		if text, ok := at.value.(string); ok {
			r.ids = append(r.ids, text)
		}
	}
	for _, part := range strings.Split(d.specPath, "/")[1:] {
		if name, isParameter := strings.CutPrefix(part, "{"); isParameter {
			part = d.path[strings.TrimSuffix(name, "}")]
		}
		r.target += "/" + part
	}
	r.target += d.pathSuffix
	if len(d.query) > 0 {
		r.target += "?" + strings.Join(d.query, "&")
	}
	switch {
	case d.form != nil:
		contentType, body := d.form.encode()
		r.body = body
		if !r.has("Content-Type") {
			r.add("Content-Type", contentType)
		}
	case d.body != nil:
		r.body = encode(d.body)
	}
	if r.unsentBytes < 0 {
		r.unsentBytes = len(r.body) / 2
	}
	return &r
}
