package mockserver_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestServer_Client(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.txt", []byte("x"))
	ik := clientOf(t, s)
	file, err := ik.GetFileDetails(t.Context(), "id1")
	if err != nil || file.URL != fmt.Sprintf("%s/a.txt?updatedAt=%d", s.URLEndpoint(), noon.UnixMilli()) {
		t.Errorf("file %+v, error %v", file, err)
	}
	stranger := clientOf(t, s, imagekit.WithPrivateKey("private_other"))
	if _, err := stranger.GetFileDetails(t.Context(), "id1"); !errors.Is(err, imagekit.ErrForbidden) {
		t.Errorf("with another key: error %v, want ErrForbidden", err)
	}
}

// noTransport is a round tripper that is not an *http.Transport, like those that HTTP mocking libraries assign to
// http.DefaultTransport.
type noTransport struct{ http.RoundTripper }

func TestServer_Client_OtherDefaultTransport(t *testing.T) {
	// The test is not parallel, because it changes http.DefaultTransport.
	standard := http.DefaultTransport
	http.DefaultTransport = noTransport{}
	defer func() { http.DefaultTransport = standard }()

	s := start(t, mockserver.WithTLS())
	ik := clientOf(t, s)
	r := receive(t, s)
	setWebhook(t, s, mockserver.WebhookTarget{URL: r.url})
	sendEvent(t, s, "file.deleted", nil)
	if got := waitForWebhooks(t, s); got[0].State != mockserver.WebhookDelivered {
		t.Errorf("webhooks: %+v", got)
	}
	if _, err := ik.ListFiles(t.Context(), nil); err != nil {
		t.Error(err)
	}
}
