package helpers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"sync"

	"github.com/openimagekit/imagekit/gen"
	"github.com/openimagekit/imagekit/internal/rest"
)

// maxTokenRequest bounds the body that asks for a token, in bytes.
const maxTokenRequest = 64 << 10

// tokenRequest is the body that the service documents for the endpoint of a program. Its publicKey is not read: there
// is one only.
type tokenRequest struct {
	UploadPayload map[string]json.RawMessage `json:"uploadPayload"`
	Expire        *int64                     `json:"expire"` // lifetime in seconds
}

// readTokenRequest returns the fields that a browser asks for, and the lifetime in seconds.
func readTokenRequest(w http.ResponseWriter, r *http.Request) (asked gen.UploadV2Request, lifetime int64, err error) {
	// Any other type could be posted by a foreign page without a preflight.
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

func parseTokenRequest(body []byte) (asked gen.UploadV2Request, lifetime int64, err error) {
	var request tokenRequest
	if json.Unmarshal(body, &request) != nil || request.UploadPayload == nil {
		return asked, 0, &HTTPError{http.StatusBadRequest, "the body must be a JSON object with the fields of the upload in uploadPayload"}
	}
	lifetime = seconds(MaxLifetime)
	if request.Expire != nil {
		lifetime = *request.Expire
	}
	if lifetime < 1 {
		return asked, 0, &FieldError{Field: "expire", Reason: "must be a lifetime in seconds"}
	}
	for name, value := range request.UploadPayload {
		if err := setUploadField(&asked, name, value); err != nil {
			return gen.UploadV2Request{}, 0, err
		}
	}
	return asked, lifetime, nil
}

// uploadFields are the fields of an upload that can be signed: the name of each, and where it is in the request.
var uploadFields = sync.OnceValue(func() map[string]reflect.StructField {
	fields := map[string]reflect.StructField{}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[gen.UploadV2Request]()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Type != reflect.TypeFor[rest.Source]() && field.Name != "Token" {
			fields[name] = field
		}
	}
	return fields
})

// setUploadField sets a field from JSON, or from the text that it is in a form. Numbers in custom metadata keep all
// their digits.
func setUploadField(request *gen.UploadV2Request, name string, value json.RawMessage) error {
	field, ok := uploadFields()[name]
	if !ok {
		return &FieldError{Field: name, Reason: "is not a field of an upload that can be signed"}
	}
	decoder := json.NewDecoder(bytes.NewReader(fromFormText(field.Type, value)))
	decoder.UseNumber()
	if err := decoder.Decode(reflect.ValueOf(request).Elem().FieldByIndex(field.Index).Addr().Interface()); err != nil {
		return &FieldError{Field: name, Reason: "must be " + wanted(field.Type)}
	}
	return nil
}

// fromFormText returns the JSON that a text stands for if the field is not of a textual type; anything else as it is.
func fromFormText(t reflect.Type, value json.RawMessage) json.RawMessage {
	var text *string
	if isText(t) || json.Unmarshal(value, &text) != nil || text == nil {
		return value
	}
	if t.Kind() == reflect.Slice && isText(t.Elem()) {
		list, _ := json.Marshal(strings.Split(*text, ",")) // texts can always be encoded
		return list
	}
	if !json.Valid([]byte(*text)) {
		return nil
	}
	return json.RawMessage(*text)
}

func isText(t reflect.Type) bool {
	return t.Kind() == reflect.String || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.String
}

// wanted says what JSON a field takes.
func wanted(t reflect.Type) string {
	switch {
	case isText(t):
		return "a text"
	case t.Kind() == reflect.Slice && isText(t.Elem()):
		return "a list of texts"
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Bool:
		return "true or false"
	}
	return "JSON as the API documents it"
}
