package teamclient_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"

	teamclient "example.com/team-client"
)

// connect starts a mock server, and returns a client of it. The mock server validates the responses that it sends.
func connect(t *testing.T, options ...mockserver.Option) (*teamclient.Service, *mockserver.Server) {
	t.Helper()
	server := mockserver.Start(t, append(options, mockserver.WithResponseValidation(true))...)
	service, err := teamclient.New(server.URL(), server.URL(), server.PrivateKey())
	if err != nil {
		t.Fatal(err)
	}
	return service, server
}

// upload uploads a text, and fails the test on an error.
func upload(
	t *testing.T, s *teamclient.Service, request teamclient.UploadRequest, text string,
) *teamclient.UploadResult {
	t.Helper()
	result, err := s.Upload(t.Context(), strings.NewReader(text), request)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestService_FileDetails(t *testing.T) {
	t.Parallel()
	service, _ := connect(t)
	stored := upload(t, service, teamclient.UploadRequest{FileName: "note.txt"}, "hello")
	file, err := service.FileDetails(t.Context(), *stored.FileId)
	if err != nil {
		t.Fatal(err)
	}
	if *file.FilePath != *stored.FilePath || *file.Size != 5 {
		t.Errorf("%s with %v bytes, want %s with 5", *file.FilePath, *file.Size, *stored.FilePath)
	}
}

// TestError checks the fields of errors that callers need, for three kinds of responses.
func TestError(t *testing.T) {
	t.Parallel()
	service, server := connect(t)
	stranger, err := teamclient.New(server.URL(), server.URL(), "private_of_somebody_else")
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html>")
	}))
	t.Cleanup(proxy.Close)
	behindProxy, err := teamclient.New(proxy.URL, proxy.URL, "private_key")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []errorTest{
		{"no such file", service, 404, "The requested file does not exist."},
		{"wrong key", stranger, 403, "Your account cannot be authenticated."},
		{"not JSON", behindProxy, 502, "Bad Gateway"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t)
		})
	}
}

// errorTest is a call that fails.
type errorTest struct {
	name    string
	service *teamclient.Service
	status  int
	message string
}

func (test errorTest) run(t *testing.T) {
	t.Helper()
	_, err := test.service.FileDetails(t.Context(), "598821f949c0a938d57563bd")
	var failed *teamclient.Error
	if !errors.As(err, &failed) {
		t.Fatalf("error is %v, want an Error", err)
	}
	if failed.StatusCode != test.status || failed.Message != test.message {
		t.Errorf("%v, want status %d and %q", failed, test.status, test.message)
	}
	if fromService := test.status < 500; fromService && failed.RequestID == "" {
		t.Error("the error has no request id")
	}
	want := fmt.Sprintf("imagekit: status %d: %s (request %s)", test.status, test.message, failed.RequestID)
	if err.Error() != want {
		t.Errorf("text %q, want %q", err, want)
	}
}
