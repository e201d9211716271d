package sdk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/imagekit-developer/imagekit-go/v2"
	"github.com/imagekit-developer/imagekit-go/v2/option"
)

const folder = "/sdk-go"

// sdk has the state that the steps of the scenario share. The steps depend on each other, and run in the order of
// TestSDK.
type sdk struct {
	imagekit.Client
	photo  []byte
	coffee *imagekit.FileUploadResponse // file that most steps use
	season string                       // id of a custom metadata field
}

func TestSDK(t *testing.T) {
	photo, err := os.ReadFile("../../../examples/demo/coffee.png")
	if err != nil {
		t.Fatal(err)
	}
	s := &sdk{Client: newClient(t), photo: photo}
	for _, step := range []struct {
		name string
		run  func(*sdk, *testing.T)
	}{
		{"custom metadata fields", (*sdk).createsFields},
		{"upload with all fields", (*sdk).uploadsEverything},
		{"upload of all sources", (*sdk).uploadsSources},
		{"upload without a key", (*sdk).uploadsWithoutKey},
		{"upload version 2", (*sdk).uploadsV2},
		{"refused uploads", (*sdk).refusesUploads},
		{"list and search", (*sdk).lists},
		{"details", (*sdk).changesDetails},
		{"publication", (*sdk).publishes},
		{"tags of many files", (*sdk).changesTags},
		{"versions", (*sdk).keepsVersions},
		{"copy, move and rename", (*sdk).movesFiles},
		{"folders", (*sdk).movesFolders},
		{"metadata", (*sdk).readsMetadata},
		{"cache", (*sdk).purges},
		{"URLs", (*sdk).buildsURLs},
		{"signed URLs", (*sdk).signsURLs},
		{"saved extensions", (*sdk).savesExtensions},
		{"named transformations", (*sdk).namesTransformations},
		{"origins and URL endpoints", (*sdk).setsUpOrigins},
		{"usage", (*sdk).readsUsage},
		{"webhooks", (*sdk).verifiesWebhooks},
		{"changes of custom metadata fields", (*sdk).changesFields},
		{"errors", (*sdk).fails},
		{"retries", (*sdk).retries},
		{"deletions", (*sdk).deletes},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.run(s, t) }) {
			t.FailNow()
		}
	}
}

// newClient returns a client that differs from one in production only in its base URL.
func newClient(t *testing.T, opts ...option.RequestOption) imagekit.Client {
	return imagekit.NewClient(append([]option.RequestOption{
		option.WithBaseURL(setting(t, "MOCK_URL")), option.WithPrivateKey(setting(t, "MOCK_PRIVATE_KEY")),
		option.WithWebhookSecret(setting(t, "MOCK_WEBHOOK_SECRET")), option.WithMaxRetries(0),
	}, opts...)...)
}

func setting(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set: start the test with ./run", name)
	}
	return value
}

func endpoint(t *testing.T) string { return setting(t, "MOCK_URL_ENDPOINT") }

// result is the result of a call.
type result[T any] struct {
	value T
	err   error
}

func call[T any](value T, err error) result[T] { return result[T]{value, err} }

// must returns the value. It ends the test as failed if the call has failed.
func (r result[T]) must(t *testing.T) T {
	t.Helper()
	if r.err != nil {
		t.Fatal(r.err)
	}
	return r.value
}

// status returns the error. It ends the test as failed unless the call has failed with the given status.
func (r result[T]) status(t *testing.T, want int) *imagekit.Error {
	t.Helper()
	return wantStatus(t, r.err, want)
}

func wantStatus(t *testing.T, err error, want int) *imagekit.Error {
	t.Helper()
	var failed *imagekit.Error
	if !errors.As(err, &failed) || failed.StatusCode != want {
		t.Fatalf("got the error %v, want status %d", err, want)
	}
	return failed
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func same[T comparable](t *testing.T, what string, got []T, want ...T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// bodiless is an option for operations that respond with 204, although the SDK has a result type for them. The SDK
// cannot decode such a response, because a 204 has no body and no media type. It can only return the response as bytes.
func bodiless() option.RequestOption { return option.WithResponseBodyInto(new([]byte)) }

// upload uploads bytes under exactly the given name to the folder of the scenario. The changes can modify the request.
func (s *sdk) upload(
	t *testing.T, name string, content []byte, changes ...func(*imagekit.FileUploadParams),
) result[*imagekit.FileUploadResponse] {
	t.Helper()
	params := imagekit.FileUploadParams{
		File: imagekit.NewFile(bytes.NewReader(content), name, "application/octet-stream"), FileName: name,
		Folder: imagekit.String(folder), UseUniqueFileName: imagekit.Bool(false),
	}
	for _, change := range changes {
		change(&params)
	}
	return call(s.Files.Upload(t.Context(), params))
}

func to(folder string) func(*imagekit.FileUploadParams) {
	return func(p *imagekit.FileUploadParams) { p.Folder = imagekit.String(folder) }
}

// names returns the names in a folder.
func (s *sdk) names(t *testing.T, query imagekit.AssetListParams) []string {
	t.Helper()
	var names []string
	for _, asset := range *call(s.Assets.List(t.Context(), query)).must(t) {
		names = append(names, asset.Name)
	}
	return names
}

// download returns the response to a request for a URL.
func download(t *testing.T, url string) (status int, header http.Header, body []byte) {
	t.Helper()
	res, err := http.Get(url)
	noError(t, err)
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	noError(t, err)
	return res.StatusCode, res.Header, body
}

func delivered(t *testing.T, path string) bool {
	t.Helper()
	status, _, _ := download(t, endpoint(t)+path)
	return status == http.StatusOK
}

// control sends a request to the control endpoints of the mock server.
func control(t *testing.T, method, path string, body any) {
	t.Helper()
	content, err := json.Marshal(body)
	noError(t, err)
	req, err := http.NewRequestWithContext(t.Context(), method, setting(t, "MOCK_URL")+"/_mock/"+path,
		bytes.NewReader(content))
	noError(t, err)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	noError(t, err)
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		t.Fatalf("%s %s: status %d", method, path, res.StatusCode)
	}
}

type object = map[string]any

// webhook is a received event.
type webhook struct {
	header http.Header
	body   []byte
}

// webhooksOf calls act, and returns the events that the mock server sends because of it.
func webhooksOf(t *testing.T, act func()) []webhook {
	t.Helper()
	received := make(chan webhook, 100)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		received <- webhook{r.Header, body}
	}))
	defer receiver.Close()
	control(t, http.MethodPut, "webhooks/target", object{
		"url": receiver.URL, "secret": setting(t, "MOCK_WEBHOOK_SECRET"),
		"events": []string{"file.created", "file.deleted"},
	})
	act()
	control(t, http.MethodGet, "webhooks?wait=true", nil) // waits until all webhooks are sent
	control(t, http.MethodDelete, "webhooks/target", nil)
	close(received)
	var events []webhook
	for event := range received {
		events = append(events, event)
	}
	return events
}

// completed polls a status until it is Completed, for at most ten seconds.
func completed(t *testing.T, status func(context.Context) (string, error)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for {
		if got := call(status(ctx)).must(t); got == "Completed" {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// message returns a field of the body of an error.
func message(t *testing.T, err *imagekit.Error, field string) string {
	t.Helper()
	var body map[string]any
	noError(t, json.Unmarshal([]byte(err.RawJSON()), &body))
	text, _ := body[field].(string)
	return text
}

// stem removes the suffix that makes a name unique: coffee_a1B2c3D4e.png becomes coffee.png.
func stem(name string) string {
	before, after, _ := strings.Cut(name, "_")
	if i := strings.LastIndex(after, "."); i >= 0 {
		return before + after[i:]
	}
	return name
}
