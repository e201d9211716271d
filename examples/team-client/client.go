// Package teamclient is a client of a team that does not use package imagekit, but generates code from openapi.yaml. It
// has what a generator does not write: one constructor for both hosts of the service, an error type, the multipart body
// of uploads, an iterator over pages, and a handler of webhooks.
//
//   - overlay.yaml changes openapi.yaml for the team: it removes what the team does not use, and lists its webhooks.
//   - models.yaml and client.yaml configure oapi-codegen, which writes models.gen.go and client.gen.go.
//   - client.go, upload.go, list.go and webhook.go are written by hand. Copy and change them.
//
// The tests run against the mock server. Run go generate after a change of openapi.yaml; docs/contract.md says which
// changes are breaking.
package teamclient

//go:generate go tool oapi-codegen -config models.yaml ../../openapi.yaml
//go:generate go tool oapi-codegen -config client.yaml ../../openapi.yaml

import (
	"context"
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json" // encoding/json/v2, which is part of Go from 1.27 on
)

// Base URLs of the service.
const (
	APIURL    = "https://api.imagekit.io"
	UploadURL = "https://upload.imagekit.io"
)

// Service calls ImageKit. Its methods return an [Error] for an error response.
type Service struct {
	api, uploads *ClientWithResponses
}

// New returns a Service for an account. apiURL and uploadURL are [APIURL] and [UploadURL], or the URL of a mock server.
func New(apiURL, uploadURL, privateKey string) (*Service, error) {
	authenticate := WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.SetBasicAuth(privateKey, "")
		return nil
	})
	api, err := NewClientWithResponses(apiURL, authenticate)
	if err != nil {
		return nil, err
	}
	uploads, err := NewClientWithResponses(uploadURL, authenticate)
	if err != nil {
		return nil, err
	}
	return &Service{api, uploads}, nil
}

// FileDetails returns the details of a file.
func (s *Service) FileDetails(ctx context.Context, id FileID) (*File, error) {
	response, err := s.api.GetFileDetailsWithResponse(ctx, id)
	if err != nil {
		return nil, err
	}
	if response.JSON200 == nil {
		return nil, errorOf(response.HTTPResponse, response.Body)
	}
	return response.JSON200, nil
}

// Error is an error response of the service.
type Error struct {
	ErrorBody
	StatusCode int
	RequestID  string // for questions to ImageKit's support
}

// Error returns the status, the message and the request id.
func (e *Error) Error() string {
	return fmt.Sprintf("imagekit: status %d: %s (request %s)", e.StatusCode, e.Message, e.RequestID)
}

// errorOf returns the error for a response without the expected body. A proxy may have sent it, and it may not be JSON.
func errorOf(response *http.Response, body []byte) error {
	e := &Error{StatusCode: response.StatusCode, RequestID: response.Header.Get("X-Ik-Requestid")}
	if err := json.Unmarshal(body, &e.ErrorBody); err != nil || e.Message == "" {
		e.Message = http.StatusText(response.StatusCode)
	}
	return e
}
