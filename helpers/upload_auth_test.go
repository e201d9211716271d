package helpers_test

import (
	"encoding/json"
	"errors"
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

func TestAuthParamsHaveDefaults(t *testing.T) {
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
	if want := helpers.SignAuth("private_key", params.Token, params.Expire); params.Signature != want {
		t.Errorf("signature is %s, want %s", params.Signature, want)
	}
	other, err := helpers.NewAuthParams("private_key", helpers.AuthOptions{})
	if err != nil || other.Token == params.Token || time.Until(time.Unix(other.Expire, 0)) < 29*time.Minute {
		t.Errorf("without a clock: %+v, %v", other, err)
	}
}

func TestAuthParamsKeepWhatIsGiven(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"t", "a b c", "tøken-✓", strings.Repeat("x", 1000), "0"} {
		for _, ahead := range []int64{1, 600, 3600} {
			expire := noon.Unix() + ahead
			params, err := helpers.NewAuthParams("k", helpers.AuthOptions{Token: token, Expire: expire, Now: atNoon})
			if err != nil || params.Token != token || params.Expire != expire {
				t.Errorf("%q, %d: %+v, %v", token, expire, params, err)
			}
		}
	}
}

func TestAuthParamsRefuseWhatTheServiceWould(t *testing.T) {
	t.Parallel()
	now := noon.Unix()
	for _, test := range []struct {
		name   string
		key    string
		expire int64
		want   error
	}{
		{"no key", "", now + 60, helpers.ErrPrivateKeyMissing},
		{"a key with a line end", "k\n", now + 60, helpers.ErrPrivateKeyInvalid},
		{"a key with a space in front", " k", now + 60, helpers.ErrPrivateKeyInvalid},
		{"a key with a byte order mark", "\ufeffk", now + 60, helpers.ErrPrivateKeyInvalid},
		{"a second ago", "k", now - 1, helpers.ErrExpirePast},
		{"now", "k", now, helpers.ErrExpirePast},
		{"negative", "k", -1, helpers.ErrExpirePast},
		{"the smallest number", "k", math.MinInt64, helpers.ErrExpirePast},
		{"more than an hour", "k", now + 3601, helpers.ErrExpireTooFar},
		{"milliseconds", "k", now * 1000, helpers.ErrExpireTooFar},
		{"the largest number", "k", math.MaxInt64, helpers.ErrExpireTooFar},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			params, err := helpers.NewAuthParams(test.key, helpers.AuthOptions{Token: "t", Expire: test.expire, Now: atNoon})
			if !errors.Is(err, test.want) || params != (helpers.AuthParams{}) {
				t.Errorf("%+v, %v, want %v", params, err, test.want)
			}
		})
	}
}

// keysThatNobodyHas are what a program reads from a file or the environment by mistake.
var keysThatNobodyHas = []string{
	secret + "\n", secret + "\r\n", " " + secret, secret + "\t", secret + "\u00a0", "\ufeff" + secret, secret + "\x00", secret + " " + secret, secret + ":",
}

func TestHelpers_RefuseKeysWithWhiteSpace(t *testing.T) {
	t.Parallel()
	for _, key := range keysThatNobodyHas {
		_, params := helpers.NewAuthParams(key, helpers.AuthOptions{})
		_, token := helpers.NewUploadToken(key, "p", dress(), helpers.TokenOptions{})
		o := options()
		o.PrivateKey = key
		_, handler := helpers.AuthHandler(o)
		for _, err := range []error{params, token, handler} {
			if !errors.Is(err, helpers.ErrPrivateKeyInvalid) || !strings.HasPrefix(err.Error(), "invalid private key: it must not contain ") ||
				strings.Contains(err.Error(), secret) {
				t.Errorf("private key %q: got %v", key, err)
			}
		}
		_, token = helpers.NewUploadToken("k", key, dress(), helpers.TokenOptions{})
		o.PrivateKey, o.PublicKey = "k", key
		_, handler = helpers.AuthHandler(o)
		o.AuthorizeUpload = nil
		_, alone := helpers.AuthHandler(o) // without tokens, the browser is given the key
		for _, err := range []error{token, handler, alone} {
			if !errors.Is(err, helpers.ErrPublicKeyInvalid) || strings.Contains(err.Error(), secret) {
				t.Errorf("public key %q: got %v", key, err)
			}
		}
	}
}

func ExampleNewAuthParams() {
	clock := func() time.Time { return time.Unix(1700000000, 0) } // leave it out to have the time of day
	params, err := helpers.NewAuthParams("private_demo_key", helpers.AuthOptions{Token: "upload-token-2", Now: clock})
	if err != nil {
		fmt.Println(err)
		return
	}
	body, _ := json.Marshal(params)
	fmt.Println(string(body))

	_, err = helpers.NewAuthParams("private_demo_key", helpers.AuthOptions{Expire: 1700007200, Now: clock})
	fmt.Println(err)
	// Output:
	// {"token":"upload-token-2","expire":1700001800,"signature":"ac14a9fd01d55965ecf424ec4cb2351676755c88"}
	// expire is more than one hour ahead: 1700007200, and it is 1700000000 now
}

func ExampleSignAuth() {
	fmt.Println(helpers.SignAuth("private_demo_key", "upload-token-1", 1700001800))
	// Output: ca18428ef01d5aa5eca8e1462ea01ac310b477a3
}
