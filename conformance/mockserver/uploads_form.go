package mockserver

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/golang-jwt/jwt/v5"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
)

const (
	filePart = "file"
	// maxURL is how many bytes of the text in the part file are read to detect what it is. It is also the maximum
	// length of a URL; longer ones are truncated, so that fetching fails.
	maxURL = 8 << 10
	// maxPart is the maximum size of each part except the file, and maxForm that of their names and texts together, in
	// bytes.
	maxPart = 1 << 20
	maxForm = 8 << 20
	// maxFormParts is much more than the number of parts in openapi.yaml, because older clients send one part for each
	// item of a list.
	maxFormParts = 1000
)

// form is a multipart body whose file is stored. It owns the file until [api.content] takes it over. close deletes the
// file if it was not taken over, so that an upload that fails leaves nothing behind.
type form struct {
	operation string              // its operationId
	media     *openapi3.MediaType // description of the parts in openapi.yaml
	values    map[string]string   // the text parts as they were sent; empty for parts that openapi.yaml does not define
	parts     int                 // number of parts that were read
	size      int64               // bytes that count towards maxForm
	file      *store.Blob         // nil if no file was sent; see [api.readFile] for where it is stored
	isText    bool                // the file is a URL, a data URI or base64
	legacy    bool                // the items of a list can be in several parts

	hasKey          bool          // the request has the private key
	authenticate    func() error  // checks the credentials once, and returns the same result at each call
	claims          jwt.MapClaims // of the token that authenticate has accepted; otherwise nil
	aborted         bool          // the body was not read to its end, because authenticate has failed
	unauthenticated reservation   // of the bytes of the file that precedes the credentials
}

// has reports whether the body has a part with this name, even if it is empty.
func (f *form) has(name string) bool    { _, ok := f.values[name]; return ok }
func (f *form) text(name string) string { return f.values[name] }
func (f *form) close() {
	f.file.Release()
	f.unauthenticated.release()
}

// isDocumented reports whether openapi.yaml defines a part with this name.
func (f *form) isDocumented(name string) bool { return f.media.Schema.Value.Properties[name] != nil }

// canRepeat reports whether a part can be sent several times: older clients send one part for each item of a list.
func (f *form) canRepeat(name string) bool {
	encoding := f.media.Encoding[name]
	return f.legacy && encoding != nil && encoding.Style == openapi3.SerializationForm
}

// readForm reads the body of an upload, with its parts in any order. If it fails, it returns the parts that it has
// read, because a token among them is used up. Only the small parts are held in memory; kin-openapi would hold several
// copies of the whole body.
func (a *api) readForm(r *http.Request) (*form, error) {
	operation := operationOf(r)
	f := &form{
		operation: operation.ID(), media: operation.Form(), values: map[string]string{}, legacy: isLegacy(r),
	}
	f.hasKey, f.unauthenticated.total = a.checkKey(r) == nil, &a.unauthenticated
	f.authenticate = sync.OnceValue(func() error { return a.checkUpload(f) })
	reader, err := r.MultipartReader()
	if err != nil {
		return f, errNotMultipart
	}
	for {
		part, err := reader.NextPart()
		if err == io.EOF { //nolint:errorlint // an incomplete body returns an error that wraps io.EOF
			return f, nil
		}
		if err == nil {
			err = a.readPart(f, part)
		}
		if err != nil {
			return f, bodyError(err)
		}
	}
}

// readPart reads a part. A part that openapi.yaml does not define is logged, and only its name is kept.
//
// Assumed: an upload ignores parts that the API does not define, rejects a part that is repeated, and removes spaces
// around the items of a list.
func (a *api) readPart(f *form, part *multipart.Part) error {
	name := part.FormName()
	if f.parts++; f.parts > maxFormParts {
		return errManyParts
	}
	if name == filePart {
		return a.readFile(f, part)
	}
	if !f.isDocumented(name) {
		a.log.Warn("ignored a part of an upload that the API does not define", "part", name)
	}
	value, err := f.readText(part)
	repeated := f.has(name)
	if repeated && f.canRepeat(name) {
		value, repeated = f.values[name]+","+value, false
	}
	switch {
	case err != nil:
		return err
	case len(value) > maxPart:
		return invalid(name, "It is larger than 1 MB")
	case repeated:
		return invalid(name, "It must be sent only once")
	}
	f.values[name] = value
	return nil
}

// readText reads a text part to its end and returns its text. It returns an empty text for a part that openapi.yaml
// does not define.
func (f *form) readText(part *multipart.Part) (string, error) {
	var text strings.Builder
	to := io.Discard
	if f.isDocumented(part.FormName()) {
		to = &text
	}
	n, err := io.Copy(to, io.LimitReader(part, maxPart+1))
	f.size += n + int64(len(part.FormName()))
	switch {
	case err != nil:
		return "", err
	case n > maxPart:
		return "", invalid(part.FormName(), "It is larger than 1 MB")
	case f.size > maxForm:
		return "", errLargeForm
	}
	return text.String(), nil
}

// readFile stores the file part.
//
// If the credentials before the file are wrong, nothing is stored. If the credentials of a client-side upload follow
// the file, the bytes are stored in memory and in a temporary file until the upload is authenticated; they are deleted
// after the response. All files that are stored this way may have at most maxUnauthenticated bytes together.
//
// Assumed: the part file of an upload is text (base64, a data URI or a URL) if it has no file name and its type is
// text/plain or missing. Otherwise it is binary.
func (a *api) readFile(f *form, part *multipart.Part) error {
	if f.file != nil {
		return invalid(filePart, "It must be sent only once")
	}
	mediaType, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
	f.isText = part.FileName() == "" && (mediaType == "" || mediaType == "text/plain")
	file, blobs := limitSize(part, f.limit(a.maxFileSize)), a.lib.Blobs()
	switch {
	case f.hasKey:
	case !f.hasCredentials():
		file, blobs = f.unauthenticated.reader(file), blobs.Temporary()
	case f.authenticate() != nil:
		f.aborted = true
		return errNoKey // the caller replaces it by the error of authenticate
	}
	var err error
	f.file, err = blobs.Read(file)
	return err
}

// hasCredentials reports whether the parts that authenticate a client-side upload have been read.
func (f *form) hasCredentials() bool {
	if !f.isDocumented("signature") {
		return f.has("token")
	}
	return f.has("token") && f.has("signature") && f.has("expire") && f.has("publicKey")
}

// limit returns the maximum size of the file part in bytes. Text can be longer than the file: base64 has four bytes for
// three bytes of the file, and line breaks.
func (f *form) limit(file int64) int64 {
	if file == 0 || !f.isText {
		return file
	}
	return 2*file + maxURL
}

// request validates the parts against openapi.yaml and decodes them. Names, types and required parts are all read from
// openapi.yaml.
func (f *form) request() (*server.UploadRequest, error) {
	if f.file == nil {
		return nil, missing(filePart)
	}
	for _, name := range f.media.Schema.Value.Required {
		if name != filePart && f.text(name) == "" {
			return nil, missing(name)
		}
	}
	values := map[string]any{}
	for name, text := range f.values {
		if !f.isDocumented(name) {
			continue
		}
		v, err := f.parse(name, text)
		if err != nil {
			return nil, err
		}
		values[name] = v
	}
	return decodeRequest(values)
}

// decodeRequest decodes the parts of both versions of uploads: the model of version 1 has all fields of version 2.
func decodeRequest(values map[string]any) (*server.UploadRequest, error) {
	object, err := encode(values)
	if err != nil {
		return nil, err
	}
	var req server.UploadRequest
	return &req, decode(object, &req)
}

// parse decodes a part in the format that openapi.yaml defines for it: JSON, a comma-separated list, or plain text.
func (f *form) parse(name, text string) (any, error) {
	schema := f.media.Schema.Value.Properties[name].Value
	v, err := f.decodePart(name, text, schema.Type)
	if err != nil {
		return nil, validationErrorOf(f.operation, &contract.Error{Field: name, Reason: firstLine(err)})
	}
	return v, validationErrorOf(f.operation, contract.CheckValue(contract.PartSchema(f.media, name), name, v))
}

// decodePart decodes the text of a part to the Go type that JSON of the same type has.
func (f *form) decodePart(name, text string, kind *openapi3.Types) (v any, err error) {
	encoding := f.media.Encoding[name]
	switch {
	case encoding != nil && encoding.ContentType == "application/json":
		err = decode([]byte(text), &v)
	case kind.Is(openapi3.TypeArray):
		v = splitList(text)
	case kind.Is(openapi3.TypeBoolean):
		v = text == "true"
		if text != "true" && text != "false" {
			err = errors.New("it must be true or false")
		}
	case kind.Is(openapi3.TypeInteger):
		if v, err = strconv.ParseInt(text, 10, 64); err != nil {
			err = errors.New("it must be an integer")
		}
	default:
		v = text
	}
	return v, err
}

// splitList splits a text at commas. It removes spaces around the items, and omits empty and repeated items.
func splitList(text string) []any {
	items, seen := []any{}, map[string]bool{}
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" && !seen[item] {
			seen[item] = true
			items = append(items, item)
		}
	}
	return items
}
