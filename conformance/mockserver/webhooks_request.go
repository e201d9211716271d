package mockserver

import (
	"errors"
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
