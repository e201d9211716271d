package teamclient

import (
	"bytes"
	"context"
	"io"
	"maps"
	"mime/multipart"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Upload uploads file with the given parameters. request.File is not used.
func (s *Service) Upload(ctx context.Context, file io.Reader, request UploadRequest) (*UploadResult, error) {
	var body bytes.Buffer
	contentType, err := writeForm(&body, file, request)
	if err != nil {
		return nil, err
	}
	response, err := s.uploads.UploadWithBodyWithResponse(ctx, contentType, &body)
	if err != nil {
		return nil, err
	}
	if response.JSON200 == nil {
		return nil, errorOf(response.HTTPResponse, response.Body)
	}
	return response.JSON200, nil
}

// writeForm writes a multipart body, with the file as the last part, and returns its media type. Generators do not
// write it as the "encoding" of openapi.yaml says.
func writeForm(w io.Writer, file io.Reader, request UploadRequest) (contentType string, err error) {
	fields, err := formFields(request)
	if err != nil {
		return "", err
	}
	form := multipart.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if err := form.WriteField(name, fields[name]); err != nil {
			return "", err
		}
	}
	part, err := form.CreateFormFile("file", request.FileName)
	if err != nil {
		return "", err
	}
	if _, err := io.Copy(part, file); err != nil {
		return "", err
	}
	return form.FormDataContentType(), form.Close()
}

// formFields returns the text parts of an upload.
func formFields(request UploadRequest) (map[string]string, error) {
	data, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	var values map[string]jsontext.Value
	if err := json.Unmarshal(data, &values); err != nil {
		return nil, err
	}
	delete(values, "file")
	fields := map[string]string{}
	for name, value := range values {
		fields[name] = fieldText(value)
	}
	return fields, nil
}

// fieldText returns a JSON value as a part: text without quotes, a list of texts joined by commas, other values as
// JSON.
func fieldText(value jsontext.Value) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	var list []string
	if json.Unmarshal(value, &list) == nil {
		return strings.Join(list, ",")
	}
	return string(value)
}
