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

// noon is the current time in tests. The fraction of a second must not appear in expiry times.
var noon = time.Date(2026, time.March, 1, 12, 0, 0, 600_000_000, time.UTC)

func atNoon() time.Time { return noon }

func TestNewAuthParams_Defaults(t *testing.T) {
	t.Parallel()
	params, err := helpers.NewAuthParams("private_key", helpers.AuthOptions{Now: atNoon})
	if err != nil {
		t.Fatal(err)
	}
	if id, err := uuid.Parse(params.Token); err != nil || id.Version() != 4 {
		t.Errorf("token %q is not a random UUID", params.Token)
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

func TestNewAuthParams_Options(t *testing.T) {
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

func TestNewAuthParams_InvalidOptions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		key      string
		lifetime time.Duration
		option   string // in the error
		reason   string // in the error
	}{
		{"no key", "", time.Minute, "privateKey", "must not be empty"},
		{"key with line end", "k\n", time.Minute, "privateKey", "must not contain"},
		{"key with leading space", " k", time.Minute, "privateKey", "must not contain"},
		{"key with byte order mark", "\ufeffk", time.Minute, "privateKey", "must not contain"},
		{"negative lifetime", "k", -time.Second, "Lifetime", "is not between one second and one hour"},
		{"smallest lifetime", "k", math.MinInt64, "Lifetime", "is not between one second and one hour"},
		{"lifetime under a second", "k", time.Second - 1, "Lifetime", "is not between one second and one hour"},
		{"lifetime over an hour", "k", time.Hour + 1, "Lifetime", "is not between one second and one hour"},
		{"largest lifetime", "k", math.MaxInt64, "Lifetime", "is not between one second and one hour"},
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

func ExampleNewAuthParams() {
	clock := func() time.Time { return time.Unix(1700000000, 0) } // time.Now if nil
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
