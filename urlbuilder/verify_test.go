package urlbuilder_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestBuilder_Verify_MovedDigits(t *testing.T) {
	t.Parallel()
	b := demoSigner(t)
	for path, moved := range map[string][2]string{
		"a.jpg?v=2":        {"v=2&ik-t=1700000060", "v=&ik-t=21700000060"},
		"a.jpg?tr=h-905":   {"tr=h-905&ik-t=1700000060", "tr=h-9&ik-t=051700000060"},
		"a.jpg?tr=h-9051":  {"tr=h-9051&ik-t=1700000060", "tr=h-90511&ik-t=700000060"},
		"a.jpg?v=99":       {"v=99&ik-t=1700000060", "v=&ik-t=991700000060"},
		"photo-2?v":        {"ik-t=1700000060", "ik-t=+1700000060"},
		"photo-20?v=0":     {"v=0&ik-t=1700000060", "v=&ik-t=01700000060"},
		"photo-2000":       {"photo-2000?ik-t=1700000060", "photo-200?ik-t=01700000060"},
		"photo-2001":       {"photo-2001?ik-t=1700000060", "photo-20011700000060?"},
		"a.jpg?v=1&w=1700": {"w=1700&ik-t=1700000060", "w=170&ik-t=01700000060"},
	} {
		for _, o := range []Options{{Src: endpoint + path, ExpiresIn: time.Minute}} {
			u, err := b.URL(o)
			if err != nil || b.Verify(u, VerifyOptions{}) != nil {
				t.Fatalf("%s: %v, %v", u, err, b.Verify(u, VerifyOptions{}))
			}
			forged := strings.Replace(u, moved[0], moved[1], 1)
			if forged == u {
				t.Fatalf("%s does not contain %s", u, moved[0])
			}
			if err := b.Verify(forged, VerifyOptions{}); !errors.Is(err, ErrSignatureInvalid) {
				t.Errorf("%s: got %v, want %v", forged, err, ErrSignatureInvalid)
			}
		}
	}
}

func TestBuilder_Verify_StrictForm(t *testing.T) {
	t.Parallel()
	b := demoSigner(t)
	for name, test := range map[string]struct {
		tail string // without the signature
		text string // the signed text
		want error
	}{
		"never expires":        {"a.jpg?", "a.jpg9999999999", nil},
		"expires":              {"a.jpg?ik-t=1700000060&", "a.jpg1700000060", nil},
		"nine digits":          {"a.jpg?ik-t=700000060&", "a.jpg700000060", ErrSignatureInvalid},
		"eleven digits":        {"a.jpg?ik-t=17000000600&", "a.jpg17000000600", ErrSignatureInvalid},
		"leading zero, eleven": {"a.jpg?ik-t=01700000060&", "a.jpg1700000060", ErrSignatureInvalid},
		"leading zero":         {"a.jpg?ik-t=0700000060&", "a.jpg0700000060", ErrSignatureInvalid},
		"plus sign":            {"a.jpg?ik-t=+1700000060&", "a.jpg1700000060", ErrSignatureInvalid},
		"plus sign, ten":       {"a.jpg?ik-t=+700000060&", "a.jpg700000060", ErrSignatureInvalid},
		"minus sign":           {"a.jpg?ik-t=-700000060&", "a.jpg-700000060", ErrSignatureInvalid},
		"Devanagari digits":    {"a.jpg?ik-t=१७०००००००६&", "a.jpg1700000060", ErrSignatureInvalid},
		"expiry of no expiry":  {"a.jpg?ik-t=9999999999&", "a.jpg9999999999", ErrSignatureInvalid},
		"empty":                {"a.jpg?ik-t=&", "a.jpg9999999999", ErrSignatureInvalid},
		"two expiries": {
			"a.jpg?ik-t=1700000001&ik-t=1700000060&", "a.jpg?ik-t=17000000011700000060",
			ErrSignatureInvalid,
		},
		"two expiries, encoded": {
			"a.jpg?ik%2Dt=1700000001&ik-t=1700000060&", "a.jpg?ik%2Dt=17000000011700000060",
			ErrSignatureInvalid,
		},
		"two signatures":          {"a.jpg?ik-s=abc&", "a.jpg?ik-s=abc9999999999", ErrSignatureInvalid},
		"two signatures and ik-t": {"a.jpg?ik-s=abc&ik-t=1700000060&", "a.jpg?ik-s=abc1700000060", ErrSignatureInvalid},
		"parameter after expiry": {
			"a.jpg?ik-t=1700000060&v=1&", "a.jpg?ik-t=1700000060&v=19999999999",
			ErrSignatureInvalid,
		},
		"joined with an ampersand": {"a.jpg&", "a.jpg9999999999", ErrSignatureMissing},
		"an empty query":           {"a.jpg?&", "a.jpg9999999999", ErrSignatureInvalid},
		"question marks":           {"a.jpg?v=1?", "a.jpg?v=19999999999", ErrSignatureMissing},
		"expiry in the path":       {"ik-t=1700000060/a.jpg?", "ik-t=1700000060/a.jpg9999999999", nil},
	} {
		u := endpoint + test.tail + "ik-s=" + signature(test.text)
		if err := b.Verify(u, VerifyOptions{}); !errors.Is(err, test.want) {
			t.Errorf("%s: %s: got %v, want %v", name, u, err, test.want)
		}
	}
}

func TestBuilder_Verify_MaxExpiresIn(t *testing.T) {
	t.Parallel()
	b := demoSigner(t)
	build := func(o Options) string {
		u, err := b.URL(o)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	minute, forever := build(Options{Path: "a", ExpiresIn: time.Minute}), build(Options{Path: "a", Signed: true})
	for _, test := range []struct {
		url  string
		o    VerifyOptions
		want error
	}{
		{minute, VerifyOptions{}, nil},
		{minute, VerifyOptions{MaxExpiresIn: time.Minute}, nil},
		{minute, VerifyOptions{MaxExpiresIn: 59 * time.Second}, ErrExpiryTooLate},
		{minute, VerifyOptions{MaxExpiresIn: 59 * time.Second, Time: time.Unix(1700000001, 0)}, nil},
		{minute, VerifyOptions{MaxExpiresIn: time.Hour, Time: time.Unix(1700000061, 0)}, ErrSignatureExpired},
		{minute, VerifyOptions{MaxExpiresIn: -1}, nil},
		{minute, VerifyOptions{MaxExpiresIn: 1}, ErrExpiryTooLate},
		{forever, VerifyOptions{MaxExpiresIn: math.MaxInt64}, ErrExpiryTooLate},
		{forever, VerifyOptions{}, nil},
		{forever, VerifyOptions{Time: time.Unix(10000000000, 0)}, nil},
		{forever[:len(forever)-1] + "x", VerifyOptions{MaxExpiresIn: time.Minute}, ErrSignatureInvalid},
	} {
		if err := b.Verify(test.url, test.o); !errors.Is(err, test.want) {
			t.Errorf("%s %+v: got %v, want %v", test.url, test.o, err, test.want)
		}
	}
}

// FuzzVerify edits a signed URL, or moves ik-t within it. Verify must refuse every URL but the original.
func FuzzVerify(f *testing.F) {
	f.Add("/a.jpg", "v", "2", int64(60), 30, "2")
	f.Add("/photo-2017", "tr", "h-905", int64(0), 60, "1&ik-t=1700000000")
	f.Add("é?", "ik-tt", "&=", int64(1), 5, "%2")
	b := demoSigner(f)
	f.Fuzz(func(t *testing.T, path, name, value string, seconds int64, at int, text string) {
		u, err := b.URL(Options{
			Path: path, QueryParameters: []QueryParameter{{Name: name, Value: value}}, Signed: true,
			ExpiresIn: time.Duration(max(seconds, 0)%1e6) * time.Second,
		})
		if err != nil {
			return
		}
		if err := b.Verify(u, VerifyOptions{}); err != nil {
			t.Fatalf("%s: %v", u, err)
		}
		at = min(max(at, 0), len(u))
		for _, changed := range []string{
			u[:at] + text + u[at:], u[:at] + text + u[min(at+len(text), len(u)):], u[:at] + u[min(at+1, len(u)):],
			moveExpiry(u, at%12),
		} {
			if changed != u && b.Verify(changed, VerifyOptions{}) == nil {
				t.Errorf("%s is accepted, although %s was signed", changed, u)
			}
		}
	})
}

func TestBuilder_Verify_MaxExpiresInFractions(t *testing.T) {
	t.Parallel()
	now := time.Unix(1700000000, 900_000_000)
	b, err := New(Config{
		URLEndpoint: "https://ik.imagekit.io/demo", PrivateKey: "private_demo_key",
		Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []time.Duration{1, time.Second, 1500 * time.Millisecond, time.Hour, 200 * 365 * 24 * time.Hour} {
		u, err := b.URL(Options{Path: "a", ExpiresIn: d})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Verify(u, VerifyOptions{MaxExpiresIn: d}); err != nil {
			t.Errorf("%v: %v", d, err)
		}
		if err := b.Verify(u, VerifyOptions{MaxExpiresIn: d - time.Second}); d > time.Second &&
			!errors.Is(err, ErrExpiryTooLate) {
			t.Errorf("a second less than %v: %v", d, err)
		}
	}
	err = b.Verify("https://ik.imagekit.io/demo/a?ik-s=", VerifyOptions{MaxExpiresIn: math.MaxInt64})
	if !errors.Is(err, ErrSignatureInvalid) {
		t.Error(err)
	}
}

// moveExpiry moves ik-t= to the left by some bytes. The signed text stays the same.
func moveExpiry(u string, by int) string {
	i := strings.LastIndex(u, "ik-t=")
	if i <= len(endpoint)+by {
		return u
	}
	separator, before, after := u[i-1:i], u[:i-1], u[i+len("ik-t="):]
	return before[:len(before)-by] + separator + "ik-t=" + before[len(before)-by:] + after
}

func TestBuilder_Verify_MissingConfig(t *testing.T) {
	t.Parallel()
	u := endpoint + "a.jpg?ik-s=" + signature(endpoint+"a.jpg9999999999")
	withoutEndpoint, err := New(Config{PrivateKey: "private_demo_key"})
	if err != nil {
		t.Fatal(err)
	}
	if err := withoutEndpoint.Verify(u, VerifyOptions{}); !errors.Is(err, ErrEndpointMismatch) {
		t.Errorf("without a URL endpoint: got %v, want %v", err, ErrEndpointMismatch)
	}
	withoutKey, err := New(Config{URLEndpoint: endpoint})
	if err != nil {
		t.Fatal(err)
	}
	err = withoutKey.Verify(u, VerifyOptions{})
	if e, ok := errors.AsType[*BuildError](err); !ok || e.Field != "PrivateKey" {
		t.Errorf("without a private key: got %v, want a BuildError of PrivateKey", err)
	}
}
