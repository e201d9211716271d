package helpers_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/helpers"
)

// opened verifies a token with nothing but the standard library and returns its header and its claims.
func opened(t *testing.T, token, key string) (header, claims map[string]any) {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("%q is no token", token)
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

func dress() imagekit.UploadV2Request {
	return imagekit.UploadV2Request{
		File:              imagekit.FromURL("https://example.com/dress.jpg"),
		Token:             new("an older token"),
		FileName:          `"dress" <1>.jpg`,
		UseUniqueFileName: new(false),
		Tags:              []string{"summer", "dress"},
		ResponseFields:    []imagekit.UploadResponseField{"tags", "metadata"},
		CustomMetadata:    map[string]any{"price": 4.5, "size": []string{"S", "M"}},
		Extensions:        []imagekit.Extension{imagekit.NewExtension(imagekit.RemoveBackgroundExtension{})},
		Description:       new("für <dich> & mich\n"),
		Checks:            new(`"file.size" < "2mb"`),
	}
}

func TestUploadTokenHasWhatIsDocumented(t *testing.T) {
	t.Parallel()
	token, err := helpers.NewUploadToken("private_key", "public_key", dress(), helpers.TokenOptions{ID: "id-1", Now: atNoon})
	if err != nil {
		t.Fatal(err)
	}
	header, claims := opened(t, token, "private_key")
	if want := map[string]any{"typ": "JWT", "alg": "HS256", "kid": "public_key", "jti": "id-1"}; !maps.Equal(header, want) {
		t.Errorf("header is %v, want %v", header, want)
	}
	want := map[string]any{
		"fileName":          `"dress" <1>.jpg`,
		"useUniqueFileName": "false",
		"tags":              "summer,dress",
		"responseFields":    "tags,metadata",
		"customMetadata":    `{"price":4.5,"size":["S","M"]}`,
		"extensions":        `[{"name":"remove-bg"}]`,
		"description":       "für <dich> & mich\n",
		"checks":            `"file.size" < "2mb"`,
		"iat":               float64(noon.Unix()),
		"exp":               float64(noon.Add(30 * time.Minute).Unix()),
	}
	if !maps.Equal(claims, want) {
		t.Errorf("claims\n got %v\nwant %v", claims, want)
	}
}

func TestUploadTokenIsTheSameForTheSame(t *testing.T) {
	t.Parallel()
	sign := func(expire int64) string {
		token, err := helpers.NewUploadToken("k", "p", dress(), helpers.TokenOptions{ID: "id-1", Now: atNoon, Expire: expire})
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	if sign(0) != sign(noon.Unix()+1800) || sign(0) == sign(noon.Unix()+1799) {
		t.Error("tokens differ where they should not, or do not where they should")
	}
}

// Two users who ask for the same at the same time get tokens of their own, or the second upload would be refused. The
// claims are the same: the service compares them with the fields of the upload.
func TestNewUploadToken_GivesEachUserAnother(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		token, err := helpers.NewUploadToken("k", "p", dress(), helpers.TokenOptions{Now: atNoon})
		if err != nil {
			t.Fatal(err)
		}
		header, claims := opened(t, token, "k")
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

func TestUploadTokenRefusesWhatCannotBeUsed(t *testing.T) {
	t.Parallel()
	now := noon.Unix()
	for _, test := range []struct {
		name            string
		private, public string
		expire          int64
		want            error
	}{
		{"no private key", "", "p", 0, helpers.ErrPrivateKeyMissing},
		{"no public key", "k", "", 0, helpers.ErrPublicKeyMissing},
		{"a line end behind the private key", "k\r\n", "p", 0, helpers.ErrPrivateKeyInvalid},
		{"a space before the public key", "k", " p", 0, helpers.ErrPublicKeyInvalid},
		{"a colon in the private key", "k:", "p", 0, helpers.ErrPrivateKeyInvalid},
		{"expired", "k", "p", now, helpers.ErrExpirePast},
		{"too far ahead", "k", "p", now + 3601, helpers.ErrExpireTooFar},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			token, err := helpers.NewUploadToken(test.private, test.public, dress(), helpers.TokenOptions{Expire: test.expire, Now: atNoon})
			if !errors.Is(err, test.want) || token != "" {
				t.Errorf("%q, %v, want %v", token, err, test.want)
			}
		})
	}
}

func TestUploadFieldsRefuseWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, field string
		request     imagekit.UploadV2Request
	}{
		{"no name", "fileName", imagekit.UploadV2Request{}},
		{"a comma in a tag", "tags", imagekit.UploadV2Request{FileName: "a", Tags: []string{"a,b"}}},
		{"metadata that is no JSON", "customMetadata", imagekit.UploadV2Request{FileName: "a", CustomMetadata: map[string]any{"x": math.NaN()}}},
		{"a name that is no UTF-8", "fileName", imagekit.UploadV2Request{FileName: "\xff"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			fields, err := helpers.UploadFields(test.request)
			var field *helpers.FieldError
			if !errors.As(err, &field) || field.Field != test.field || fields != nil {
				t.Errorf("%v, %v, want an error of %s", fields, err, test.field)
			}
			if _, err := helpers.NewUploadToken("k", "p", test.request, helpers.TokenOptions{}); !errors.As(err, &field) {
				t.Errorf("the token has error %v", err)
			}
		})
	}
}

func TestUploadFieldsLeaveTheRequestAlone(t *testing.T) {
	t.Parallel()
	request := dress()
	if _, err := helpers.UploadFields(request); err != nil {
		t.Fatal(err)
	}
	if request.Token == nil || *request.Token != "an older token" || !slices.Equal(request.Tags, dress().Tags) {
		t.Errorf("the request became %+v", request)
	}
}

func ExampleNewUploadToken() {
	request := imagekit.UploadV2Request{FileName: "dress.jpg", Folder: new("/users/7"), UseUniqueFileName: new(false)}
	token, err := helpers.NewUploadToken("private_demo_key", "public_demo_key", request, helpers.TokenOptions{
		ID:  "29ad6a9c-0b3f-4c52-9bd2-c1d5b3a5e3a1",               // leave it out to have a random one
		Now: func() time.Time { return time.Unix(1700000000, 0) }, // leave it out to have the time of day
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

func ExampleUploadFields() {
	fields, err := helpers.UploadFields(imagekit.UploadV2Request{
		FileName: "dress.jpg", Tags: []string{"summer", "dress"}, CustomMetadata: map[string]any{"price": 4.5},
	})
	fmt.Println(fields, err)

	_, err = helpers.UploadFields(imagekit.UploadV2Request{FileName: "dress.jpg", Tags: []string{"summer,dress"}})
	fmt.Println(err)
	// Output:
	// map[customMetadata:{"price":4.5} fileName:dress.jpg tags:summer,dress] <nil>
	// tags element "summer,dress" contains a comma, which separates elements
}
