package mockserver_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"net/http"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func hmacSHA1(key, text string) string {
	mac := hmac.New(sha1.New, []byte(key))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestAPI_Authentication(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithPrivateKey("private_other"))
	for _, test := range []struct {
		name, authorization string
		status              int
		message             string
	}{
		{"no key", "", 401, "Your request does not contain private API key."},
		{"no Basic auth", "Bearer private_other", 401, "Your request does not contain private API key."},
		{"another key", "Basic cHJpdmF0ZV9tb2NrX2tleTo=", 403, "Your account cannot be authenticated."},
		{
			"password is ignored", "Basic cHJpdmF0ZV9vdGhlcjp4", 400,
			"Your request contains invalid limit parameter.",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			// The request has an invalid parameter too, but only authenticated clients get that error.
			req := newRequest(t, http.MethodGet, s.URL()+"/v1/files?limit=x", nil)
			req.Header.Set("Authorization", test.authorization)
			got := send(t, req)
			got.wantError(t, test.status, test.message)
			wantFields(t, got.object(t), object{"help": "For support kindly contact us at support@imagekit.io."})
		})
	}
}

func TestUpload_Signature(t *testing.T) {
	t.Parallel()
	const private, public = mockserver.DefaultPrivateKey, mockserver.DefaultPublicKey
	soon := noon.Add(30 * time.Minute)
	for _, test := range []struct {
		name   string
		key    string
		auth   parts
		status int
		words  []string
	}{
		{"signed", "", signed(private, "t1", public, soon), 200, nil},
		{"signed with another key", "", signed("other", "t1", public, soon), 400, []string{"signature"}},
		{"with another public key", "", signed(private, "t1", "other", soon), 403, nil},
		{"expired", "", signed(private, "t1", public, noon), 400, []string{"expire", "less than 1 hour"}},
		{"too far ahead", "", signed(private, "t1", public, noon.Add(time.Hour)), 400, []string{"expire"}},
		{
			"without expire", "",
			parts{{name: "token", text: "t"}, {name: "signature", text: "x"}},
			400,
			[]string{"expire"},
		},
		{"with key and signature", private, signed(private, "t1", public, soon), 400, []string{"Use only one method"}},
		{"with neither", "", nil, 401, []string{"private API key"}},
		{"with the wrong key", "other", nil, 403, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := uploadTo(t, start(t), "/api/v1/files/upload", test.key,
				named("a.txt", []byte("x")).with(test.auth...))
			if test.status == http.StatusOK {
				got.wantStatus(t, test.status)
				return
			}
			got.wantError(t, test.status, test.words...)
		})
	}
}

func TestUpload_TokenUsedTwice(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := signed(s.PrivateKey(), "t1", s.PublicKey(), noon.Add(time.Minute))
	const path = "/api/v1/files/upload"
	// An upload that fails uses up the token too.
	uploadTo(t, s, path, "", token).wantError(t, http.StatusBadRequest, "file")
	uploadTo(t, s, path, "", named("a.txt", []byte("x")).with(token...)).wantError(t, http.StatusBadRequest, "token",
		"once")
}
