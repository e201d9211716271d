package imagekit

import (
	stdjson "encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/helpers"
)

// maxTokenRequest is the maximum length of the body that asks for a token, in bytes.
const maxTokenRequest = 64 << 10

// tokenRequest is the request body that the service documents for authentication endpoints. Its publicKey is not read,
// because the client has only one.
type tokenRequest struct {
	UploadPayload map[string]jsontext.Value `json:"uploadPayload"`
	Expire        *int64                    `json:"expire"` // lifetime in seconds
}

// browserJSON are the options for JSON from a browser.
var browserJSON = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true),
	json.MatchCaseInsensitiveNames(true))

// readTokenRequest returns the fields and the lifetime that a browser asks for.
func readTokenRequest(
	w http.ResponseWriter, r *http.Request,
) (asked UploadV2Request, lifetime time.Duration, err error) {
	// A page from another host could post any other type without a preflight request.
	if mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); mediaType != "application/json" {
		return asked, 0, &HTTPError{http.StatusUnsupportedMediaType, "the body must be application/json"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxTokenRequest))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return asked, 0, &HTTPError{http.StatusRequestEntityTooLarge, "the body is too large"}
	}
	if err != nil {
		return asked, 0, &HTTPError{http.StatusBadRequest, "the body could not be read"}
	}
	return parseTokenRequest(body)
}

func parseTokenRequest(body []byte) (asked UploadV2Request, lifetime time.Duration, err error) {
	var request tokenRequest
	if json.Unmarshal(body, &request, browserJSON) != nil || request.UploadPayload == nil {
		const message = "the body must be a JSON object with the fields of the upload in uploadPayload"
		return asked, 0, &HTTPError{http.StatusBadRequest, message}
	}
	seconds := int64(helpers.MaxUploadLifetime / time.Second)
	if request.Expire != nil {
		seconds = min(seconds, *request.Expire)
	}
	if seconds < 1 {
		return asked, 0, fieldError("expire", "must be a lifetime in seconds")
	}
	for name, value := range request.UploadPayload {
		if err := setUploadField(&asked, name, value); err != nil {
			return UploadV2Request{}, 0, err
		}
	}
	return asked, time.Duration(seconds) * time.Second, nil
}

// signableFields holds the fields of an upload that can be signed, by name.
var signableFields = sync.OnceValue(func() map[string]reflect.StructField {
	fields := map[string]reflect.StructField{}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[UploadV2Request]()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Type != reflect.TypeFor[Source]() && field.Name != "Token" {
			fields[name] = field
		}
	}
	return fields
})

// keepDigits decodes numbers of custom metadata as json.Number, because a float64 cannot hold all digits of some
// numbers.
var keepDigits = json.WithUnmarshalers(json.UnmarshalFromFunc(func(d *jsontext.Decoder, v *any) error {
	if d.PeekKind() != '0' {
		return errors.ErrUnsupported // decode it as usual
	}
	text, err := d.ReadValue()
	*v = stdjson.Number(text)
	return err
}))

// setUploadField sets a field of request. value is JSON, or a JSON string with the text of the field's part in a form.
func setUploadField(request *UploadV2Request, name string, value jsontext.Value) error {
	field, ok := signableFields()[name]
	if !ok {
		return fieldError(name, "is not a field of an upload that can be signed")
	}
	target := reflect.ValueOf(request).Elem().FieldByIndex(field.Index).Addr().Interface()
	if json.Unmarshal(fromFormText(field.Type, value), target, browserJSON, keepDigits) != nil {
		return fieldError(name, "must be "+expectedJSON(field.Type))
	}
	return nil
}

// fromFormText returns the JSON for a field of type t. If value is a JSON string, but t is not textual, the string is
// the text of a part in a form, which fromFormText converts. Otherwise fromFormText returns value.
func fromFormText(t reflect.Type, value jsontext.Value) jsontext.Value {
	var text *string
	if isText(t) || json.Unmarshal(value, &text, browserJSON) != nil || text == nil {
		return value
	}
	if t.Kind() == reflect.Slice && isText(t.Elem()) {
		list, _ := json.Marshal(strings.Split(*text, ",")) // texts can always be encoded
		return list
	}
	return jsontext.Value(*text)
}

func isText(t reflect.Type) bool {
	return t.Kind() == reflect.String || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.String
}

// expectedJSON describes the JSON that a field takes.
func expectedJSON(t reflect.Type) string {
	switch {
	case isText(t):
		return "a string"
	case t.Kind() == reflect.Slice && isText(t.Elem()):
		return "a list of strings"
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Bool:
		return "true or false"
	}
	return "JSON as the API documents it"
}
