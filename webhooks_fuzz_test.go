package imagekit_test

import (
	"encoding/json"
	"testing"
)

// FuzzClient_VerifyWebhook verifies a body with a correct signature. It must be accepted if it is JSON, and the event
// must be of a generated type or the raw body.
func FuzzClient_VerifyWebhook(f *testing.F) {
	for _, seed := range []string{
		webhookBody, `{"type":"file.created","data":"x"}`, `{"type":"new.event"}`, "", "null", `{"type":1,"id":[]}`,
		"{\"type\":\"\xff\"}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		w, err := verified(t, string(body))
		if valid := json.Valid(body); valid != (err == nil) {
			t.Fatalf("valid JSON: %t, but %v", valid, err)
		}
		if err != nil {
			return
		}
		raw, isRaw := w.Event.(json.RawMessage)
		if isRaw && string(raw) != string(body) || !isRaw && (w.DecodeError != nil || w.Event == nil) {
			t.Errorf("got %+v", w)
		}
		if string(w.Body) != string(body) {
			t.Errorf("the body was changed to %q", w.Body)
		}
	})
}
