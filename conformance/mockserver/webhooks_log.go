package mockserver

import (
	"encoding/json"
	"slices"
	"time"
)

// maxWebhookRecords is how many events are remembered.
const maxWebhookRecords = 1000

// WebhookState is what became of an event.
type WebhookState string

// States of events.
const (
	WebhookQueued    WebhookState = "queued"    // is being sent, or will be
	WebhookDelivered WebhookState = "delivered" // answered with a 2xx status
	WebhookFailed    WebhookState = "failed"    // given up
	WebhookUnsent    WebhookState = "unsent"    // there was no target that wanted it
)

// WebhookRecord is an event and what became of it.
type WebhookRecord struct {
	ID       string           `json:"id"`
	Event    string           `json:"event"` // the type, such as file.created
	Time     time.Time        `json:"time"`  // when it happened
	State    WebhookState     `json:"state"`
	Attempts []WebhookAttempt `json:"attempts"` // in their order
	Payload  json.RawMessage  `json:"payload"`  // the body of the request
}

// WebhookAttempt is one request.
type WebhookAttempt struct {
	Time   time.Time `json:"time"`             // that of the signature
	Status int       `json:"status,omitempty"` // 0 if there was no answer
	Error  string    `json:"error,omitempty"`  // why it failed; empty if it did not
}

// webhookEvent is an event that has happened.
type webhookEvent struct {
	id, kind string
	at       time.Time
	// body makes the payload when it is first called: the library's lock is held when an event is born.
	body func() ([]byte, error)

	// Guarded by the lock of webhooks.
	state    WebhookState
	attempts []WebhookAttempt
}

// record describes the event. The caller holds the lock of webhooks; the payload follows without it.
func (e *webhookEvent) record() WebhookRecord {
	return WebhookRecord{ID: e.id, Event: e.kind, Time: e.at, State: e.state, Attempts: append([]WebhookAttempt{}, e.attempts...)}
}

// withPayload completes a record. A payload that could not be made is missing; its attempts say why.
func (e *webhookEvent) withPayload(r WebhookRecord) WebhookRecord {
	r.Payload, _ = e.body()
	return r
}

// list returns the records, oldest first.
func (w *webhooks) list() []WebhookRecord {
	w.mu.Lock()
	events := slices.Clone(w.events)
	records := make([]WebhookRecord, len(events))
	for i, e := range events {
		records[i] = e.record()
	}
	w.mu.Unlock()
	for i, e := range events {
		records[i] = e.withPayload(records[i])
	}
	return records
}

// readLater notes an event whose body needs the bytes of a file.
func (w *webhooks) readLater(e *webhookEvent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unread = append(w.unread, e)
}

// readFiles makes the bodies of these events, without any lock.
func (w *webhooks) readFiles() {
	w.mu.Lock()
	events := w.unread
	w.unread = nil
	w.mu.Unlock()
	for _, e := range events {
		_, _ = e.body() // an error comes again when the event is sent
	}
}

// remember adds an event to the log, which forgets the oldest one if it is full. The caller holds the lock.
func (w *webhooks) remember(e *webhookEvent) {
	w.events = append(w.events, e)
	if len(w.events) > maxWebhookRecords {
		w.events = w.events[1:]
	}
}

// noteAttempt takes note of a request and its outcome.
func (w *webhooks) noteAttempt(e *webhookEvent, a WebhookAttempt) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e.attempts = append(e.attempts, a)
}

// noteEnd takes note of what became of an event.
func (w *webhooks) noteEnd(e *webhookEvent, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e.state = WebhookDelivered
	if err != nil {
		e.state = WebhookFailed
	}
}
