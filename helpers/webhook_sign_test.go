package helpers_test

import (
	"fmt"
	"log"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/helpers"
)

func TestSignWebhook_InvalidOptions(t *testing.T) {
	t.Parallel()
	year10000 := time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		change func(*helpers.SignWebhookOptions)
		option string // in the error
	}{
		"no secret":             {func(s *helpers.SignWebhookOptions) { s.Secret = "" }, "Secret"},
		"no id":                 {func(s *helpers.SignWebhookOptions) { s.ID = "" }, "ID"},
		"line break in id":      {func(s *helpers.SignWebhookOptions) { s.ID = "a\r\nb" }, "ID"},
		"space in id":           {func(s *helpers.SignWebhookOptions) { s.ID = "msg 1" }, "ID"},
		"DEL in id":             {func(s *helpers.SignWebhookOptions) { s.ID = "msg\x7f" }, "ID"},
		"id not ASCII":          {func(s *helpers.SignWebhookOptions) { s.ID = "é" }, "ID"},
		"time before 1970":      {func(s *helpers.SignWebhookOptions) { s.Time = time.Unix(-1, 0) }, "Time"},
		"first time after 9999": {func(s *helpers.SignWebhookOptions) { s.Time = year10000 }, "Time"},
		"time after 9999":       {func(s *helpers.SignWebhookOptions) { s.Time = time.Unix(1<<40, 0) }, "Time"},
		"unknown scheme":        {func(s *helpers.SignWebhookOptions) { s.Scheme = -1 }, "Scheme"},
	} {
		signing := helpers.SignWebhookOptions{Secret: webhookSecret, ID: "msg_1"}
		test.change(&signing)
		if header, err := helpers.SignWebhook(nil, signing); !isOptionError(err, test.option) || header != nil {
			t.Errorf("%s: got %v, %v, want an error of %s", name, header, err, test.option)
		}
	}
}

func TestSignWebhook_Limits(t *testing.T) {
	t.Parallel()
	const id = "!~" // the first and the last visible ASCII character
	for _, at := range []time.Time{
		time.Unix(0, 0), time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC),
	} {
		header := sign(t, webhookBody, helpers.SignWebhookOptions{Secret: webhookSecret, ID: id, Time: at})
		o := verifyOptions()
		o.Now = func() time.Time { return at }
		got, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
		if err != nil || got.ID != id || !got.Timestamp.Equal(at) {
			t.Errorf("%v: got %+v, %v", at, got, err)
		}
	}
}

func TestSignWebhook_DefaultTime(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.AnyWebhookScheme, helpers.LegacyWebhooks} {
		header := sign(t, webhookBody, helpers.SignWebhookOptions{Secret: webhookSecret, Scheme: scheme, ID: "msg_1"})
		o := helpers.WebhookOptions{Secrets: []string{webhookSecret}, Tolerance: time.Minute}
		w, err := helpers.VerifyWebhook(header, []byte(webhookBody), o)
		if err != nil {
			t.Fatal(err)
		}
		if w.Scheme == helpers.AnyWebhookScheme || time.Since(w.Timestamp) > time.Minute {
			t.Errorf("signed at %v by %v", w.Timestamp, w.Scheme)
		}
	}
}

func ExampleSignWebhook() {
	signing := helpers.SignWebhookOptions{
		Secret: "whsec_cHVibGljLXNhbXBsZS1zZWNyZXQ=", ID: "msg_1", Time: time.Unix(1700000000, 0),
	}
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
