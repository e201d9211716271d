package helpers_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/gen"
	"github.com/openimagekit/imagekit/helpers"
)

const (
	webhookSecret = "whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ="
	webhookBody   = `{"type":"file.created","id":"evt_1","created_at":"2023-11-14T22:13:20.000Z","data":{"fileId":"f1","name":"naïve ☃"}}`
)

var webhookTime = time.UnixMilli(1_700_000_000_123)

func atWebhookTime() time.Time { return webhookTime }

// verifying returns options with which signedWebhook verifies.
func verifying() helpers.WebhookOptions {
	return helpers.WebhookOptions{Secrets: []string{webhookSecret}, Now: atWebhookTime}
}

// hexMAC and base64MAC are signatures made without the code under test.
// signed returns the header of a webhook with a body.
func signed(t testing.TB, body string, signing helpers.WebhookSigning) http.Header {
	t.Helper()
	header, err := helpers.SignWebhook([]byte(body), signing)
	if err != nil {
		t.Fatal(err)
	}
	return header
}

func hexMAC(secret, text string) string { return hex.EncodeToString(bareMAC(secret, text)) }

func base64MAC(secret, text string) string {
	return base64.StdEncoding.EncodeToString(bareMAC(secret, text))
}

func bareMAC(secret, text string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func standardHeader(id, timestamp, signature string) http.Header {
	header := http.Header{}
	for name, value := range map[string]string{"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature} {
		if value != "" {
			header.Set(name, value)
		}
	}
	return header
}

func legacyHeader(value string) http.Header { return http.Header{"X-Ik-Signature": {value}} }

func TestVerifyStandardWebhooks(t *testing.T) {
	t.Parallel()
	const now = "1700000000"
	right := "v1," + base64MAC(webhookSecret, "msg_1."+now+"."+webhookBody)
	wrong := "v1," + base64MAC("another", "msg_1."+now+"."+webhookBody)
	at := func(timestamp string) http.Header {
		return standardHeader("msg_1", timestamp, "v1,"+base64MAC(webhookSecret, "msg_1."+timestamp+"."+webhookBody))
	}
	for name, test := range map[string]struct {
		header http.Header
		want   error
	}{
		"right":                            {standardHeader("msg_1", now, right), nil},
		"the last of several":              {standardHeader("msg_1", now, wrong+" v2,x v1a,"+right+" "+right), nil},
		"the first of several":             {standardHeader("msg_1", now, right+" "+wrong), nil},
		"several spaces":                   {standardHeader("msg_1", now, "  "+wrong+"   "+right+" "), nil},
		"several lines":                    {http.Header{"Webhook-Id": {"msg_1"}, "Webhook-Timestamp": {now}, "Webhook-Signature": {wrong, right}}, nil},
		"names in any case":                {http.Header{"webhook-id": {"msg_1"}, "WEBHOOK-TIMESTAMP": {now}, "Webhook-signature": {right}}, nil},
		"the same id twice":                {http.Header{"Webhook-Id": {"msg_1", "msg_1"}, "Webhook-Timestamp": {now}, "Webhook-Signature": {right}}, nil},
		"spaces around the time":           {standardHeader("msg_1", " "+now+" ", right), nil},
		"five minutes old":                 {at("1699999700"), nil},
		"five minutes ahead":               {at("1700000300"), nil},
		"nothing":                          {http.Header{}, helpers.ErrWebhookUnsigned},
		"no header at all":                 {nil, helpers.ErrWebhookUnsigned},
		"no id":                            {standardHeader("", now, right), helpers.ErrWebhookUnsigned},
		"no time":                          {standardHeader("msg_1", "", right), helpers.ErrWebhookUnsigned},
		"no signature":                     {standardHeader("msg_1", now, ""), helpers.ErrWebhookUnsigned},
		"only the other scheme":            {legacyHeader("t=1,v1=" + hexMAC(webhookSecret, "1."+webhookBody)), helpers.ErrWebhookUnsigned},
		"two ids":                          {http.Header{"Webhook-Id": {"msg_1", "msg_2"}, "Webhook-Timestamp": {now}, "Webhook-Signature": {right}}, helpers.ErrWebhookMalformed},
		"two times":                        {http.Header{"Webhook-Id": {"msg_1"}, "Webhook-Timestamp": {now, "1"}, "Webhook-Signature": {right}}, helpers.ErrWebhookMalformed},
		"a word for a time":                {at("soon"), helpers.ErrWebhookMalformed},
		"a time with a fraction":           {at("1700000000.5"), helpers.ErrWebhookMalformed},
		"a time with an exponent":          {at("17e8"), helpers.ErrWebhookMalformed},
		"a time with more behind it":       {at(now + "x"), helpers.ErrWebhookMalformed},
		"a negative time":                  {at("-1"), helpers.ErrWebhookMalformed},
		"a time that overflows":            {at("9223372036854775808"), helpers.ErrWebhookMalformed},
		"a time that nobody can name":      {at("9223372036854775807"), helpers.ErrWebhookMalformed},
		"digits of another script":         {at("１７００００００００"), helpers.ErrWebhookMalformed},
		"too old":                          {at("1699999699"), helpers.ErrWebhookStale},
		"too new":                          {at("1700000301"), helpers.ErrWebhookStale},
		"milliseconds":                     {at("1700000000000"), helpers.ErrWebhookStale},
		"the beginning of time":            {at("0"), helpers.ErrWebhookStale},
		"another id":                       {standardHeader("msg_2", now, right), helpers.ErrWebhookSignature},
		"another time":                     {standardHeader("msg_1", "1700000001", right), helpers.ErrWebhookSignature},
		"wrong and too old":                {standardHeader("msg_1", "1", right), helpers.ErrWebhookSignature},
		"another secret":                   {standardHeader("msg_1", now, wrong), helpers.ErrWebhookSignature},
		"the decoded secret":               {standardHeader("msg_1", now, "v1,"+base64MAC("public-sample-secret", "msg_1."+now+"."+webhookBody)), helpers.ErrWebhookSignature},
		"another version":                  {standardHeader("msg_1", now, "v2"+right[2:]), helpers.ErrWebhookSignature},
		"the version in upper case":        {standardHeader("msg_1", now, "V1"+right[2:]), helpers.ErrWebhookSignature},
		"no version":                       {standardHeader("msg_1", now, right[3:]), helpers.ErrWebhookSignature},
		"no padding":                       {standardHeader("msg_1", now, strings.TrimRight(right, "=")), helpers.ErrWebhookSignature},
		"hexadecimal":                      {standardHeader("msg_1", now, "v1,"+hexMAC(webhookSecret, "msg_1."+now+"."+webhookBody)), helpers.ErrWebhookSignature},
		"an empty signature":               {standardHeader("msg_1", now, "v1,"), helpers.ErrWebhookSignature},
		"commas":                           {standardHeader("msg_1", now, ",,,"), helpers.ErrWebhookSignature},
		"separated by commas":              {standardHeader("msg_1", now, wrong+","+right), helpers.ErrWebhookSignature},
		"an empty secret's":                {standardHeader("msg_1", now, "v1,"+base64MAC("", "msg_1."+now+"."+webhookBody)), helpers.ErrWebhookSignature},
		"both, the older one wrong":        {both(standardHeader("msg_1", now, right), legacyHeader("t=1,v1=0")), nil},
		"both, the newer one wrong":        {both(standardHeader("msg_1", now, wrong), legacyHeader("t=1,v1="+hexMAC(webhookSecret, "1."+webhookBody))), helpers.ErrWebhookSignature},
		"both, the newer one without time": {both(standardHeader("msg_1", "", right), legacyHeader("t=1,v1="+hexMAC(webhookSecret, "1."+webhookBody))), helpers.ErrWebhookUnsigned},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, scheme := range []helpers.WebhookScheme{helpers.StandardWebhooks, helpers.AnyWebhookScheme} {
				if name == "only the other scheme" && scheme == helpers.AnyWebhookScheme {
					continue
				}
				o := verifying()
				o.Scheme = scheme
				got, err := helpers.VerifyWebhook(test.header, []byte(webhookBody), o)
				if !errors.Is(err, test.want) || (got == nil) != (test.want != nil) {
					t.Errorf("%v: got %v, %v, want %v", scheme, got, err, test.want)
				}
				if err == nil && (got.ID != "msg_1" || got.Scheme != helpers.StandardWebhooks) {
					t.Errorf("got %q by %v", got.ID, got.Scheme)
				}
			}
		})
	}
}

func both(headers ...http.Header) http.Header {
	all := http.Header{}
	for _, header := range headers {
		for name, values := range header {
			all[name] = values
		}
	}
	return all
}

func TestVerifyLegacyWebhooks(t *testing.T) {
	t.Parallel()
	const at = "1700000000123"
	right := hexMAC(webhookSecret, at+"."+webhookBody)
	wrong := strings.Repeat("0", 64)
	signed := func(timestamp string) string {
		return "t=" + timestamp + ",v1=" + hexMAC(webhookSecret, timestamp+"."+webhookBody)
	}
	for name, test := range map[string]struct {
		header string
		want   error
	}{
		"right":                            {"t=" + at + ",v1=" + right, nil},
		"the other way round":              {"v1=" + right + ",t=" + at, nil},
		"other parts":                      {"v0=" + wrong + ",t=" + at + ",x,v1=" + right + ",v2=y,", nil},
		"the first v1 counts":              {"t=" + at + ",v1=" + right + ",v1=" + wrong, nil},
		"the first t counts":               {"t=" + at + ",t=1,v1=" + right, nil},
		"spaces around the time":           {"t= " + at + " ,v1=" + right, nil},
		"of 1970":                          {signed("0"), nil},
		"far ahead":                        {signed("8640000000000000"), nil},
		"nothing":                          {"", helpers.ErrWebhookUnsigned},
		"no time":                          {"v1=" + right, helpers.ErrWebhookMalformed},
		"no signature":                     {"t=" + at, helpers.ErrWebhookMalformed},
		"a time without a value":           {"t,v1=" + right, helpers.ErrWebhookMalformed},
		"a signature without a value":      {"t=" + at + ",v1", helpers.ErrWebhookMalformed},
		"an empty time":                    {"t=,v1=" + right, helpers.ErrWebhookMalformed},
		"a word for a time":                {signed("now"), helpers.ErrWebhookMalformed},
		"a time with a fraction":           {"t=" + at + ".0,v1=" + right, helpers.ErrWebhookMalformed},
		"a negative time":                  {signed("-1"), helpers.ErrWebhookMalformed},
		"a time that overflows":            {signed("99999999999999999999"), helpers.ErrWebhookMalformed},
		"a time that nobody can name":      {signed("8640000000000001"), helpers.ErrWebhookMalformed},
		"names in upper case":              {"T=" + at + ",V1=" + right, helpers.ErrWebhookMalformed},
		"a space before the name":          {"t=" + at + ", v1=" + right, helpers.ErrWebhookMalformed},
		"separated by semicolons":          {"t=" + at + ";v1=" + right, helpers.ErrWebhookMalformed},
		"quoted":                           {`"t=` + at + ",v1=" + right + `"`, helpers.ErrWebhookMalformed},
		"separators only":                  {",=,=,", helpers.ErrWebhookMalformed},
		"upper-case digits":                {"t=" + at + ",v1=" + strings.ToUpper(right), helpers.ErrWebhookSignature},
		"the second v1 does not count":     {"t=" + at + ",v1=" + wrong + ",v1=" + right, helpers.ErrWebhookSignature},
		"the second t does not count":      {"t=1,t=" + at + ",v1=" + right, helpers.ErrWebhookSignature},
		"an empty signature":               {"t=" + at + ",v1=", helpers.ErrWebhookSignature},
		"a digit short":                    {"t=" + at + ",v1=" + right[:63], helpers.ErrWebhookSignature},
		"a digit more":                     {"t=" + at + ",v1=" + right + "0", helpers.ErrWebhookSignature},
		"base64":                           {"t=" + at + ",v1=" + base64MAC(webhookSecret, at+"."+webhookBody), helpers.ErrWebhookSignature},
		"another time":                     {"t=1,v1=" + right, helpers.ErrWebhookSignature},
		"a time in seconds":                {"t=1700000000,v1=" + right, helpers.ErrWebhookSignature},
		"an empty secret's":                {"t=" + at + ",v1=" + hexMAC("", at+"."+webhookBody), helpers.ErrWebhookSignature},
		"the secret's without its prefix":  {"t=" + at + ",v1=" + hexMAC(strings.TrimPrefix(webhookSecret, "whsec_"), at+"."+webhookBody), helpers.ErrWebhookSignature},
		"a very long header without sense": {strings.Repeat("v1=,t=", 1<<16), helpers.ErrWebhookMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, scheme := range []helpers.WebhookScheme{helpers.LegacyWebhooks, helpers.AnyWebhookScheme} {
				o := verifying()
				o.Scheme = scheme
				got, err := helpers.VerifyWebhook(legacyHeader(test.header), []byte(webhookBody), o)
				if !errors.Is(err, test.want) || (got == nil) != (test.want != nil) {
					t.Errorf("%v: got %v, %v, want %v", scheme, got, err, test.want)
				}
				if err == nil && (got.ID != "evt_1" || got.Scheme != helpers.LegacyWebhooks) {
					t.Errorf("got %q by %v", got.ID, got.Scheme)
				}
			}
		})
	}
}

func TestLegacyWebhooksCanBeRefused(t *testing.T) {
	t.Parallel()
	o := verifying()
	o.Scheme = helpers.StandardWebhooks
	header := legacyHeader("t=1,v1=" + hexMAC(webhookSecret, "1."+webhookBody))
	if _, err := helpers.VerifyWebhook(header, []byte(webhookBody), o); !errors.Is(err, helpers.ErrWebhookUnsigned) {
		t.Errorf("got %v", err)
	}
}

func TestWebhookTolerance(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		scheme    helpers.WebhookScheme
		tolerance time.Duration
		signed    time.Duration // from now
		stale     bool
	}{
		"a longer one, just so":              {helpers.StandardWebhooks, time.Hour, -time.Hour, false},
		"a longer one, just not":             {helpers.StandardWebhooks, time.Hour, -time.Hour - time.Second, true},
		"a shorter one, ahead":               {helpers.StandardWebhooks, time.Second, 2 * time.Second, true},
		"none":                               {helpers.StandardWebhooks, -1, -time.Hour, false},
		"none, long ago":                     {helpers.StandardWebhooks, -1, -50 * 365 * 24 * time.Hour, false},
		"the older scheme's own":             {helpers.LegacyWebhooks, 0, -time.Hour, false},
		"the older scheme's, just so":        {helpers.LegacyWebhooks, time.Minute, -time.Minute, false},
		"the older scheme's, just not":       {helpers.LegacyWebhooks, time.Minute, -time.Minute - time.Millisecond, true},
		"the older scheme's, ahead, just so": {helpers.LegacyWebhooks, time.Minute, time.Minute, false},
		"the older scheme's, ahead":          {helpers.LegacyWebhooks, time.Minute, time.Minute + time.Millisecond, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := webhookTime.Truncate(time.Second)
			header := signed(t, webhookBody, helpers.WebhookSigning{
				Secret: webhookSecret, Scheme: test.scheme, ID: "msg_1", Time: at.Add(test.signed),
			})
			o := helpers.WebhookOptions{
				Secrets: []string{webhookSecret}, Tolerance: test.tolerance,
				Now: func() time.Time { return at.Add(999 * time.Microsecond) },
			}
			_, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
			if stale := errors.Is(err, helpers.ErrWebhookStale); stale != test.stale || !stale && err != nil {
				t.Errorf("got %v, want stale: %t", err, test.stale)
			}
		})
	}
}

func TestWebhookSecretsCanBeRotated(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.StandardWebhooks, helpers.LegacyWebhooks} {
		for name, test := range map[string]struct {
			signedBy string
			secrets  []string
			want     error
		}{
			"the new one":           {"new", []string{"new", "old"}, nil},
			"the old one":           {"old", []string{"new", "old"}, nil},
			"the old one, gone":     {"old", []string{"new"}, helpers.ErrWebhookSignature},
			"the old one, now none": {"old", []string{"new", ""}, helpers.ErrWebhookSignature},
			"one after an empty":    {"new", []string{"", "new"}, nil},
			"empty ones only":       {"new", []string{"", ""}, helpers.ErrWebhookSecretMissing},
			"none":                  {"new", nil, helpers.ErrWebhookSecretMissing},
			"not both together":     {"newold", []string{"new", "old"}, helpers.ErrWebhookSignature},
			"no text but ASCII":     {"né☃", []string{"né☃"}, nil},
		} {
			t.Run(fmt.Sprint(name, " by ", scheme), func(t *testing.T) {
				t.Parallel()
				signing := helpers.WebhookSigning{Secret: test.signedBy, Scheme: scheme, ID: "msg_1", Time: webhookTime}
				header := signed(t, webhookBody, signing)
				o := verifying()
				o.Secrets = test.secrets
				if _, err := helpers.VerifyWebhook(header, []byte(webhookBody), o); !errors.Is(err, test.want) {
					t.Errorf("got %v, want %v", err, test.want)
				}
			})
		}
	}
}

func TestWebhookOptionsThatCannotBe(t *testing.T) {
	t.Parallel()
	o := verifying()
	o.Scheme = 3
	if _, err := helpers.VerifyWebhook(http.Header{}, nil, o); !errors.Is(err, helpers.ErrWebhookScheme) || !strings.Contains(err.Error(), "WebhookScheme(3)") {
		t.Errorf("got %v", err)
	}
	signing := helpers.WebhookSigning{Secret: webhookSecret, ID: "msg_1"}
	for name, test := range map[string]struct {
		change func(*helpers.WebhookSigning)
		want   error
	}{
		"no secret":             {func(s *helpers.WebhookSigning) { s.Secret = "" }, helpers.ErrWebhookSecretMissing},
		"no id":                 {func(s *helpers.WebhookSigning) { s.ID = "" }, helpers.ErrWebhookMalformed},
		"a line break":          {func(s *helpers.WebhookSigning) { s.ID = "a\r\nb" }, helpers.ErrWebhookMalformed},
		"an id that is no text": {func(s *helpers.WebhookSigning) { s.ID = "é" }, helpers.ErrWebhookMalformed},
		"a time before 1970":    {func(s *helpers.WebhookSigning) { s.Time = time.Unix(-1, 0) }, helpers.ErrWebhookMalformed},
		"a time too far ahead":  {func(s *helpers.WebhookSigning) { s.Time = time.Unix(1<<40, 0) }, helpers.ErrWebhookMalformed},
		"no such scheme":        {func(s *helpers.WebhookSigning) { s.Scheme = -1 }, helpers.ErrWebhookScheme},
	} {
		changed := signing
		test.change(&changed)
		if header, err := helpers.SignWebhook(nil, changed); !errors.Is(err, test.want) || header != nil {
			t.Errorf("%s: got %v, %v, want %v", name, header, err, test.want)
		}
	}
}

func TestSignWebhookSignsNowByDefault(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.AnyWebhookScheme, helpers.LegacyWebhooks} {
		header := signed(t, webhookBody, helpers.WebhookSigning{Secret: webhookSecret, Scheme: scheme, ID: "msg_1"})
		w, err := helpers.VerifyWebhook(header, []byte(webhookBody), helpers.WebhookOptions{Secrets: []string{webhookSecret}, Tolerance: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		if w.Scheme == helpers.AnyWebhookScheme || time.Since(w.Timestamp) > time.Minute {
			t.Errorf("signed at %v by %v", w.Timestamp, w.Scheme)
		}
	}
}

// verified signs a body in both schemes and returns what the two give if they give the same.
func verified(t *testing.T, body string) (*helpers.Webhook, error) {
	t.Helper()
	var webhooks []*helpers.Webhook
	var problems []error
	for _, scheme := range []helpers.WebhookScheme{helpers.LegacyWebhooks, helpers.StandardWebhooks} {
		header := signed(t, body, helpers.WebhookSigning{Secret: webhookSecret, Scheme: scheme, ID: "msg_1", Time: webhookTime})
		w, err := helpers.VerifyWebhook(header, []byte(body), verifying())
		webhooks, problems = append(webhooks, w), append(problems, err)
	}
	if fmt.Sprint(problems[0]) != fmt.Sprint(problems[1]) {
		t.Fatalf("the schemes differ: %v", problems)
	}
	return webhooks[0], problems[0]
}

func TestAWebhookIsTyped(t *testing.T) {
	t.Parallel()
	w, err := verified(t, webhookBody)
	if err != nil {
		t.Fatal(err)
	}
	event, ok := w.Event.(gen.FileCreatedEvent)
	if !ok || event.Data.Name != "naïve ☃" || event.ID != "evt_1" {
		t.Errorf("the event is %#v", w.Event)
	}
	if w.Type != "file.created" || string(w.Body) != webhookBody || !w.Timestamp.Equal(webhookTime) || w.DecodeError != nil {
		t.Errorf("got %+v", w)
	}
}

func TestWebhooksThatNobodyKnowsAreRaw(t *testing.T) {
	t.Parallel()
	for body, kind := range map[string]string{
		`{"type": "file.archived", "id": "evt_1"}`: "file.archived",
		`{"type": "File.Created"}`:                 "File.Created",
		`{"Type": "file.created"}`:                 "",
		`{"type": 1, "id": 2}`:                     "",
		`{}`:                                       "",
		`null`:                                     "",
		`[{"type": "file.created"}]`:               "",
		`"file.created"`:                           "",
		" {\"type\": \"x\", \"text\": \"\xff\"} ": "x",
	} {
		w, err := verified(t, body)
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if raw, ok := w.Event.(json.RawMessage); !ok || string(raw) != body || w.Type != kind || w.DecodeError != nil {
			t.Errorf("%s: got %+v", body, w)
		}
	}
}

func TestAWebhookThatHasChangedIsRaw(t *testing.T) {
	t.Parallel()
	w, err := verified(t, `{"type":"file.created","id":"evt_1","data":"a file"}`)
	if err != nil {
		t.Fatal(err)
	}
	if _, raw := w.Event.(json.RawMessage); !raw || w.Type != "file.created" || w.DecodeError == nil {
		t.Errorf("got %+v", w)
	}
}

func TestVerifyWebhook_OddFields(t *testing.T) {
	t.Parallel()
	w, err := verified(t, `{"type":"file.created","id":7,"created_at":"","data":{"fileId":"1","size":"big","width":3.0,"tags":["a",1],"customMetadata":[]}}`)
	if err != nil || w.DecodeError != nil {
		t.Fatalf("got %+v, %v", w, err)
	}
	event, ok := w.Event.(gen.FileCreatedEvent)
	if !ok || event.Data.FileID != "1" || event.Data.Size != 0 || event.Data.Width != 3 || !slices.Equal(event.Data.Tags, []string{"a"}) {
		t.Errorf("got %+v", w.Event)
	}
	if want := []string{"/id", "/created_at", "/data/size", "/data/tags/1", "/data/customMetadata"}; !slices.Equal(w.Mismatches, want) {
		t.Errorf("mismatches %q, want %q", w.Mismatches, want)
	}
	if w, err := verified(t, webhookBody); err != nil || len(w.Mismatches) != 0 {
		t.Errorf("got %+v, %v", w, err)
	}
}

func TestVerifyWebhook_Memory(t *testing.T) {
	t.Parallel()
	w, err := verified(t, `{"type":"file.created","data":{"customMetadata":{"a":[`+strings.Repeat("{},", 100_000)+`{}]}}}`)
	if err != nil || w.DecodeError == nil || !strings.Contains(w.DecodeError.Error(), "more than 10000000 bytes of memory") {
		t.Errorf("got %v, %v", w.DecodeError, err)
	}
}

func TestWebhooksWithoutJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", " ", "{", `{"type":"file.created"}{}`, "type=file.created", "\ufeff{}", `{"a":NaN}`} {
		if w, err := verified(t, body); !errors.Is(err, helpers.ErrWebhookMalformed) || w != nil {
			t.Errorf("%q: got %v, %v", body, w, err)
		}
	}
}

func TestAWebhookOfAnotherBody(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.LegacyWebhooks, helpers.StandardWebhooks} {
		header := signed(t, webhookBody, helpers.WebhookSigning{Secret: webhookSecret, Scheme: scheme, ID: "msg_1", Time: webhookTime})
		for _, body := range []string{"", webhookBody + " ", webhookBody[1:], strings.ToUpper(webhookBody), "." + webhookBody, strings.Replace(webhookBody, "ï", "\xff", 1)} {
			if _, err := helpers.VerifyWebhook(header, []byte(body), verifying()); !errors.Is(err, helpers.ErrWebhookSignature) {
				t.Errorf("%v: %q: got %v", scheme, body, err)
			}
		}
	}
}

func TestErrorsOfWebhooksTellNoSecrets(t *testing.T) {
	t.Parallel()
	for _, header := range []http.Header{
		{},
		legacyHeader("t=" + webhookSecret + ",v1=x"), legacyHeader(webhookSecret), standardHeader(webhookSecret, webhookSecret, "v1,"+webhookSecret),
		standardHeader("msg_1", "1", "v1,"+base64MAC(webhookSecret, "msg_1.1."+webhookSecret)),
	} {
		_, err := helpers.VerifyWebhook(header, []byte(webhookSecret), verifying())
		if err == nil || strings.Contains(err.Error(), webhookSecret) {
			t.Errorf("got %v", err)
		}
	}
}

// FuzzWebhookHeaders: a request is accepted if and only if its signature is that of SignWebhook for what was read from it.
func FuzzWebhookHeaders(f *testing.F) {
	right := base64MAC(webhookSecret, "msg_1.1700000000."+webhookBody)
	f.Add("msg_1", "1700000000", "v2,x v1,"+right, "")
	f.Add("", "", "", "t=1700000000123,v1="+hexMAC(webhookSecret, "1700000000123."+webhookBody))
	f.Add("a", "-1", "v1,", "t=,v1=,v1,t")
	f.Add("é\n", "99999999999999999999", "v1,,v1,v1 ", "t= 1 ,v1=0,=")
	f.Fuzz(func(t *testing.T, id, timestamp, signature, legacy string) {
		header := http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {timestamp}, "webhook-signature": {signature}, "X-Ik-Signature": {legacy}}
		o := verifying()
		w, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
		if err != nil {
			for _, known := range []error{helpers.ErrWebhookUnsigned, helpers.ErrWebhookMalformed, helpers.ErrWebhookStale, helpers.ErrWebhookSignature} {
				if errors.Is(err, known) {
					return
				}
			}
			t.Fatalf("an error of its own: %v", err)
		}
		switch w.Scheme {
		case helpers.StandardWebhooks:
			want := "v1," + base64MAC(webhookSecret, id+"."+strconv.FormatInt(w.Timestamp.Unix(), 10)+"."+webhookBody)
			if !strings.Contains(signature, want) || w.ID != id || w.Timestamp.Sub(webhookTime).Abs() > 6*time.Minute {
				t.Errorf("accepted %q of %v", signature, w.Timestamp)
			}
		case helpers.LegacyWebhooks:
			want := "v1=" + hexMAC(webhookSecret, strconv.FormatInt(w.Timestamp.UnixMilli(), 10)+"."+webhookBody)
			if !strings.Contains(legacy, want) || signature != "" {
				t.Errorf("accepted %q of %v", legacy, w.Timestamp)
			}
		default:
			t.Errorf("signed by %v", w.Scheme)
		}
	})
}

// FuzzWebhookEvent: what is rightly signed is accepted if it is JSON, and then it is either typed or raw.
func FuzzWebhookEvent(f *testing.F) {
	for _, seed := range []string{webhookBody, `{"type":"file.created","data":"x"}`, `{"type":"new.event"}`, "", "null", `{"type":1,"id":[]}`, "{\"type\":\"\xff\"}"} {
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
		if isRaw && string(raw) != string(body) || !isRaw && w.DecodeError != nil || w.Event == nil || string(w.Body) != string(body) {
			t.Errorf("got %+v", w)
		}
	})
}

func BenchmarkVerifyWebhook(b *testing.B) {
	for _, scheme := range []helpers.WebhookScheme{helpers.StandardWebhooks, helpers.LegacyWebhooks} {
		b.Run(scheme.String(), func(b *testing.B) {
			header := signed(b, webhookBody, helpers.WebhookSigning{Secret: webhookSecret, Scheme: scheme, ID: "msg_1", Time: webhookTime})
			b.ReportAllocs()
			for b.Loop() {
				if _, err := helpers.VerifyWebhook(header, []byte(webhookBody), verifying()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func ExampleVerifyWebhook() {
	const secret = "whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ="
	body := []byte(`{"type":"file.created","id":"evt_1","created_at":"2023-11-14T22:13:20.000Z","data":{"filePath":"/menu/coffee.jpg"}}`)
	header := http.Header{}
	header.Set("webhook-id", "msg_1")
	header.Set("webhook-timestamp", "1700000000")
	header.Set("webhook-signature", "v1,qDdO5dm2mhTVOWGAWzZgCIggu08bPNHD5HZuPAIy52w=")

	o := helpers.WebhookOptions{
		Secrets: []string{secret, "the one before it"},
		Now:     func() time.Time { return time.Unix(1700000060, 0) }, // a minute later
	}
	webhook, err := helpers.VerifyWebhook(header, body, o)
	if err != nil {
		log.Fatal(err)
	}
	switch event := webhook.Event.(type) {
	case gen.FileCreatedEvent:
		fmt.Println(webhook.ID, "created", event.Data.FilePath)
	default:
		fmt.Println(webhook.ID, "is of no interest:", webhook.Type)
	}

	_, err = helpers.VerifyWebhook(header, append(body, ' '), o)
	fmt.Println(errors.Is(err, helpers.ErrWebhookSignature), err)
	// Output:
	// msg_1 created /menu/coffee.jpg
	// true webhook signature is wrong
}

func ExampleSignWebhook() {
	signing := helpers.WebhookSigning{Secret: "whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ=", ID: "msg_1", Time: time.Unix(1700000000, 0)}
	header, err := helpers.SignWebhook([]byte(`{"type":"file.deleted"}`), signing)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(header.Get("webhook-signature"))

	signing.Scheme = helpers.LegacyWebhooks
	header, err = helpers.SignWebhook([]byte(`{"type":"file.deleted"}`), signing)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(header.Get("x-ik-signature"))
	// Output:
	// v1,wKvuLF66FJ3ryrmvnsGLVqMHmobzwW1HICVB/UeBUZw=
	// t=1700000000000,v1=5fe2b555c99f3b4106076d3a78138b242b88488a247ef1ea7665f99ec4f15c21
}
