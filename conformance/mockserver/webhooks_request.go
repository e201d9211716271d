package mockserver

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
)

// sendWebhook queues an event that somebody asks for. The document has to have it, and to allow its payload.
func (a *api) sendWebhook(kind string, payload any) (WebhookRecord, error) {
	if !contract.HasEvent(kind) {
		return WebhookRecord{}, invalid("event", "It is none of "+strings.Join(contract.Events(), ", "))
	}
	at := a.lib.Now()
	event := map[string]any{"type": kind, "id": a.newEventID(at), "created_at": at.Format(time.RFC3339Nano)}
	if payload == nil {
		maps.Copy(event, withoutIdentity(contract.ExampleEvent(kind)))
	} else if err := merge(event, payload); err != nil {
		return WebhookRecord{}, invalid("payload", err.Error())
	}
	body, err := encode(event)
	if err == nil {
		err = contractFailure(contract.CheckEvent(kind, body))
	}
	if err != nil {
		return WebhookRecord{}, err
	}
	id, _ := event["id"].(string) // the document says that it is one
	e := webhooks.Event{ID: id, Type: kind, Time: at, Body: func() ([]byte, error) { return body, nil }}
	record := webhookRecord(a.webhooks.Send(e))
	record.Payload = body
	return record, nil
}

// withoutIdentity returns an example without what must differ between two events.
func withoutIdentity(example map[string]any) map[string]any {
	delete(example, "id")
	delete(example, "created_at")
	return example
}

// merge sets the fields of an event that a payload has.
func merge(event map[string]any, payload any) error {
	text, err := encode(payload)
	if err != nil {
		return err
	}
	if decode(text, &event) != nil {
		return errors.New("it is no JSON object")
	}
	return nil
}

// SendWebhook queues an event of one of the types that openapi.yaml has. The payload is anything that becomes a JSON
// object of this type of event; type, id and created_at are filled in if they are missing. If it is nil, the document's
// example is sent, with an id and a date of its own.
//
//	srv.SendWebhook("upload.pre-transform.error", nil)
//	srv.SendWebhook("file.deleted", map[string]any{"data": map[string]any{"fileId": "598821f949c0a938d57563bd"}})
func (s *Server) SendWebhook(event string, payload any) (WebhookRecord, error) {
	record, err := s.apiNow().sendWebhook(event, payload)
	if err != nil {
		return WebhookRecord{}, fmt.Errorf("mockserver: %w", err)
	}
	return record, nil
}
