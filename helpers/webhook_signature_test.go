package helpers_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/helpers"
)

// Short names for tables.
var (
	errUnsigned  = helpers.ErrWebhookUnsigned
	errMalformed = helpers.ErrWebhookMalformed
	errStale     = helpers.ErrWebhookStale
	errSignature = helpers.ErrWebhookSignature
)

func TestVerifyWebhook_Standard(t *testing.T) {
	t.Parallel()
	const now = "1700000000"
	right := "v1," + base64MAC(webhookSecret, "msg_1."+now+"."+webhookBody)
	wrong := "v1," + base64MAC("another", "msg_1."+now+"."+webhookBody)
	at := func(timestamp string) http.Header {
		return standardHeader("msg_1", timestamp, "v1,"+base64MAC(webhookSecret, "msg_1."+timestamp+"."+webhookBody))
	}
	legacy := legacyHeader("t=1,v1=" + hexMAC(webhookSecret, "1."+webhookBody))
	signedBy := func(secret string) string { return base64MAC(secret, "msg_1."+now+"."+webhookBody) }
	lines := func(id, timestamp, signature []string) http.Header {
		return http.Header{"Webhook-Id": id, "Webhook-Timestamp": timestamp, "Webhook-Signature": signature}
	}
	const decodedSecret = "public-sample-secret"
	one, inHex := []string{"msg_1"}, hexMAC(webhookSecret, "msg_1."+now+"."+webhookBody)
	inAnyCase := http.Header{"webhook-id": one, "WEBHOOK-TIMESTAMP": {now}, "Webhook-signature": {right}}
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
		"several lines":                    {lines(one, []string{now}, []string{wrong, right}), nil},
		"names in any case":                {inAnyCase, nil},
		"the same id twice":                {lines([]string{"msg_1", "msg_1"}, []string{now}, []string{right}), nil},
		"spaces around each header":        {standardHeader(" msg_1\t", " "+now+" ", "\t"+right+" "), nil},
		"five minutes old":                 {at("1699999700"), nil},
		"five minutes ahead":               {at("1700000300"), nil},
		"nothing":                          {http.Header{}, errUnsigned},
		"no header at all":                 {nil, errUnsigned},
		"no id":                            {standardHeader("", now, right), errUnsigned},
		"no time":                          {standardHeader("msg_1", "", right), errUnsigned},
		"no signature":                     {standardHeader("msg_1", now, ""), errUnsigned},
		"only the other scheme":            {legacy, errUnsigned},
		"two ids":                          {lines([]string{"1", "2"}, []string{now}, []string{right}), errMalformed},
		"two times":                        {lines(one, []string{now, "1"}, []string{right}), errMalformed},
		"an empty id and another":          {lines([]string{"", "1"}, []string{now}, []string{right}), errMalformed},
		"the latest time":                  {at("8640000000000"), errStale},
		"a second after the latest time":   {at("8640000000001"), errMalformed},
		"a word for a time":                {at("soon"), errMalformed},
		"a time with a fraction":           {at("1700000000.5"), errMalformed},
		"a time with an exponent":          {at("17e8"), errMalformed},
		"a time with more behind it":       {at(now + "x"), errMalformed},
		"a negative time":                  {at("-1"), errMalformed},
		"a plus sign":                      {standardHeader("msg_1", "+"+now, right), errMalformed},
		"a plus sign, signed":              {at("+" + now), errMalformed},
		"a zero in front":                  {standardHeader("msg_1", "0"+now, right), errMalformed},
		"a zero in front, signed":          {at("0" + now), errMalformed},
		"an empty id":                      {lines([]string{""}, []string{now}, []string{right}), errUnsigned},
		"an id of spaces":                  {standardHeader("  ", now, right), errUnsigned},
		"a control character in the id":    {signedID("msg_1\n"), errMalformed},
		"a NUL in the id":                  {signedID("msg\x00_1"), errMalformed},
		"an id that is not ASCII":          {signedID("msg_é"), errMalformed},
		"more behind the signature":        {standardHeader("msg_1", now, right+",x"), errSignature},
		"a time that overflows":            {at("9223372036854775808"), errMalformed},
		"a time that nobody can name":      {at("9223372036854775807"), errMalformed},
		"digits of another script":         {at("１７００００００００"), errMalformed},
		"too old":                          {at("1699999699"), errStale},
		"too new":                          {at("1700000301"), errStale},
		"milliseconds":                     {at("1700000000000"), errStale},
		"the beginning of time":            {at("0"), errStale},
		"another id":                       {standardHeader("msg_2", now, right), errSignature},
		"another time":                     {standardHeader("msg_1", "1700000001", right), errSignature},
		"wrong and too old":                {standardHeader("msg_1", "1", right), errSignature},
		"another secret":                   {standardHeader("msg_1", now, wrong), errSignature},
		"the decoded secret":               {standardHeader("msg_1", now, "v1,"+signedBy(decodedSecret)), errSignature},
		"another version":                  {standardHeader("msg_1", now, "v2"+right[2:]), errSignature},
		"the version in upper case":        {standardHeader("msg_1", now, "V1"+right[2:]), errSignature},
		"no version":                       {standardHeader("msg_1", now, right[3:]), errSignature},
		"no padding":                       {standardHeader("msg_1", now, strings.TrimRight(right, "=")), errSignature},
		"hexadecimal":                      {standardHeader("msg_1", now, "v1,"+inHex), errSignature},
		"an empty signature":               {standardHeader("msg_1", now, "v1,"), errSignature},
		"commas":                           {standardHeader("msg_1", now, ",,,"), errSignature},
		"separated by commas":              {standardHeader("msg_1", now, wrong+","+right), errSignature},
		"an empty secret's":                {standardHeader("msg_1", now, "v1,"+signedBy("")), errSignature},
		"both, the older one wrong":        {both(standardHeader("msg_1", now, right), legacyHeader("t=1,v1=0")), nil},
		"both, the newer one wrong":        {both(standardHeader("msg_1", now, wrong), legacy), errSignature},
		"both, the newer one without time": {both(standardHeader("msg_1", "", right), legacy), errUnsigned},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantSignature(t, helpers.StandardWebhooks, test.header, helpers.StandardWebhooks, "msg_1", test.want)
			if name != "only the other scheme" {
				wantSignature(t, helpers.AnyWebhookScheme, test.header, helpers.StandardWebhooks, "msg_1", test.want)
			}
		})
	}
}

// wantSignature verifies a header in an accepted scheme. The result must be the error or, if that is nil, a signature
// in a scheme with an id.
func wantSignature(
	t *testing.T, accepted helpers.WebhookScheme, header http.Header,
	scheme helpers.WebhookScheme, id string, want error,
) {
	t.Helper()
	o := verifying()
	o.Scheme = accepted
	got, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
	if !errors.Is(err, want) || (got == helpers.WebhookSignature{}) != (want != nil) {
		t.Errorf("%v: got %v, %v, want %v", accepted, got, err, want)
	}
	if err == nil && (got.ID != id || got.Scheme != scheme) {
		t.Errorf("got %q by %v", got.ID, got.Scheme)
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
	inBase64 := base64MAC(webhookSecret, at+"."+webhookBody)
	wrong, bareSecret := strings.Repeat("0", 64), strings.TrimPrefix(webhookSecret, "whsec_")
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
		"a millisecond older":              {signed("1699999700122"), errStale},
		"a millisecond further ahead":      {signed("1700000300124"), errStale},
		"of 1970":                          {signed("0"), errStale},
		"seconds that are signed":          {signed("1700000000"), errStale},
		"far ahead":                        {signed("8640000000000000"), errStale},
		"wrong and too old":                {"t=1,v1=" + right, errSignature},
		"spaces around the time":           {"t= " + at + " ,v1=" + right, errMalformed},
		"a plus sign":                      {"t=+" + at + ",v1=" + right, errMalformed},
		"a zero in front":                  {"t=0" + at + ",v1=" + right, errMalformed},
		"a zero in front, signed":          {signed("0" + at), errMalformed},
		"digits of another script":         {"t=１７０００００００0123,v1=" + right, errMalformed},
		"an exponent":                      {"t=17e11,v1=" + right, errMalformed},
		"nothing":                          {"", errUnsigned},
		"no time":                          {"v1=" + right, errMalformed},
		"no signature":                     {"t=" + at, errMalformed},
		"a time without a value":           {"t,v1=" + right, errMalformed},
		"a signature without a value":      {"t=" + at + ",v1", errMalformed},
		"an empty time":                    {"t=,v1=" + right, errMalformed},
		"a word for a time":                {signed("now"), errMalformed},
		"a time with a fraction":           {"t=" + at + ".0,v1=" + right, errMalformed},
		"a negative time":                  {signed("-1"), errMalformed},
		"a time that overflows":            {signed("99999999999999999999"), errMalformed},
		"a time that nobody can name":      {signed("8640000000000001"), errMalformed},
		"names in upper case":              {"T=" + at + ",V1=" + right, errMalformed},
		"a space before the name":          {"t=" + at + ", v1=" + right, errMalformed},
		"separated by semicolons":          {"t=" + at + ";v1=" + right, errMalformed},
		"quoted":                           {`"t=` + at + ",v1=" + right + `"`, errMalformed},
		"separators only":                  {",=,=,", errMalformed},
		"upper-case digits":                {"t=" + at + ",v1=" + strings.ToUpper(right), errSignature},
		"the second v1 does not count":     {"t=" + at + ",v1=" + wrong + ",v1=" + right, errSignature},
		"the second t does not count":      {"t=1,t=" + at + ",v1=" + right, errSignature},
		"an empty signature":               {"t=" + at + ",v1=", errSignature},
		"a digit short":                    {"t=" + at + ",v1=" + right[:63], errSignature},
		"a digit more":                     {"t=" + at + ",v1=" + right + "0", errSignature},
		"base64":                           {"t=" + at + ",v1=" + inBase64, errSignature},
		"another time":                     {"t=1,v1=" + right, errSignature},
		"a time in seconds":                {"t=1700000000,v1=" + right, errSignature},
		"an empty secret's":                {"t=" + at + ",v1=" + hexMAC("", at+"."+webhookBody), errSignature},
		"the secret's without its prefix":  {"t=" + at + ",v1=" + hexMAC(bareSecret, at+"."+webhookBody), errSignature},
		"a very long header without sense": {strings.Repeat("v1=,t=", 1<<16), errMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, accepted := range []helpers.WebhookScheme{helpers.LegacyWebhooks, helpers.AnyWebhookScheme} {
				wantSignature(t, accepted, legacyHeader(test.header), helpers.LegacyWebhooks, "", test.want)
			}
		})
	}
}

func TestVerifyWebhook_RefusesLegacy(t *testing.T) {
	t.Parallel()
	o := verifying()
	o.Scheme = helpers.StandardWebhooks
	header := legacyHeader("t=1,v1=" + hexMAC(webhookSecret, "1."+webhookBody))
	if _, err := helpers.VerifyWebhook(header, []byte(webhookBody), o); !errors.Is(err, errUnsigned) {
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
		"the older scheme's own, just not":   {helpers.LegacyWebhooks, time.Minute, -time.Minute - 1e6, true},
		"the older scheme's, ahead, just so": {helpers.LegacyWebhooks, time.Minute, time.Minute, false},
		"the older scheme's, ahead":          {helpers.LegacyWebhooks, time.Minute, time.Minute + 1e6, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := webhookTime.Truncate(time.Second)
			header := signed(t, webhookBody, helpers.SignWebhookOptions{
				Secret: webhookSecret, Scheme: test.scheme, ID: "msg_1", Time: at.Add(test.signed),
			})
			o := helpers.WebhookOptions{
				Secrets: []string{webhookSecret}, Tolerance: test.tolerance,
				Now: func() time.Time { return at.Add(999 * time.Microsecond) },
			}
			_, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
			if stale := errors.Is(err, errStale); stale != test.stale || !stale && err != nil {
				t.Errorf("got %v, want stale: %t", err, test.stale)
			}
		})
	}
}
