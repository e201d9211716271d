package fuzz_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/openimagekit/imagekit/conformance/internal/spec"
	"github.com/openimagekit/imagekit/helpers"
)

// form is a multipart body.
type form struct {
	parts         []part
	schema        *openapi3.Schema
	boundary      string // boundary in the body, which may differ from that in contentType
	contentType   string
	mutateEncoded func(body []byte) []byte // changes the encoded body; nil for no change
}

type part struct {
	header string // without the empty line after it
	value  string
}

// textPart returns a part with a text value.
func textPart(name, value string) part {
	return part{`Content-Disposition: form-data; name="` + name + `"`, value}
}

// newForm returns a body of an upload, which is usually valid.
func (s *session) newForm(op spec.Operation, media *openapi3.MediaType) *form {
	const boundary = "----fuzz7d1"
	f := &form{
		schema: media.Schema.Value, boundary: boundary, contentType: "multipart/form-data; boundary=" + boundary,
	}
	name := s.word() + pick(s.source, []string{".txt", ".png", ".jpg", ".svg", ".mp4", ".pdf", ""})
	fields := map[string]string{"fileName": name}
	if s.oneIn(3) { // the upload may create a new version
		fields["useUniqueFileName"] = "false"
	}
	for _, name := range slices.Sorted(maps.Keys(f.schema.Properties)) {
		if name != "file" && name != "fileName" && !isCredential(name) && s.oneIn(6) {
			fields[name] = s.partText(name, f.schema.Properties[name].Value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		f.parts = append(f.parts, textPart(name, fields[name]))
	}
	if s.oneIn(6) {
		s.authenticate(f, op, fields)
	}
	f.parts = append(f.parts, s.filePart(name))
	return f
}

func isCredential(name string) bool {
	return slices.Contains([]string{"token", "expire", "signature", "publicKey"}, name)
}

// partText returns a random value of a schema, encoded for a part.
func (s *session) partText(name string, schema *openapi3.Schema) string {
	value := s.sample(schema, 0)
	if stored, ok := s.pools.valueFor(s.source, name); ok {
		value = stored
	}
	list, isList := value.([]any)
	switch {
	case name == "checks":
		return pick(s.source, []string{`"file.size" < "1mb"`, `"request.folder" = "a/"`, `"file.mime" : "image/"`, "x"})
	case isList && (name == "tags" || name == "responseFields"):
		return strings.Trim(strings.ReplaceAll(fmt.Sprint(list...), " ", ","), "[]")
	}
	if text, ok := value.(string); ok {
		return text
	}
	return string(encode(value))
}

// authenticate adds the credentials for an upload by a browser.
func (s *session) authenticate(f *form, op spec.Operation, fields map[string]string) {
	const lifetime = 10 * time.Minute
	token := fmt.Sprint("token-", s.IntN(50))
	if strings.Contains(op.Path, "/v2/") {
		text, err := helpers.UploadToken(s.server.PrivateKey(), s.server.PublicKey(), fields,
			helpers.UploadTokenOptions{
				ID: token, Lifetime: lifetime, Now: func() time.Time { return initialTime },
			})
		if err == nil {
			f.parts = append(f.parts, textPart("token", text))
		}
		return
	}
	expire := initialTime.Add(lifetime).Unix()
	f.parts = append(f.parts, textPart("token", token), textPart("expire", strconv.FormatInt(expire, 10)),
		textPart("signature", helpers.SignUpload(s.server.PrivateKey(), token, expire)),
		textPart("publicKey", s.server.PublicKey()))
}

// filePart returns a file in one of the formats that the service accepts: bytes, base64, a data URL or a URL.
func (s *session) filePart(name string) part {
	content := s.fileContent()
	header := `Content-Disposition: form-data; name="file"; filename="` + name + `"`
	switch s.IntN(8) {
	case 0:
		return textPart("file", base64.StdEncoding.EncodeToString(content))
	case 1:
		return textPart("file", "data:image/png;base64,"+base64.StdEncoding.EncodeToString(content))
	case 2:
		if u, ok := s.pools.get(s.source, urls); ok {
			return textPart("file", u)
		}
	case 3:
		return part{header + "\r\nContent-Type: application/octet-stream", string(content)}
	}
	return part{header, string(content)}
}

// fileContent returns the content of a file, which may be truncated, damaged or empty.
func (s *session) fileContent() []byte {
	content := slices.Clone(pick(s.source, s.files))
	switch s.IntN(6) {
	case 0:
		content = content[:s.IntN(len(content)+1)]
	case 1:
		for range 1 + s.IntN(5) {
			if len(content) > 0 {
				content[s.IntN(len(content))] = byte(s.IntN(256))
			}
		}
	}
	return content
}

// encode returns the content type and the body.
func (f *form) encode() (contentType string, body []byte) {
	var b bytes.Buffer
	for _, p := range f.parts {
		fmt.Fprintf(&b, "--%s\r\n%s\r\n\r\n%s\r\n", f.boundary, p.header, p.value)
	}
	fmt.Fprintf(&b, "--%s--\r\n", f.boundary)
	body = b.Bytes()
	if f.mutateEncoded != nil {
		body = f.mutateEncoded(body)
	}
	return f.contentType, body
}

// mutateForm mutates one part of a form, or its encoding.
func (s *session) mutateForm(f *form) {
	if len(f.parts) == 0 || s.oneIn(3) {
		s.mutateFormEncoding(f)
		return
	}
	i := s.IntN(len(f.parts))
	switch s.IntN(9) {
	case 0:
		f.parts = slices.Delete(f.parts, i, i+1)
	case 1:
		f.parts = append(f.parts, f.parts[i])
	case 2:
		s.Shuffle(len(f.parts), func(a, b int) { f.parts[a], f.parts[b] = f.parts[b], f.parts[a] })
	case 3:
		f.parts[i].header = pick(s.source, []string{
			"", "Content-Disposition: form-data", `Content-Disposition: form-data; name=""`, "X", ":",
			"Content-Disposition:",
			`Content-Disposition: attachment; name="file"`, `Content-Disposition: form-data; name="file"; filename=""`,
			`Content-Disposition: form-data; name="file"; filename="../../x"`,
			`Content-Disposition: form-data; name=file`,
			"Content-Disposition: form-data; name=\"file\"; filename=\"a\x00\xff\"",
			"X: " + strings.Repeat("x", 100_000),
			"Content-Disposition: form-data; name=\"tags\"; filename=\"tags\"\r\nContent-Transfer-Encoding: base64",
		})
	case 4:
		name := pick(s.source, slices.Sorted(maps.Keys(f.schema.Properties)))
		f.parts = append(f.parts, textPart(name, s.text()))
	case 5:
		name := pick(s.source, slices.Sorted(maps.Keys(f.schema.Properties)))
		value := s.mutate(clone(s.sample(f.schema.Properties[name].Value, 0)), f.schema.Properties[name].Value)
		f.parts = append(f.parts, textPart(name, string(encode(value))))
	case 6:
		f.parts = append(f.parts, textPart(strings.Trim(s.text(), "\r\n\""), s.text()))
	default:
		f.parts[i].value = s.text()
	}
}

// mutateFormEncoding mutates the encoding of a form.
func (s *session) mutateFormEncoding(f *form) {
	switch s.IntN(9) {
	case 0:
		f.contentType = pick(s.source, []string{
			"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=other",
			"multipart/mixed; boundary=" + f.boundary, "multipart/form-data; boundary=\"" + f.boundary + "\"",
			"multipart/form-data; boundary=" + strings.Repeat("x", 100), "text/plain", "",
			"multipart/form-data; boundary=\xff",
		})
	case 1:
		f.boundary = pick(s.source, []string{"", " ", "-", "--", strings.Repeat("b", 70), f.boundary + "x"})
	case 2:
		f.mutateEncoded = func(body []byte) []byte { return bytes.TrimSuffix(body, []byte("--\r\n")) }
	case 3:
		f.mutateEncoded = func(body []byte) []byte { return bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")) }
	case 4:
		at := s.IntN(1000)
		f.mutateEncoded = func(body []byte) []byte { return body[:min(at, len(body))] }
	case 5:
		f.mutateEncoded = func(body []byte) []byte {
			return append([]byte("preamble\r\n"), append(body, "epilogue"...)...)
		}
	case 6:
		f.parts = slices.Repeat(f.parts, pick(s.source, []int{2, 20, 400}))
	case 7:
		f.mutateEncoded = func([]byte) []byte { return nil }
	case 8:
		at := s.IntN(200)
		f.mutateEncoded = func(body []byte) []byte {
			if at < len(body) {
				body[at] ^= 0x20
			}
			return body
		}
	}
}
