package helpers_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/openimagekit/imagekit/helpers"
)

// noon is when tests take place, a moment after it.
var noon = time.Date(2026, time.March, 1, 12, 0, 0, 600_000_000, time.UTC)

func atNoon() time.Time { return noon }

func TestNewAuthParams_Defaults(t *testing.T) {
	t.Parallel()
	params, err := helpers.NewAuthParams("private_key", helpers.AuthOptions{Now: atNoon})
	if err != nil {
		t.Fatal(err)
	}
	if id, err := uuid.Parse(params.Token); err != nil || id.Version() != 4 {
		t.Errorf("token %q is no random UUID", params.Token)
	}
	if want := noon.Add(30 * time.Minute).Unix(); params.Expire != want {
		t.Errorf("expire is %d, want %d", params.Expire, want)
	}
	if want := helpers.SignUpload("private_key", params.Token, params.Expire); params.Signature != want {
		t.Errorf("signature is %s, want %s", params.Signature, want)
	}
	other, err := helpers.NewAuthParams("private_key", helpers.AuthOptions{})
	if err != nil || other.Token == params.Token || time.Until(time.Unix(other.Expire, 0)) < 29*time.Minute {
		t.Errorf("without a clock: %+v, %v", other, err)
	}
}

func TestNewAuthParams_KeepsOptions(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"t", "a b c", "tøken-✓", strings.Repeat("x", 1000), "0"} {
		for lifetime, seconds := range map[time.Duration]int64{
			time.Second: 1, 2*time.Second - 1: 1, 10*time.Minute + 999*time.Millisecond: 600, time.Hour: 3600,
		} {
			o := helpers.AuthOptions{Token: token, Lifetime: lifetime, Now: atNoon}
			params, err := helpers.NewAuthParams("k", o)
			if err != nil || params.Token != token || params.Expire != noon.Unix()+seconds {
				t.Errorf("%q, %v: %+v, %v", token, lifetime, params, err)
			}
		}
	}
}

func TestNewAuthParams_RefusesOptions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		key      string
		lifetime time.Duration
		option   string // that the error names
		reason   string // that the error gives
	}{
		{"no key", "", time.Minute, "privateKey", "must not be empty"},
		{"a key with a line end", "k\n", time.Minute, "privateKey", "must not contain"},
		{"a key with a space in front", " k", time.Minute, "privateKey", "must not contain"},
		{"a key with a byte order mark", "\ufeffk", time.Minute, "privateKey", "must not contain"},
		{"negative", "k", -time.Second, "Lifetime", "is not between one second and one hour"},
		{"the smallest number", "k", math.MinInt64, "Lifetime", "is not between one second and one hour"},
		{"less than a second", "k", time.Second - 1, "Lifetime", "is not between one second and one hour"},
		{"more than an hour", "k", time.Hour + 1, "Lifetime", "is not between one second and one hour"},
		{"the largest number", "k", math.MaxInt64, "Lifetime", "is not between one second and one hour"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := helpers.AuthOptions{Token: "t", Lifetime: test.lifetime, Now: atNoon}
			params, err := helpers.NewAuthParams(test.key, o)
			if !isOptionError(err, test.option) || params != (helpers.AuthParams{}) {
				t.Fatalf("%+v, %v, want an error of %s", params, err, test.option)
			}
			if !strings.Contains(err.Error(), test.reason) {
				t.Errorf("%v, want %q", err, test.reason)
			}
		})
	}
}

const secret = "private_secret_key"

// malformedKeys are what a program reads from a file or the environment by mistake.
var malformedKeys = []string{
	secret + "\n", secret + "\r\n", " " + secret, secret + "\t", secret + "\u00a0", "\ufeff" + secret, secret + "\x00",
	secret + " " + secret, secret + ":",
}

func TestOptionError_OfMalformedKeys(t *testing.T) {
	t.Parallel()
	for _, key := range malformedKeys {
		for option, errs := range map[string][]error{
			"privateKey": {
				errorOf(helpers.NewAuthParams(key, helpers.AuthOptions{})),
				errorOf(helpers.UploadToken(key, "p", dress(), helpers.UploadTokenOptions{})),
			},
			"publicKey": {errorOf(helpers.UploadToken("k", key, dress(), helpers.UploadTokenOptions{}))},
		} {
			for _, err := range errs {
				if !isOptionError(err, option) || !strings.HasPrefix(err.Error(), option+": must not contain ") ||
					strings.Contains(err.Error(), secret) {
					t.Errorf("%s %q: got %v", option, key, err)
				}
			}
		}
	}
}

func ExampleNewAuthParams() {
	clock := func() time.Time { return time.Unix(1700000000, 0) } // the current time if left out
	params, err := helpers.NewAuthParams("private_demo_key", helpers.AuthOptions{Token: "upload-token-2", Now: clock})
	if err != nil {
		fmt.Println(err)
		return
	}
	body, _ := json.Marshal(params)
	fmt.Println(string(body))

	_, err = helpers.NewAuthParams("private_demo_key", helpers.AuthOptions{Lifetime: 2 * time.Hour, Now: clock})
	fmt.Println(err)
	// Output:
	// {"token":"upload-token-2","expire":1700001800,"signature":"ac14a9fd01d55965ecf424ec4cb2351676755c88"}
	// Lifetime: 2h0m0s is not between one second and one hour
}

func ExampleSignUpload() {
	fmt.Println(helpers.SignUpload("private_demo_key", "upload-token-1", 1700001800))
	// Output: ca18428ef01d5aa5eca8e1462ea01ac310b477a3
}
