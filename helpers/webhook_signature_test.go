package helpers_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/helpers"
)

// Short names for the tables of tests.
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
	standard := standardHeader("msg_1", now, right)
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
		"valid":                            {standardHeader("msg_1", now, right), nil},
		"valid entry last":                 {standardHeader("msg_1", now, wrong+" v2,x v1a,"+right+" "+right), nil},
		"valid entry first":                {standardHeader("msg_1", now, right+" "+wrong), nil},
		"several spaces":                   {standardHeader("msg_1", now, "  "+wrong+"   "+right+" "), nil},
		"several header lines":             {lines(one, []string{now}, []string{wrong, right}), nil},
		"header names in any case":         {inAnyCase, nil},
		"same id twice":                    {lines([]string{"msg_1", "msg_1"}, []string{now}, []string{right}), nil},
		"spaces around each header":        {standardHeader(" msg_1\t", " "+now+" ", "\t"+right+" "), nil},
		"five minutes old":                 {at("1699999700"), nil},
		"five minutes ahead":               {at("1700000300"), nil},
		"no signature header":              {http.Header{}, errUnsigned},
		"nil header":                       {nil, errUnsigned},
		"no id":                            {standardHeader("", now, right), errUnsigned},
		"no time":                          {standardHeader("msg_1", "", right), errUnsigned},
		"no signature":                     {standardHeader("msg_1", now, ""), errUnsigned},
		"older scheme only":                {legacy, errUnsigned},
		"two ids":                          {lines([]string{"1", "2"}, []string{now}, []string{right}), errMalformed},
		"two times":                        {lines(one, []string{now, "1"}, []string{right}), errMalformed},
		"empty id and another":             {lines([]string{"", "1"}, []string{now}, []string{right}), errMalformed},
		"latest time":                      {at("8640000000000"), errStale},
		"second after latest time":         {at("8640000000001"), errMalformed},
		"word as time":                     {at("soon"), errMalformed},
		"time with fraction":               {at("1700000000.5"), errMalformed},
		"time with exponent":               {at("17e8"), errMalformed},
		"text after time":                  {at(now + "x"), errMalformed},
		"negative time":                    {at("-1"), errMalformed},
		"plus sign":                        {standardHeader("msg_1", "+"+now, right), errMalformed},
		"plus sign, signed":                {at("+" + now), errMalformed},
		"leading zero":                     {standardHeader("msg_1", "0"+now, right), errMalformed},
		"leading zero, signed":             {at("0" + now), errMalformed},
		"empty id":                         {lines([]string{""}, []string{now}, []string{right}), errUnsigned},
		"blank id":                         {standardHeader("  ", now, right), errUnsigned},
		"control character in id":          {signedID("msg_1\n"), errMalformed},
		"NUL in id":                        {signedID("msg\x00_1"), errMalformed},
		"id not ASCII":                     {signedID("msg_é"), errMalformed},
		"text after signature":             {standardHeader("msg_1", now, right+",x"), errSignature},
		"time overflows int64":             {at("9223372036854775808"), errMalformed},
		"time after year 275760":           {at("9223372036854775807"), errMalformed},
		"full-width digits":                {at("１７００００００００"), errMalformed},
		"too old":                          {at("1699999699"), errStale},
		"too new":                          {at("1700000301"), errStale},
		"milliseconds":                     {at("1700000000000"), errStale},
		"year 1970":                        {at("0"), errStale},
		"another id":                       {standardHeader("msg_2", now, right), errSignature},
		"another time":                     {standardHeader("msg_1", "1700000001", right), errSignature},
		"wrong signature, too old":         {standardHeader("msg_1", "1", right), errSignature},
		"another secret":                   {standardHeader("msg_1", now, wrong), errSignature},
		"decoded secret":                   {standardHeader("msg_1", now, "v1,"+signedBy(decodedSecret)), errSignature},
		"another version":                  {standardHeader("msg_1", now, "v2"+right[2:]), errSignature},
		"upper-case version":               {standardHeader("msg_1", now, "V1"+right[2:]), errSignature},
		"no version":                       {standardHeader("msg_1", now, right[3:]), errSignature},
		"no padding":                       {standardHeader("msg_1", now, strings.TrimRight(right, "=")), errSignature},
		"hexadecimal":                      {standardHeader("msg_1", now, "v1,"+inHex), errSignature},
		"empty signature":                  {standardHeader("msg_1", now, "v1,"), errSignature},
		"only commas":                      {standardHeader("msg_1", now, ",,,"), errSignature},
		"separated by commas":              {standardHeader("msg_1", now, wrong+","+right), errSignature},
		"signed with empty secret":         {standardHeader("msg_1", now, "v1,"+signedBy("")), errSignature},
		"both schemes, older wrong":        {mergeHeaders(standard, legacyHeader("t=1,v1=0")), nil},
		"both schemes, newer wrong":        {mergeHeaders(standardHeader("msg_1", now, wrong), legacy), errSignature},
		"both schemes, newer without time": {mergeHeaders(standardHeader("msg_1", "", right), legacy), errUnsigned},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkVerify(t, helpers.StandardWebhooks, test.header, helpers.StandardWebhooks, "msg_1", test.want)
			if name != "older scheme only" {
				checkVerify(t, helpers.AnyWebhookScheme, test.header, helpers.StandardWebhooks, "msg_1", test.want)
			}
		})
	}
}

// checkVerify verifies a header in an accepted scheme. The result must be the wanted error or, if that is nil, a
// signature with the scheme and the id.
func checkVerify(
	t *testing.T, accepted helpers.WebhookScheme, header http.Header,
	scheme helpers.WebhookScheme, id string, want error,
) {
	t.Helper()
	o := verifyOptions()
	o.Scheme = accepted
	got, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
	if !errors.Is(err, want) || (got == helpers.WebhookSignature{}) != (want != nil) {
		t.Errorf("%v: got %v, %v, want %v", accepted, got, err, want)
	}
	if err == nil && (got.ID != id || got.Scheme != scheme) {
		t.Errorf("got %q by %v", got.ID, got.Scheme)
	}
}

// mergeHeaders returns a header with the fields of all headers.
func mergeHeaders(headers ...http.Header) http.Header {
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
		"valid":                      {"t=" + at + ",v1=" + right, nil},
		"reverse order":              {"v1=" + right + ",t=" + at, nil},
		"other parts":                {"v0=" + wrong + ",t=" + at + ",x,v1=" + right + ",v2=y,", nil},
		"first v1 valid":             {"t=" + at + ",v1=" + right + ",v1=" + wrong, nil},
		"first t valid":              {"t=" + at + ",t=1,v1=" + right, nil},
		"spaces around header":       {"  t=" + at + ",v1=" + right + "\t", nil},
		"five minutes old":           {signed("1699999700123"), nil},
		"five minutes ahead":         {signed("1700000300123"), nil},
		"one millisecond too old":    {signed("1699999700122"), errStale},
		"one millisecond too new":    {signed("1700000300124"), errStale},
		"year 1970":                  {signed("0"), errStale},
		"seconds, signed":            {signed("1700000000"), errStale},
		"far ahead":                  {signed("8640000000000000"), errStale},
		"wrong signature, too old":   {"t=1,v1=" + right, errSignature},
		"spaces around the time":     {"t= " + at + " ,v1=" + right, errMalformed},
		"plus sign":                  {"t=+" + at + ",v1=" + right, errMalformed},
		"leading zero":               {"t=0" + at + ",v1=" + right, errMalformed},
		"leading zero, signed":       {signed("0" + at), errMalformed},
		"full-width digits":          {"t=１７０００００００0123,v1=" + right, errMalformed},
		"time with exponent":         {"t=17e11,v1=" + right, errMalformed},
		"no signature header":        {"", errUnsigned},
		"no time":                    {"v1=" + right, errMalformed},
		"no signature":               {"t=" + at, errMalformed},
		"t without value":            {"t,v1=" + right, errMalformed},
		"v1 without value":           {"t=" + at + ",v1", errMalformed},
		"empty time":                 {"t=,v1=" + right, errMalformed},
		"word as time":               {signed("now"), errMalformed},
		"time with fraction":         {"t=" + at + ".0,v1=" + right, errMalformed},
		"negative time":              {signed("-1"), errMalformed},
		"time overflows int64":       {signed("99999999999999999999"), errMalformed},
		"time after year 275760":     {signed("8640000000000001"), errMalformed},
		"upper-case names":           {"T=" + at + ",V1=" + right, errMalformed},
		"space before name":          {"t=" + at + ", v1=" + right, errMalformed},
		"separated by semicolons":    {"t=" + at + ";v1=" + right, errMalformed},
		"quoted":                     {`"t=` + at + ",v1=" + right + `"`, errMalformed},
		"only separators":            {",=,=,", errMalformed},
		"upper-case digits":          {"t=" + at + ",v1=" + strings.ToUpper(right), errSignature},
		"second v1 valid":            {"t=" + at + ",v1=" + wrong + ",v1=" + right, errSignature},
		"second t valid":             {"t=1,t=" + at + ",v1=" + right, errSignature},
		"empty signature":            {"t=" + at + ",v1=", errSignature},
		"one digit missing":          {"t=" + at + ",v1=" + right[:63], errSignature},
		"one digit more":             {"t=" + at + ",v1=" + right + "0", errSignature},
		"base64 signature":           {"t=" + at + ",v1=" + inBase64, errSignature},
		"another time":               {"t=1,v1=" + right, errSignature},
		"time in seconds":            {"t=1700000000,v1=" + right, errSignature},
		"signed with empty secret":   {"t=" + at + ",v1=" + hexMAC("", at+"."+webhookBody), errSignature},
		"secret without prefix":      {"t=" + at + ",v1=" + hexMAC(bareSecret, at+"."+webhookBody), errSignature},
		"very long malformed header": {strings.Repeat("v1=,t=", 1<<16), errMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, accepted := range []helpers.WebhookScheme{helpers.LegacyWebhooks, helpers.AnyWebhookScheme} {
				checkVerify(t, accepted, legacyHeader(test.header), helpers.LegacyWebhooks, "", test.want)
			}
		})
	}
}

func TestVerifyWebhook_StandardOnly(t *testing.T) {
	t.Parallel()
	o := verifyOptions()
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
		"longer, at limit":                  {helpers.StandardWebhooks, time.Hour, -time.Hour, false},
		"longer, over limit":                {helpers.StandardWebhooks, time.Hour, -time.Hour - time.Second, true},
		"shorter, ahead":                    {helpers.StandardWebhooks, time.Second, 2 * time.Second, true},
		"no limit":                          {helpers.StandardWebhooks, -1, -time.Hour, false},
		"no limit, 50 years":                {helpers.StandardWebhooks, -1, -50 * 365 * 24 * time.Hour, false},
		"default, at limit":                 {helpers.StandardWebhooks, 0, -5 * time.Minute, false},
		"default, over limit":               {helpers.StandardWebhooks, 0, -5*time.Minute - time.Second, true},
		"legacy default, at limit":          {helpers.LegacyWebhooks, 0, -5 * time.Minute, false},
		"legacy default, ahead, over limit": {helpers.LegacyWebhooks, 0, 5*time.Minute + time.Millisecond, true},
		"legacy default, over limit":        {helpers.LegacyWebhooks, 0, -5*time.Minute - time.Millisecond, true},
		"legacy, no limit":                  {helpers.LegacyWebhooks, -1, -50 * 365 * 24 * time.Hour, false},
		"legacy, at limit":                  {helpers.LegacyWebhooks, time.Minute, -time.Minute, false},
		"legacy, over limit":                {helpers.LegacyWebhooks, time.Minute, -time.Minute - 1e6, true},
		"legacy, ahead, at limit":           {helpers.LegacyWebhooks, time.Minute, time.Minute, false},
		"legacy, ahead, over limit":         {helpers.LegacyWebhooks, time.Minute, time.Minute + 1e6, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := webhookTime.Truncate(time.Second)
			header := sign(t, webhookBody, helpers.SignWebhookOptions{
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
