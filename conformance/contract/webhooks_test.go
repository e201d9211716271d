package contract_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// webhookExamples returns the bodies of the examples in the document, by event and name.
func webhookExamples(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for event, item := range spec.Document(t).Webhooks {
		media := item.Post.RequestBody.Value.Content.Get("application/json")
		for name, example := range examplesOf(media) {
			all[event+" example "+name] = check.Encode(t, example)
		}
	}
	return all
}

// decodeEvent decodes a webhook that conforms to the document.
func decodeEvent(t *testing.T, body []byte) any {
	t.Helper()
	event, mismatches, err := imagekit.DecodeWebhookEvent(body)
	if err != nil || len(mismatches) > 0 {
		t.Fatalf("mismatches %q, error %v", mismatches, err)
	}
	return event
}

func TestWebhooks_Examples(t *testing.T) {
	t.Parallel()
	for name, body := range webhookExamples(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			event := decodeEvent(t, body)
			if _, raw := event.(json.RawMessage); raw || reflect.TypeOf(event).Kind() != reflect.Struct {
				t.Fatalf("the event is a %T", event)
			}
			check.ContainsValues(t, body, event)
		})
	}
}

func TestWebhooks_TypePerEvent(t *testing.T) {
	t.Parallel()
	types := map[reflect.Type]string{}
	for name, item := range spec.Document(t).Webhooks {
		examples := examplesOf(item.Post.RequestBody.Value.Content.Get("application/json"))
		if len(examples) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, example := range examples {
			if got := example.(map[string]any)["type"]; got != name {
				t.Errorf("the example of %s has the type %v", name, got)
			}
			event := decodeEvent(t, check.Encode(t, example))
			if other, taken := types[reflect.TypeOf(event)]; taken && other != name {
				t.Errorf("%s and %s are both a %T", name, other, event)
			}
			types[reflect.TypeOf(event)] = name
		}
	}
	const count = 12
	if len(types) != count {
		t.Errorf("there are %d types of events, want %d", len(types), count)
	}
}

func TestWebhooks_UnknownEvents(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body    string
		invalid bool
	}{
		"an unknown event is raw JSON":         {body: `{"type": "file.archived", "data": {"fileId": "1"}}`},
		"an event without a type is raw JSON":  {body: `{"id": "1"}`},
		"an event of type null is raw JSON":    {body: `{"type": null}`},
		"an event of another case is raw JSON": {body: `{"type": "File.Created"}`},
		"a type of another type is raw JSON":   {body: `{"type": {"name": "file.created"}}`},
		"a list is raw JSON":                   {body: `[{"type": "file.created"}]`},
		"null is raw JSON":                     {body: `null`},
		"a text is an error":                   {body: `type=file.created`, invalid: true},
		"nothing is an error":                  {body: ``, invalid: true},
		"half an event is an error":            {body: `{"type": "file.created", "data": {`, invalid: true},
		"two events are an error": {
			body:    `{"type": "file.created"}{"type": "file.created"}`,
			invalid: true,
		},
		"an unknown half event is an error":       {body: `{"type": "file.archived"`, invalid: true},
		"an event of the wrong shape is an error": {body: `{"type": "file.created", "data": "a file"}`, invalid: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			event, _, err := imagekit.DecodeWebhookEvent([]byte(test.body))
			if test.invalid {
				if err == nil {
					t.Fatalf("got %v without an error", event)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			raw, ok := event.(json.RawMessage)
			if !ok || string(raw) != test.body {
				t.Errorf("got %T %v, want the body as it came", event, event)
			}
		})
	}
}
