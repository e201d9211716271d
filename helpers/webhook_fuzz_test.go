package helpers_test

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/helpers"
)

// edit replaces removed bytes of text at a place by others.
func edit(text string, at, removed uint16, added string) string {
	start := min(int(at), len(text))
	return text[:start] + added + text[min(start+int(removed), len(text)):]
}

// parts of a webhook that FuzzVerifyWebhookIsSound changes.
const (
	editBody = iota
	editID
	editTimestamp
	editSignature
	editLegacy
	editable
)

// FuzzVerifyWebhookIsSound: of a webhook that is rightly signed, no byte of the body, the id, the timestamp or the
// signature can be changed, added or removed. The exceptions are what the schemes allow: spaces and tabs around the
// value of a header, further entries in webhook-signature and further parts in x-ik-signature.
func FuzzVerifyWebhookIsSound(f *testing.F) {
	for _, test := range []struct {
		at, removed uint16
		added       string
	}{{0, 1, ""}, {0, 0, " "}, {3, 1, "\x00"}, {0, 0, "0"}, {0, 0, "+"}, {60, 1, "A"}, {200, 0, "v1,x "}, {9, 0, "v1=0,"}, {1, 0, ",t=1"}, {200, 0, ",x"}} {
		for part := range uint8(editable) {
			f.Add(part, test.at, test.removed, test.added)
		}
	}
	const id, timestamp = "msg_1", "1700000000"
	entry := "v1," + base64MAC(webhookSecret, id+"."+timestamp+"."+webhookBody)
	legacy := "t=" + timestamp + "123,v1=" + hexMAC(webhookSecret, timestamp+"123."+webhookBody)
	f.Fuzz(func(t *testing.T, part uint8, at, removed uint16, added string) {
		if len(added) > 1<<10 {
			return
		}
		values := [editable]string{webhookBody, id, timestamp, entry, legacy}
		changed := values
		changed[part%editable] = edit(values[part%editable], at, removed, added)

		standard := http.Header{"Webhook-Id": {changed[editID]}, "Webhook-Timestamp": {changed[editTimestamp]}, "Webhook-Signature": {changed[editSignature]}}
		same := changed[editBody] == webhookBody && trimmed(changed[editID]) == id && trimmed(changed[editTimestamp]) == timestamp
		wantVerified(t, standard, changed[editBody], same && hasEntry(changed[editSignature], entry))

		same = changed[editBody] == webhookBody && firstPart(changed[editLegacy], "t=") == timestamp+"123"
		old := http.Header{"x-ik-signature": {changed[editLegacy]}}
		wantVerified(t, old, changed[editBody], same && "t="+timestamp+"123,v1="+firstPart(changed[editLegacy], "v1=") == legacy)
	})
}

func trimmed(value string) string { return strings.Trim(value, " \t") }

// hasEntry reports whether a webhook-signature has an entry.
func hasEntry(value, entry string) bool {
	return strings.Contains(" "+trimmed(value)+" ", " "+entry+" ")
}

// firstPart returns the rest of the first part of an x-ik-signature that begins with a name; a part that is nothing but
// the name comes first as well.
func firstPart(value, name string) string {
	for _, part := range strings.Split(trimmed(value), ",") {
		if rest, ok := strings.CutPrefix(part, name); ok || part+"=" == name {
			return rest
		}
	}
	return ""
}

func wantVerified(t *testing.T, header http.Header, body string, want bool) {
	t.Helper()
	_, err := helpers.VerifyWebhook(header, []byte(body), verifying())
	if (err == nil) != want {
		t.Errorf("verified %q, %q: %v, want success: %t", header, body, err, want)
	}
}

// FuzzWebhookHeaders: a request is accepted only if its signature is that of SignWebhook for what was read from it, and
// by the older scheme only if it has no header of the newer one.
func FuzzWebhookHeaders(f *testing.F) {
	right := base64MAC(webhookSecret, "msg_1.1700000000."+webhookBody)
	f.Add("msg_1", "1700000000", "v2,x v1,"+right, "", uint8(7))
	f.Add("", "", "", "t=1700000000123,v1="+hexMAC(webhookSecret, "1700000000123."+webhookBody), uint8(0))
	f.Add("", "", "", "t=1700000000123,v1="+hexMAC(webhookSecret, "1700000000123."+webhookBody), uint8(1))
	f.Add("a", "-1", "v1,", "t=,v1=,v1,t", uint8(7))
	f.Add("é\n", "99999999999999999999", "v1,,v1,v1 ", "t= 1 ,v1=0,=", uint8(7))
	f.Fuzz(func(t *testing.T, id, timestamp, signature, legacy string, present uint8) {
		header := http.Header{"X-Ik-Signature": {legacy}}
		for i, value := range []string{id, timestamp, signature} {
			if present>>i&1 == 1 {
				header[[]string{"Webhook-Id", "Webhook-Timestamp", "webhook-signature"}[i]] = []string{value}
			}
		}
		w, err := helpers.VerifyWebhook(header, []byte(webhookBody), verifying())
		if err != nil {
			wantKnownError(t, err)
			return
		}
		switch w.Scheme {
		case helpers.StandardWebhooks:
			want := "v1," + base64MAC(webhookSecret, w.ID+"."+strconv.FormatInt(w.Timestamp.Unix(), 10)+"."+webhookBody)
			if !strings.Contains(signature, want) || w.ID != trimmed(id) {
				t.Errorf("accepted %q of %v", signature, w.Timestamp)
			}
		case helpers.LegacyWebhooks:
			want := "v1=" + hexMAC(webhookSecret, strconv.FormatInt(w.Timestamp.UnixMilli(), 10)+"."+webhookBody)
			if !strings.Contains(legacy, want) || len(header) != 1 {
				t.Errorf("accepted %q of %v beside %q", legacy, w.Timestamp, header)
			}
		default:
			t.Errorf("signed by %v", w.Scheme)
		}
		if w.Timestamp.Sub(webhookTime).Abs() > 5*time.Minute+time.Second {
			t.Errorf("accepted a webhook of %v", w.Timestamp)
		}
	})
}

func wantKnownError(t *testing.T, err error) {
	t.Helper()
	for _, known := range []error{helpers.ErrWebhookUnsigned, helpers.ErrWebhookMalformed, helpers.ErrWebhookStale, helpers.ErrWebhookSignature} {
		if errors.Is(err, known) {
			return
		}
	}
	t.Fatalf("an error of its own: %v", err)
}
