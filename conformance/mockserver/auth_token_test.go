package mockserver_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

const uploadV2 = "/api/v2/files/upload"

// signing describes how to make a token. Its zero value makes a token that is valid at noon.
type signing struct {
	method jwt.SigningMethod
	key    any
	header map[string]any
	claims map[string]any // nil removes a claim
}

// token returns the token part of an upload. The claims of the token are the text parts of p.
func (s signing) token(t *testing.T, p parts) part {
	t.Helper()
	claims := jwt.MapClaims{"iat": noon.Unix(), "exp": noon.Add(time.Hour).Unix()}
	for _, part := range p {
		if part.bytes == nil {
			claims[part.name] = part.text
		}
	}
	maps.Copy(claims, s.claims)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	if s.method == nil {
		s.method = jwt.SigningMethodHS256
	}
	if s.key == nil {
		s.key = []byte(mockserver.DefaultPrivateKey)
	}
	token := jwt.NewWithClaims(s.method, claims)
	token.Header["kid"] = mockserver.DefaultPublicKey
	maps.Copy(token.Header, s.header)
	text, err := token.SignedString(s.key)
	if err != nil {
		t.Fatal(err)
	}
	return part{name: "token", text: text}
}

func TestUploadV2_Token(t *testing.T) {
	t.Parallel()
	fields := named("a.txt", []byte("x")).with(part{name: "folder", text: "/a"}, part{name: "tags", text: "a,b"})
	seconds := func(d time.Duration) int64 { return noon.Add(d).Unix() }
	for _, test := range []struct {
		name   string
		how    signing
		sent   parts
		status int
		words  []string
	}{
		{"valid", signing{}, fields, 200, nil},
		{"parts in another order", signing{}, parts{fields[4], fields[2], fields[0], fields[3], fields[1]}, 200, nil},
		{
			"signed with another key",
			signing{key: []byte("other")},
			fields, 400,
			[]string{"invalid token.", "signature"},
		},
		{
			"unsigned",
			signing{method: jwt.SigningMethodNone, key: jwt.UnsafeAllowNoneSignatureType},
			fields,
			400,
			[]string{"invalid token.", "signature"},
		},
		{
			"signed with another algorithm",
			signing{method: jwt.SigningMethodHS512},
			fields, 400,
			[]string{"invalid token.", "signature"},
		},
		{"with another public key", signing{header: map[string]any{"kid": "other"}}, fields, 403, nil},
		{"with no public key", signing{header: map[string]any{"kid": nil}}, fields, 403, nil},
		{
			"expired",
			signing{claims: map[string]any{"iat": seconds(-time.Minute), "exp": seconds(0)}},
			fields, 400,
			[]string{"expired"},
		},
		{
			"exp more than 1 hour ahead",
			signing{claims: map[string]any{"exp": seconds(time.Hour + time.Second)}},
			fields, 400,
			[]string{"1 hour"},
		},
		{
			"iat more than 1 hour before exp",
			signing{claims: map[string]any{"iat": seconds(-time.Second)}},
			fields, 400,
			[]string{"1 hour"},
		},
		{
			"iat in the future",
			signing{claims: map[string]any{"iat": seconds(time.Second)}},
			fields, 400,
			[]string{"token"},
		},
		{"without iat", signing{claims: map[string]any{"iat": nil}}, fields, 400, []string{"token"}},
		{"without exp", signing{claims: map[string]any{"exp": nil}}, fields, 400, []string{"token"}},
		{"exp is text", signing{claims: map[string]any{"exp": "tomorrow"}}, fields, 400, []string{"token"}},
		{
			"signed field with another value",
			signing{claims: map[string]any{"folder": "/b"}},
			fields, 400,
			[]string{"folder"},
		},
		{
			"signed field that is not a string",
			signing{claims: map[string]any{"useUniqueFileName": false}},
			fields, 400,
			[]string{"useUniqueFileName"},
		},
		{"field that is not signed", signing{claims: map[string]any{"folder": nil}}, fields, 400, []string{"folder"}},
		{
			"signed field that is not sent",
			signing{claims: map[string]any{"description": "x"}},
			fields, 400,
			[]string{"description"},
		},
		{
			"empty signed field that is not sent",
			signing{claims: map[string]any{"description": ""}},
			fields, 400,
			[]string{"description"},
		},
		{"claim that is not a field", signing{claims: map[string]any{"jti": "1"}}, fields, 400, []string{"jti"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := uploadTo(t, start(t), uploadV2, "", test.sent.with(test.how.token(t, fields)))
			if test.status == http.StatusOK {
				got.wantStatus(t, test.status)
				return
			}
			got.wantError(t, test.status, test.words...)
		})
	}
}

func TestUploadV2_PartWithoutClaim(t *testing.T) {
	t.Parallel()
	fields := named("a.txt", []byte("x"))
	for _, name := range []string{"overwriteFile", "somethingNew"} {
		sent := fields.with(signing{}.token(t, fields), part{name: name, text: "false"})
		uploadTo(t, start(t), uploadV2, "", sent).wantError(t, http.StatusBadRequest, "token", name)
	}
}

func TestUploadV2_UnknownPartWithClaim(t *testing.T) {
	t.Parallel()
	fields := named("a.txt", []byte("x")).with(part{name: "somethingNew", text: "false"})
	uploadTo(t, start(t), uploadV2, "", fields.with(signing{}.token(t, fields))).wantStatus(t, http.StatusOK)
}

func TestUploadV2_InvalidToken(t *testing.T) {
	t.Parallel()
	s := start(t)
	fields := named("a.txt", []byte("x"))
	for _, token := range []string{"a.b.c", ".", "..", "x", strings.Repeat(".", 100)} {
		uploadTo(t, s, uploadV2, "", fields.with(part{name: "token", text: token})).wantError(t, http.StatusBadRequest,
			"token")
	}
	uploadTo(t, s, uploadV2, "", fields.with(part{name: "token"})).wantError(t, http.StatusBadRequest,
		"Your request is missing token parameter.")
	uploadTo(t, s, uploadV2, "", fields).wantError(t, http.StatusBadRequest,
		"Your request is missing token parameter.")
	uploadTo(t, s, uploadV2, s.PrivateKey(), fields.with(signing{}.token(t, fields))).wantError(t,
		http.StatusBadRequest, "contains both token and basic auth parameter", "only one method")
	// The signature parameters of version 1 do not authenticate an upload of version 2.
	uploadTo(t, s, uploadV2, "", fields.with(signed(s.PrivateKey(), "t1", s.PublicKey(), noon.Add(time.Minute))...)).
		wantError(t, http.StatusBadRequest, "token")
}

// TestUploadV2_TokenIDs makes two tokens for the same fields in the same second. They differ only in a header
// parameter. Each is accepted once.
func TestUploadV2_TokenIDs(t *testing.T) {
	t.Parallel()
	s := start(t)
	fields := named("a.txt", []byte("x"))
	var tokens []part
	for _, id := range []string{"id-1", "id-2"} {
		tokens = append(tokens, signing{header: map[string]any{"jti": id, "x-unknown": []any{1, "a"}}}.token(t, fields))
	}
	for _, token := range tokens {
		uploadTo(t, s, uploadV2, "", fields.with(token)).wantStatus(t, http.StatusOK)
	}
	for _, token := range tokens {
		uploadTo(t, s, uploadV2, "", fields.with(token)).wantError(t, http.StatusBadRequest, "once")
	}
}

func TestUploadV2_TokenUsedTwice(t *testing.T) {
	t.Parallel()
	s := start(t)
	fields := named("a.txt", []byte("x"))
	token := signing{}.token(t, fields)
	forged := signing{key: []byte("other")}.token(t, fields)
	uploadTo(t, s, uploadV2, "", fields.with(forged)).wantError(t, http.StatusBadRequest, "invalid token.", "signature")

	// A token is used up even if the upload fails, but not if the signature of the token is wrong.
	uploadTo(t, s, uploadV2, "", fields.with(token, part{name: "tags", text: "x"})).wantError(t, http.StatusBadRequest,
		"tags")
	uploadTo(t, s, uploadV2, "", fields.with(token)).wantError(t, http.StatusBadRequest, "once")

	// The last character of a signature has unused bits. The same token with other unused bits is rejected too.
	last := strings.IndexByte("AEIMQUYcgkosw048", token.text[len(token.text)-1])
	token.text = token.text[:len(token.text)-1] + "BFJNRVZdhlptx159"[last:last+1]
	uploadTo(t, s, uploadV2, "", fields.with(token)).wantError(t, http.StatusBadRequest, "token")

	later := signing{claims: map[string]any{"exp": noon.Add(time.Minute).Unix()}}.token(t, fields)
	uploadTo(t, s, uploadV2, "", fields.with(later)).wantStatus(t, http.StatusOK)
}
