package avatar_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/examples/avatar"
)

func TestSave(t *testing.T) {
	server := mockserver.Start(t)
	ik, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	url, err := avatar.Save(t.Context(), ik, "ada", strings.NewReader("a picture"))
	if err != nil {
		t.Fatal(err)
	}

	state, err := server.State()
	if err != nil {
		t.Fatal(err)
	}
	if len(state.Files) != 1 || state.Files[0].FilePath != "/avatars/ada.png" || !state.Files[0].IsPrivateFile {
		t.Errorf("stored %+v, want the private file /avatars/ada.png", state.Files)
	}
	if status, body := get(t, url); status != http.StatusOK || body != "a picture" {
		t.Errorf("%s answers %d %q", url, status, body)
	}
}

func TestSave_Expires(t *testing.T) {
	server := mockserver.Start(t)
	ik, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	url, err := avatar.Save(t.Context(), ik, "ada", strings.NewReader("a picture"))
	if err != nil {
		t.Fatal(err)
	}
	unsigned, _, _ := strings.Cut(url, "?")
	if status, _ := get(t, unsigned); status == http.StatusOK {
		t.Errorf("%s shows a private picture", unsigned)
	}

	if err := server.Advance(2 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if status, _ := get(t, url); status == http.StatusOK {
		t.Errorf("%s shows the picture after two hours", url)
	}
}

func TestSave_Requests(t *testing.T) {
	server := mockserver.Start(t)
	ik, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := avatar.Save(t.Context(), ik, "ada", strings.NewReader("a picture")); err != nil {
		t.Fatal(err)
	}
	if got, want := operations(server), []string{"upload 200"}; !slices.Equal(got, want) {
		t.Errorf("the server received %q, want %q", got, want)
	}
}

// withoutWaits makes a client repeat calls at once, even if the server asks it to wait.
var withoutWaits = imagekit.WithRetryPolicy(imagekit.RetryPolicy{
	MaxBackoff:    time.Nanosecond,
	MaxRetryAfter: time.Nanosecond,
})

func TestSave_Outage(t *testing.T) {
	server := mockserver.Start(t)
	ik, err := server.Client(withoutWaits)
	if err != nil {
		t.Fatal(err)
	}
	fault := mockserver.Fault{Kind: mockserver.FaultStatus, Status: http.StatusServiceUnavailable}
	id, err := server.AddFault(fault)
	if err != nil {
		t.Fatal(err)
	}
	_, err = avatar.Save(t.Context(), ik, "ada", strings.NewReader("a picture"))
	if !errors.Is(err, imagekit.ErrOutcomeUnknown) {
		t.Errorf("during the outage: got error %v, want %v", err, imagekit.ErrOutcomeUnknown)
	}

	if err := server.RemoveFault(id); err != nil {
		t.Fatal(err)
	}
	if _, err := avatar.Save(t.Context(), ik, "ada", strings.NewReader("a picture")); err != nil {
		t.Errorf("after the outage: %v", err)
	}
}

func TestSave_Retry(t *testing.T) {
	server := mockserver.Start(t)
	ik, err := server.Client(withoutWaits)
	if err != nil {
		t.Fatal(err)
	}
	fault := mockserver.Fault{
		Operation: "upload", Count: 1, // hits the first upload only
		Kind: mockserver.FaultStatus, Status: http.StatusServiceUnavailable, RetryAfter: time.Minute,
	}
	if _, err := server.AddFault(fault); err != nil {
		t.Fatal(err)
	}
	if _, err := avatar.Save(t.Context(), ik, "ada", strings.NewReader("a picture")); err != nil {
		t.Fatal(err)
	}
	// The client looks for the file before it repeats the upload, because a 503 may hide a success.
	want := []string{"upload 503", "listFiles 200", "upload 200"}
	if got := operations(server); !slices.Equal(got, want) {
		t.Errorf("the server received %q, want %q", got, want)
	}
}

func TestWebhooks(t *testing.T) {
	server := mockserver.Start(t)
	ik, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	welcomed := make(chan string, 10)
	handler, err := avatar.Webhooks(ik, func(_ context.Context, user string) error {
		welcomed <- user
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	endpoint := httptest.NewServer(handler)
	defer endpoint.Close()
	if err := server.SetWebhook(mockserver.WebhookTarget{URL: endpoint.URL}); err != nil {
		t.Fatal(err)
	}

	// The upload sends file.created. SendWebhook sends an event of any other type.
	if _, err := avatar.Save(t.Context(), ik, "ada", strings.NewReader("a picture")); err != nil {
		t.Fatal(err)
	}
	if _, err := server.SendWebhook("upload.pre-transform.error", nil); err != nil {
		t.Fatal(err)
	}
	if err := server.WaitForWebhooks(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, webhook := range server.Webhooks() {
		if webhook.State != mockserver.WebhookDelivered {
			t.Errorf("%s is %s after %+v", webhook.Event, webhook.State, webhook.Attempts)
		}
	}
	if len(welcomed) != 1 || <-welcomed != "ada" {
		t.Error("want one welcome, to ada")
	}
}

// operations returns the operation and the status of each request that a server has received.
func operations(server *mockserver.Server) (list []string) {
	for _, r := range server.Requests() {
		list = append(list, fmt.Sprintf("%s %d", r.Operation, r.Status))
	}
	return list
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}
