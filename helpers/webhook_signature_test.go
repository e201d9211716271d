package helpers_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/helpers"
)

func TestVerifyWebhook_Standard(t *testing.T) {
	t.Parallel()
	const now = "1700000000"
	right := "v1," + base64MAC(webhookSecret, "msg_1."+now+"."+webhookBody)
	wrong := "v1," + base64MAC("another", "msg_1."+now+"."+webhookBody)
	at := func(timestamp string) http.Header {
		return standardHeader("msg_1", timestamp, "v1,"+base64MAC(webhookSecret, "msg_1."+timestamp+"."+webhookBody))
	}
	signedID := func(id string) http.Header {
		return standardHeader(id, now, "v1,"+base64MAC(webhookSecret, id+"."+now+"."+webhookBody))
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
		"spaces around each header":        {standardHeader(" msg_1\t", " "+now+" ", "\t"+right+" "), nil},
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
		"a plus sign":                      {standardHeader("msg_1", "+"+now, right), helpers.ErrWebhookMalformed},
		"a plus sign, signed":              {at("+" + now), helpers.ErrWebhookMalformed},
		"a zero in front":                  {standardHeader("msg_1", "0"+now, right), helpers.ErrWebhookMalformed},
		"a zero in front, signed":          {at("0" + now), helpers.ErrWebhookMalformed},
		"an empty id":                      {http.Header{"Webhook-Id": {""}, "Webhook-Timestamp": {now}, "Webhook-Signature": {right}}, helpers.ErrWebhookUnsigned},
		"an id of spaces":                  {standardHeader("  ", now, right), helpers.ErrWebhookUnsigned},
		"a control character in the id":    {signedID("msg_1\n"), helpers.ErrWebhookMalformed},
		"a NUL in the id":                  {signedID("msg\x00_1"), helpers.ErrWebhookMalformed},
		"an id that is not ASCII":          {signedID("msg_é"), helpers.ErrWebhookMalformed},
		"more behind the signature":        {standardHeader("msg_1", now, right+",x"), helpers.ErrWebhookSignature},
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
				if !errors.Is(err, test.want) || (got == helpers.WebhookSignature{}) != (test.want != nil) {
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

func TestVerifyWebhook_Legacy(t *testing.T) {
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
		"spaces around all of it":          {"  t=" + at + ",v1=" + right + "\t", nil},
		"five minutes old":                 {signed("1699999700123"), nil},
		"five minutes ahead":               {signed("1700000300123"), nil},
		"a millisecond older":              {signed("1699999700122"), helpers.ErrWebhookStale},
		"a millisecond further ahead":      {signed("1700000300124"), helpers.ErrWebhookStale},
		"of 1970":                          {signed("0"), helpers.ErrWebhookStale},
		"seconds that are signed":          {signed("1700000000"), helpers.ErrWebhookStale},
		"far ahead":                        {signed("8640000000000000"), helpers.ErrWebhookStale},
		"wrong and too old":                {"t=1,v1=" + right, helpers.ErrWebhookSignature},
		"spaces around the time":           {"t= " + at + " ,v1=" + right, helpers.ErrWebhookMalformed},
		"a plus sign":                      {"t=+" + at + ",v1=" + right, helpers.ErrWebhookMalformed},
		"a zero in front":                  {"t=0" + at + ",v1=" + right, helpers.ErrWebhookMalformed},
		"a zero in front, signed":          {signed("0" + at), helpers.ErrWebhookMalformed},
		"digits of another script":         {"t=１７０００００００0123,v1=" + right, helpers.ErrWebhookMalformed},
		"an exponent":                      {"t=17e11,v1=" + right, helpers.ErrWebhookMalformed},
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
				if !errors.Is(err, test.want) || (got == helpers.WebhookSignature{}) != (test.want != nil) {
					t.Errorf("%v: got %v, %v, want %v", scheme, got, err, test.want)
				}
				if err == nil && (got.ID != "" || got.Scheme != helpers.LegacyWebhooks) {
					t.Errorf("got %q by %v", got.ID, got.Scheme)
				}
			}
		})
	}
}

func TestVerifyWebhook_RefusesLegacy(t *testing.T) {
	t.Parallel()
	o := verifying()
	o.Scheme = helpers.StandardWebhooks
	header := legacyHeader("t=1,v1=" + hexMAC(webhookSecret, "1."+webhookBody))
	if _, err := helpers.VerifyWebhook(header, []byte(webhookBody), o); !errors.Is(err, helpers.ErrWebhookUnsigned) {
		t.Errorf("got %v", err)
	}
}

func TestVerifyWebhook_Tolerance(t *testing.T) {
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
		"the default":                        {helpers.StandardWebhooks, 0, -5 * time.Minute, false},
		"the default, just not":              {helpers.StandardWebhooks, 0, -5*time.Minute - time.Second, true},
		"the older scheme's default":         {helpers.LegacyWebhooks, 0, -5 * time.Minute, false},
		"the older scheme's default, ahead":  {helpers.LegacyWebhooks, 0, 5*time.Minute + time.Millisecond, true},
		"the older scheme's, just not":       {helpers.LegacyWebhooks, 0, -5*time.Minute - time.Millisecond, true},
		"the older scheme's, none":           {helpers.LegacyWebhooks, -1, -50 * 365 * 24 * time.Hour, false},
		"the older scheme's own, just so":    {helpers.LegacyWebhooks, time.Minute, -time.Minute, false},
		"the older scheme's own, just not":   {helpers.LegacyWebhooks, time.Minute, -time.Minute - time.Millisecond, true},
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
