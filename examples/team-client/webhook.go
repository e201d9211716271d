package teamclient

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/go-json-experiment/json"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// maxWebhookSize is the largest body of a webhook that is read, in bytes.
const maxWebhookSize = 1 << 20

// WebhookHandler returns a handler that verifies the signature of webhooks with the secret of their endpoint, and
// passes a [FileCreatedEvent] or a [FileDeletedEvent] to receive. It acknowledges events of other types, which the
// service may add at any time. If receive fails, the service sends the webhook again.
func WebhookHandler(secret string, receive func(ctx context.Context, event any) error) (http.Handler, error) {
	// The key is the whole text of the secret. NewWebhook would decode the text after whsec_ as base64.
	verifier, err := standardwebhooks.NewWebhookRaw([]byte(secret))
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxWebhookSize))
		if err != nil {
			http.Error(w, "the body cannot be read", http.StatusBadRequest)
			return
		}
		if err := verifier.Verify(body, r.Header); err != nil {
			http.Error(w, "the webhook is not signed correctly", http.StatusUnauthorized)
			return
		}
		event, err := parseEvent(body)
		if err != nil {
			http.Error(w, "the event is malformed", http.StatusBadRequest)
			return
		}
		if event != nil {
			err = receive(r.Context(), event)
		}
		if err != nil {
			http.Error(w, "the event cannot be handled now", http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}), nil
}

// parseEvent returns an event of one of the types in overlay.yaml, or nil if it has another type.
func parseEvent(body []byte) (any, error) {
	var event WebhookEvent
	if err := json.Unmarshal(body, &event); err != nil {
		return nil, err
	}
	kind, err := event.Discriminator()
	if err != nil {
		return nil, err
	}
	switch kind {
	case string(FileCreatedEventTypeFileCreated):
		return event.AsFileCreatedEvent()
	case string(FileDeletedEventTypeFileDeleted):
		return event.AsFileDeletedEvent()
	case "":
		return nil, fmt.Errorf("the event has no type")
	}
	return nil, nil
}
