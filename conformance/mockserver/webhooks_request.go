package mockserver

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
)

// sendWebhook queues an event that somebody asks for. The document has to have it, and to allow its payload.
func (a *api) sendWebhook(kind string, payload any) (WebhookRecord, error) {
	item := a.doc.Webhooks[kind]
	if item == nil {
		types := slices.Sorted(maps.Keys(a.doc.Webhooks))
		return WebhookRecord{}, invalid("event", "It is none of "+strings.Join(types, ", "))
	}
	at := a.lib.now()
	event := map[string]any{"type": kind, "id": a.newEventID(at), "created_at": at.Format(time.RFC3339Nano)}
	if payload == nil {
		example, _ := item.Post.RequestBody.Value.Content[jsonMedia].Example.(map[string]any)
		maps.Copy(event, withoutIdentity(example))
	} else if err := merge(event, payload); err != nil {
		return WebhookRecord{}, invalid("payload", err.Error())
	}
	if err := checkEvent(kind, event); err != nil {
		return WebhookRecord{}, invalidValue("payload", err)
	}
	body, err := json.Marshal(event)
	if err != nil {
		return WebhookRecord{}, err
	}
	id, _ := event["id"].(string) // the document says that it is one
	e := &webhookEvent{id: id, kind: kind, at: at, body: func() ([]byte, error) { return body, nil }}
	return e.withPayload(a.webhooks.enqueue(e)), nil
}

// withoutIdentity returns an example without what must differ between two events.
func withoutIdentity(example map[string]any) map[string]any {
	fields := maps.Clone(example)
	delete(fields, "id")
	delete(fields, "created_at")
	return fields
}

// merge sets the fields of an event that a payload has.
func merge(event map[string]any, payload any) error {
	text, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	if json.Unmarshal(text, &event) != nil {
		return errors.New("it is no JSON object")
	}
	return nil
}
