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
	// maxURL is how many bytes of a text are read to see what it is. Longer URLs are cut, and fail.
	maxURL = 8 << 10
	// maxPart bounds every part but the file, and maxForm their names and texts together, in bytes.
	maxPart = 1 << 20
	maxForm = 8 << 20
	// maxFormParts is far more than the document has parts, because older clients send a part per item of a list.
	maxFormParts = 1000
)

// form is a multipart body whose file is stored already. It owns the file until [api.content] takes it. close deletes a
// file that was not taken, so that an upload which fails leaves nothing behind.
type form struct {
	operation string              // its operationId
	media     *openapi3.MediaType // what the document says about the parts
	values    map[string]string   // the text parts, as they were sent; empty for those that the document does not know
	parts     int                 // how many have come
	size      int64               // what counts towards maxForm
	file      *store.Blob         // nil if there is none; see [api.readFile] about where it is
	isText    bool                // the file is a URL, a data URI or base64
	legacy    bool                // lists can come in several parts

	hasKey          bool          // the request has the private key
	authenticate    func() error  // checks the credentials once, and returns the same result at each call
	claims          jwt.MapClaims // of the token, when authenticate has accepted one
	aborted         bool          // the body was not read to its end, because authenticate has failed
	unauthenticated reservation   // of the bytes that came before the credentials
}

// has reports whether the body has such a part, even an empty one.
func (f *form) has(name string) bool    { _, ok := f.values[name]; return ok }
func (f *form) text(name string) string { return f.values[name] }
func (f *form) close() {
	f.file.Release()
	f.unauthenticated.release()
}

// known reports whether the document has such a part.
func (f *form) isDocumented(name string) bool { return f.media.Schema.Value.Properties[name] != nil }

// canRepeat reports whether a part may come several times: a list of an older client, one part per item.
func (f *form) canRepeat(name string) bool {
	encoding := f.media.Encoding[name]
	return f.legacy && encoding != nil && encoding.Style == openapi3.SerializationForm
}

// readForm reads the body of an upload, with its parts in any order. If it fails, it returns the parts that it has
// read, because a token among them is spent. Only the small parts are held in memory; kin-openapi would hold several
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
		if err == io.EOF { //nolint:errorlint // only a complete body ends with exactly this error
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

// readPart keeps a part. A part that the document does not have is logged, and only its name is kept.
//
// Assumed: an upload ignores parts that the API does not know, refuses a part that comes twice, and drops blanks around
// the items of a list.
func (a *api) readPart(f *form, part *multipart.Part) error {
	name := part.FormName()
	if f.parts++; f.parts > maxFormParts {
		return errManyParts
	}
	if name == filePart {
		return a.readFile(f, part)
	}
	if !f.isDocumented(name) {
		a.log.Warn("an upload has a part that the API does not know", "part", name)
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
		return invalid(name, "It is too long")
	case repeated:
		return invalid(name, "It can be sent only once")
	}
	f.values[name] = value
	return nil
}

// readText reads a text part to its end. It returns the text if the document has such a part, and else nothing.
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
		return "", invalid(part.FormName(), "It is too long")
	case f.size > maxForm:
		return "", errLargeForm
	}
	return text.String(), nil
}

// readFile stores the file part. A part without a file name whose type is plain text or missing is text.
//
// Nothing is stored for a request with wrong credentials. If the credentials of a client-side upload follow the file,
// its bytes are not in the store until they are there, but in memory and in a temporary file, which is gone when the
// request is answered. All such uploads together have maxUnproven bytes.
//
// Assumed: the part file of an upload is text (base64 or a URL) if it has no name of a file and its type is text/plain
// or missing. It is binary otherwise.
func (a *api) readFile(f *form, part *multipart.Part) error {
	if f.file != nil {
		return invalid(filePart, "It can be sent only once")
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
		return errNoKey // replaced by the error of authenticate
	}
	var err error
	f.file, err = blobs.Read(file)
	return err
}

// hasCredentials reports whether the parts that authenticate a client-side upload have come.
func (f *form) hasCredentials() bool {
	if !f.isDocumented("signature") {
		return f.has("token")
	}
	return f.has("token") && f.has("signature") && f.has("expire") && f.has("publicKey")
}

// limit returns how many bytes a file may have, or the text that it is encoded in: base64 has four bytes for three, and
// line breaks.
func (f *form) limit(file int64) int64 {
	if file == 0 || !f.isText {
		return file
	}
	return 2*file + maxURL
}

// request checks the parts with the document and decodes them. The parts, their types and which of them are required
// are read from the document alone.
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

// decodeRequest uses the model of the first version of uploads, whose fields include those of the second.
func decodeRequest(values map[string]any) (*server.UploadRequest, error) {
	object, err := encode(values)
	if err != nil {
		return nil, err
	}
	var req server.UploadRequest
	return &req, decode(object, &req)
}

// parse reads a part in the form that the document gives it: JSON, a list with commas, or plain text.
func (f *form) parse(name, text string) (any, error) {
	schema := f.media.Schema.Value.Properties[name].Value
	v, err := f.decodePart(name, text, schema.Type)
	if err != nil {
		return nil, validationErrorOf(f.operation, &contract.Error{Field: name, Reason: firstLine(err)})
	}
	return v, validationErrorOf(f.operation, contract.CheckValue(contract.PartSchema(f.media, name), name, v))
}

// decodePart returns the text of a part as a value of its type, as JSON would decode it.
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
			err = errors.New("it is neither true nor false")
		}
	case kind.Is(openapi3.TypeInteger):
		if v, err = strconv.ParseInt(text, 10, 64); err != nil {
			err = errors.New("it is no integer")
		}
	default:
		v = text
	}
	return v, err
}

// splitList splits a text at commas. It removes spaces around the items, and drops items that are empty or repeated.
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
