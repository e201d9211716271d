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

// edit removes bytes from text at an index and inserts others there.
func edit(text string, at, removed uint16, added string) string {
	start := min(int(at), len(text))
	return text[:start] + added + text[min(start+int(removed), len(text)):]
}

// Parts of a webhook that FuzzVerifyWebhook_Edited changes.
const (
	editBody = iota
	editID
	editTimestamp
	editSignature
	editLegacy
	editable
)

// FuzzVerifyWebhook_Edited edits one part of a correctly signed webhook: the body, the id, the timestamp or the
// signature. VerifyWebhook must refuse it, except for edits that the schemes allow: spaces and tabs around the value of
// a header, further entries in webhook-signature and further parts in x-ik-signature.
func FuzzVerifyWebhook_Edited(f *testing.F) {
	for _, test := range []struct {
		at, removed uint16
		added       string
	}{
		{0, 1, ""},
		{0, 0, " "},
		{3, 1, "\x00"},
		{0, 0, "0"},
		{0, 0, "+"},
		{60, 1, "A"},
		{200, 0, "v1,x "},
		{9, 0, "v1=0,"},
		{1, 0, ",t=1"},
		{200, 0, ",x"},
	} {
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

		standard := http.Header{
			"Webhook-Id": {changed[editID]}, "Webhook-Timestamp": {changed[editTimestamp]},
			"Webhook-Signature": {changed[editSignature]},
		}
		same := changed[editBody] == webhookBody && trimmed(changed[editID]) == id &&
			trimmed(changed[editTimestamp]) == timestamp
		checkVerified(t, standard, changed[editBody], same && hasEntry(changed[editSignature], entry))

		same = changed[editBody] == webhookBody && firstPart(changed[editLegacy], "t=") == timestamp+"123"
		old := http.Header{"x-ik-signature": {changed[editLegacy]}}
		same = same && "t="+timestamp+"123,v1="+firstPart(changed[editLegacy], "v1=") == legacy
		checkVerified(t, old, changed[editBody], same)
	})
}

func trimmed(value string) string { return strings.Trim(value, " \t") }

// hasEntry reports whether the value of a webhook-signature header has an entry.
func hasEntry(value, entry string) bool {
	return strings.Contains(" "+trimmed(value)+" ", " "+entry+" ")
}

// firstPart returns the value of the first part of an x-ik-signature header with a name. The name includes the equals
// sign; a part without one has an empty value.
func firstPart(value, name string) string {
	for _, part := range strings.Split(trimmed(value), ",") {
		if rest, ok := strings.CutPrefix(part, name); ok || part+"=" == name {
			return rest
		}
	}
	return ""
}

// checkVerified checks whether a webhook is accepted.
func checkVerified(t *testing.T, header http.Header, body string, want bool) {
	t.Helper()
	_, err := helpers.VerifyWebhook(header, []byte(body), verifyOptions())
	if (err == nil) != want {
		t.Errorf("verified %q, %q: %v, want success: %t", header, body, err, want)
	}
}

// FuzzVerifyWebhook_Headers verifies arbitrary headers. A request must be accepted only if the id and the timestamp
// that were read from it are signed, and in the older scheme only if it has no header of the newer one.
func FuzzVerifyWebhook_Headers(f *testing.F) {
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
		w, err := helpers.VerifyWebhook(header, []byte(webhookBody), verifyOptions())
		if err != nil {
			checkKnownError(t, err)
			return
		}
		if w.Scheme == helpers.LegacyWebhooks {
			checkSigned(t, w, legacy, len(header) == 1)
			return
		}
		checkSigned(t, w, signature, w.Scheme == helpers.StandardWebhooks && w.ID == trimmed(id))
	})
}

// checkSigned checks that the text of an accepted header contains the right signature of the id and the timestamp that
// were read from the request. ok holds the other conditions.
func checkSigned(t *testing.T, w helpers.WebhookSignature, text string, ok bool) {
	t.Helper()
	want := "v1," + base64MAC(webhookSecret, w.ID+"."+strconv.FormatInt(w.Timestamp.Unix(), 10)+"."+webhookBody)
	if w.Scheme == helpers.LegacyWebhooks {
		want = "v1=" + hexMAC(webhookSecret, strconv.FormatInt(w.Timestamp.UnixMilli(), 10)+"."+webhookBody)
	}
	if !strings.Contains(text, want) || !ok || w.Timestamp.Sub(webhookTime).Abs() > 5*time.Minute+time.Second {
		t.Errorf("accepted %q of %+v", text, w)
	}
}

// checkKnownError checks that an error is one of the documented ones.
func checkKnownError(t *testing.T, err error) {
	t.Helper()
	for _, known := range []error{errUnsigned, errMalformed, errStale, errSignature} {
		if errors.Is(err, known) {
			return
		}
	}
	t.Fatalf("undocumented error: %v", err)
}
