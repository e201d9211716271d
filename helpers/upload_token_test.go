package helpers_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/openimagekit/imagekit/helpers"
)

// parseToken verifies a token with the standard library only, and returns its header and its claims.
func parseToken(t *testing.T, token, key string) (header, claims map[string]any) {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("%q is not a token", token)
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(parts[0] + "." + parts[1]))
	if base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) != parts[2] {
		t.Errorf("%q has a wrong signature", token)
	}
	for i, into := range []any{&header, &claims} {
		text, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatal(err)
		}
	}
	return header, claims
}

// uploadFields returns the fields of an upload with the texts that a multipart form sends.
func uploadFields() map[string]string {
	return map[string]string{
		"fileName":          `"dress" <1>.jpg`,
		"useUniqueFileName": "false",
		"tags":              "summer,dress",
		"customMetadata":    `{"price":4.5,"size":["S","M"]}`,
		"extensions":        `[{"name":"remove-bg"}]`,
		"description":       "für <dich> & mich\n",
		"checks":            `"file.size" < "2mb"`,
	}
}

func TestUploadToken_Claims(t *testing.T) {
	t.Parallel()
	o := helpers.UploadTokenOptions{ID: "id-1", Now: atNoon}
	token, err := helpers.UploadToken("private_key", "public_key", uploadFields(), o)
	if err != nil {
		t.Fatal(err)
	}
	header, claims := parseToken(t, token, "private_key")
	wantHeader := map[string]any{"typ": "JWT", "alg": "HS256", "kid": "public_key", "jti": "id-1"}
	if !maps.Equal(header, wantHeader) {
		t.Errorf("header is %v, want %v", header, wantHeader)
	}
	want := map[string]any{"iat": float64(noon.Unix()), "exp": float64(noon.Add(30 * time.Minute).Unix())}
	for name, text := range uploadFields() {
		want[name] = text
	}
	if !maps.Equal(claims, want) {
		t.Errorf("claims\n got %v\nwant %v", claims, want)
	}
}

func TestUploadToken_Reproducible(t *testing.T) {
	t.Parallel()
	sign := func(lifetime time.Duration) string {
		o := helpers.UploadTokenOptions{ID: "id-1", Now: atNoon, Lifetime: lifetime}
		token, err := helpers.UploadToken("k", "p", uploadFields(), o)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	if sign(0) != sign(1800*time.Second) || sign(0) == sign(1799*time.Second) {
		t.Error("equal options must give equal tokens, and another lifetime another token")
	}
}

// Two users who request the same fields in the same second get different tokens; otherwise the service would refuse the
// second upload. Only the header differs, because the service compares the claims with the fields of the upload.
func TestUploadToken_Unique(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		token, err := helpers.UploadToken("k", "p", uploadFields(), helpers.UploadTokenOptions{Now: atNoon})
		if err != nil {
			t.Fatal(err)
		}
		header, claims := parseToken(t, token, "k")
		id, _ := header["jti"].(string)
		if parsed, err := uuid.Parse(id); err != nil || parsed.Version() != 4 || seen[id] {
			t.Fatalf("jti %q is not a new random UUID", id)
		}
		seen[id] = true
		if claims["jti"] != nil {
			t.Errorf("jti is a claim: %v", claims)
		}
	}
}

func TestUploadToken_InvalidOptions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name            string
		private, public string
		lifetime        time.Duration
		option          string // in the error
	}{
		{"no private key", "", "p", 0, "privateKey"},
		{"no public key", "k", "", 0, "publicKey"},
		{"line end after private key", "k\r\n", "p", 0, "privateKey"},
		{"space before public key", "k", " p", 0, "publicKey"},
		{"colon in private key", "k:", "p", 0, "privateKey"},
		{"negative lifetime", "k", "p", -1, "Lifetime"},
		{"lifetime over an hour", "k", "p", 3601 * time.Second, "Lifetime"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := helpers.UploadTokenOptions{Lifetime: test.lifetime, Now: atNoon}
			token, err := helpers.UploadToken(test.private, test.public, uploadFields(), o)
			if !isOptionError(err, test.option) || token != "" {
				t.Errorf("%q, %v, want an error of %s", token, err, test.option)
			}
		})
	}
}

func TestUploadToken_InvalidFields(t *testing.T) {
	t.Parallel()
	for name, fields := range map[string]map[string]string{
		`fields["file"]`:        {"fileName": "a", "file": "https://example.com/a.jpg"},
		`fields["token"]`:       {"fileName": "a", "token": "an older token"},
		`fields["exp"]`:         {"fileName": "a", "exp": "9999999999"},
		`fields["iat"]`:         {"fileName": "a", "iat": "0"},
		`fields["description"]`: {"fileName": "a", "description": "\xff"},
		`fields["\xff"]`:        {"fileName": "a", "\xff": "a"},
	} {
		token, err := helpers.UploadToken("k", "p", fields, helpers.UploadTokenOptions{})
		if !isOptionError(err, name) || token != "" {
			t.Errorf("%q, %v, want an error of %s", token, err, name)
		}
	}
}

func ExampleUploadToken() {
	fields := map[string]string{"fileName": "dress.jpg", "folder": "/users/7", "useUniqueFileName": "false"}
	token, err := helpers.UploadToken("private_demo_key", "public_demo_key", fields, helpers.UploadTokenOptions{
		ID:  "29ad6a9c-0b3f-4c52-9bd2-c1d5b3a5e3a1",               // random if left out
		Now: func() time.Time { return time.Unix(1700000000, 0) }, // the current time if left out
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, part := range strings.Split(token, ".")[:2] {
		text, _ := base64.RawURLEncoding.DecodeString(part)
		fmt.Println(string(text))
	}
	// Output:
	// {"alg":"HS256","jti":"29ad6a9c-0b3f-4c52-9bd2-c1d5b3a5e3a1","kid":"public_demo_key","typ":"JWT"}
	// {"exp":1700001800,"fileName":"dress.jpg","folder":"/users/7","iat":1700000000,"useUniqueFileName":"false"}
}
