package urlbuilder_test

import (
	"crypto/hmac"
	"crypto/sha1" // the service signs with it
	"encoding/hex"
	"math"
	"testing"
	"time"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

const endpoint = "https://ik.imagekit.io/demo/"

// demoSigner returns a builder that signs URLs, with a fixed time.
func demoSigner(t testing.TB) *Builder {
	t.Helper()
	b, err := New(Config{URLEndpoint: endpoint, PrivateKey: "private_demo_key", Now: func() time.Time {
		return time.Unix(1700000000, 0)
	}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// signature signs a text like the service, without the checks of this package.
func signature(text string) string {
	mac := hmac.New(sha1.New, []byte("private_demo_key"))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestBuilder_URL_ExpiryRange(t *testing.T) {
	t.Parallel()
	b := demoSigner(t)
	for _, o := range []Options{
		{ExpiresAt: time.Unix(0, 0)},
		{ExpiresAt: time.Unix(-5, 0)},
		{ExpiresAt: time.Unix(999999999, 0)},
		{ExpiresAt: time.Unix(9999999999, 0)},
		{ExpiresAt: time.Unix(10000000000, 0)},
		{ExpiresAt: time.Unix(9999999998, 1)},
		{ExpiresIn: math.MaxInt64},
		{ExpiresIn: -1},
	} {
		o.Path = "a"
		if u, err := b.URL(o); !isBuildErrorWith(err, "urlbuilder: Expires") {
			t.Errorf("%+v: got %s, %v", o, u, err)
		}
	}
	for _, o := range []Options{
		{ExpiresAt: time.Unix(1000000000, 0)},
		{ExpiresAt: time.Unix(9999999998, 0)},
		{ExpiresIn: 1},
	} {
		o.Path = "a"
		u, err := b.URL(o)
		if err != nil || b.Verify(u, VerifyOptions{Time: time.Unix(1000000000, 0)}) != nil {
			t.Errorf("%+v: got %s, %v", o, u, err)
		}
	}
}

func TestBuilder_URL_ExpiryOutOfRange(t *testing.T) {
	t.Parallel()
	_, err := demoSigner(t).URL(Options{Path: "a", ExpiresAt: time.Unix(5, 0).UTC()})
	const want = "makes the URL expire at 5, in seconds since 1970, which must be from 1000000000 to 9999999998"
	if !isBuildErrorWith(err, want) {
		t.Errorf("got %v, want %s", err, want)
	}
}
