package imagekit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/helpers"
)

// authTime is the time of the clock in tests of upload authentication. It is not a whole second.
var authTime = time.Date(2026, time.March, 1, 12, 0, 0, 600_000_000, time.UTC)

func authClock() time.Time { return authTime }

// authClient returns a client with both keys whose clock always returns authTime.
func authClient(t testing.TB, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	return newClient(t, append([]imagekit.Option{
		imagekit.WithPublicKey("public_key"), imagekit.WithClock(authClock),
	}, opts...)...)
}

func allowAll(*http.Request) error { return nil }

// signAsked is a hook that signs all fields that the browser asks for.
func signAsked(_ *http.Request, asked imagekit.UploadV2Request) (imagekit.UploadV2Request, error) {
	return asked, nil
}

// authOptions returns the options of a handler for GET and POST.
func authOptions() imagekit.AuthHandlerOptions {
	return imagekit.AuthHandlerOptions{
		Authorize: allowAll, AuthorizeUpload: signAsked,
		AllowedOrigins: []string{"https://www.example.com", "http://localhost:3000"},
	}
}

func newAuthHandler(t testing.TB, o imagekit.AuthHandlerOptions) http.Handler {
	t.Helper()
	h, err := authClient(t).AuthHandler(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// authResponse is a response of an AuthHandler.
type authResponse struct {
	*httptest.ResponseRecorder
	body struct {
		Message   *string
		Token     string
		Expire    int64
		Signature string
		PublicKey string
		Fields    map[string]string
	}
}

// callAuth sends a request to h, and checks the properties that all responses have. headers are alternating names and
// values.
func callAuth(t testing.TB, h http.Handler, method, body string, headers ...string) authResponse {
	t.Helper()
	r := httptest.NewRequest(method, "https://api.example.com/upload-auth", strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a := authResponse{ResponseRecorder: httptest.NewRecorder()}
	h.ServeHTTP(a, r)
	if a.Header().Get("Cache-Control") != "no-store" || a.Header().Get("Vary") != "Origin" {
		t.Errorf("headers are %v", a.Header())
	}
	all := fmt.Sprint(a.Header(), a.Body)
	if strings.Contains(all, privateKey) || strings.Contains(all, "internal detail") {
		t.Errorf("the response contains a secret: %s", all)
	}
	if a.Code == http.StatusNoContent {
		return a
	}
	if a.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers are %v", a.Header())
	}
	err := json.Unmarshal(a.Body.Bytes(), &a.body)
	if err != nil || !strings.HasPrefix(a.Header().Get("Content-Type"), "application/json") {
		t.Errorf("the response is not JSON: %v: %s", err, a.Body)
	}
	if failed := a.body.Message != nil && *a.body.Message != ""; failed != (a.Code != http.StatusOK) {
		t.Errorf("status %d with body %s, want a message in failures only", a.Code, a.Body)
	}
	return a
}

// want checks the status of the response, and that its body contains the words.
func (a authResponse) want(t *testing.T, status int, words ...string) authResponse {
	t.Helper()
	if a.Code != status {
		t.Fatalf("status %d, want %d: %s", a.Code, status, a.Body)
	}
	for _, word := range words {
		if !strings.Contains(a.Body.String(), word) {
			t.Errorf("%s does not contain %q", a.Body, word)
		}
	}
	return a
}

func TestClient_AuthHandler_InvalidOptions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*imagekit.AuthHandlerOptions)
		option string // that the error names; empty for no error
	}{
		{"no hook", func(o *imagekit.AuthHandlerOptions) { o.Authorize, o.AuthorizeUpload = nil, nil }, "Authorize"},
		{"a negative lifetime", func(o *imagekit.AuthHandlerOptions) { o.Lifetime = -time.Second }, "Lifetime"},
		{"no whole second", func(o *imagekit.AuthHandlerOptions) { o.Lifetime = time.Millisecond }, "Lifetime"},
		{"more than an hour", func(o *imagekit.AuthHandlerOptions) { o.Lifetime = time.Hour + 1 }, "Lifetime"},
		{"an hour", func(o *imagekit.AuthHandlerOptions) { o.Lifetime = time.Hour }, ""},
		{"a wildcard", func(o *imagekit.AuthHandlerOptions) { o.AllowedOrigins[1] = "*" }, "AllowedOrigins[1]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := authOptions()
			test.change(&o)
			h, err := authClient(t).AuthHandler(o)
			if test.option == "" {
				if h == nil || err != nil {
					t.Errorf("error %v", err)
				}
				return
			}
			var refused *imagekit.ConfigError
			if !errors.As(err, &refused) || refused.Option != "AuthHandlerOptions."+test.option || h != nil {
				t.Errorf("error %v, want a ConfigError of %s", err, test.option)
			}
		})
	}
}

func TestClient_AuthHandler_Parameters(t *testing.T) {
	t.Parallel()
	o := authOptions()
	o.Lifetime = 10 * time.Minute
	h := newAuthHandler(t, o)
	first := callAuth(t, h, http.MethodGet, "").want(t, http.StatusOK).body
	if first.Expire != authTime.Add(10*time.Minute).Unix() || first.PublicKey != "public_key" {
		t.Errorf("parameters are %+v", first)
	}
	if first.Signature != helpers.SignUpload(privateKey, first.Token, first.Expire) {
		t.Error("the signature is wrong")
	}
	if second := callAuth(t, h, http.MethodGet, "").want(t, http.StatusOK).body; second.Token == first.Token {
		t.Error("two requests got the same token")
	}
	forParams := imagekit.AuthHandlerOptions{Authorize: allowAll}
	alone, err := newClient(t, imagekit.WithClock(authClock)).AuthHandler(forParams)
	if err != nil {
		t.Fatal(err)
	}
	a := callAuth(t, alone, http.MethodGet, "").want(t, http.StatusOK)
	if strings.Contains(a.Body.String(), "publicKey") || a.body.Expire != authTime.Add(30*time.Minute).Unix() {
		t.Errorf("parameters are %s", a.Body)
	}
}

func TestClient_AuthHandler_SignedFields(t *testing.T) {
	t.Parallel()
	o := authOptions()
	o.AuthorizeUpload = func(r *http.Request, asked imagekit.UploadV2Request) (imagekit.UploadV2Request, error) {
		return imagekit.UploadV2Request{
			FileName: asked.FileName, Tags: asked.Tags, Description: asked.Description,
			Folder: new("/users/" + r.Header.Get("X-User")),
		}, nil
	}
	a := callAuth(t, newAuthHandler(t, o), http.MethodPost, `{"uploadPayload": {
		"fileName": "dress.jpg", "tags": ["summer", "dress"], "description": "a\nb\r\nc\rd",
		"folder": "/admin", "overwriteFile": true
	}, "publicKey": "ignored"}`, "X-User", "7").want(t, http.StatusOK)
	want := map[string]string{
		"fileName": "dress.jpg", "tags": "summer,dress", "description": "a\r\nb\r\nc\r\nd", "folder": "/users/7",
	}
	if !maps.Equal(a.body.Fields, want) {
		t.Errorf("fields\n got %q\nwant %q", a.body.Fields, want)
	}
	wantSigned(t, a)
}

// wantSigned checks that the token of a response signs exactly the fields of the response, and is valid for 30 minutes.
func wantSigned(t *testing.T, a authResponse) {
	t.Helper()
	_, claims := parseToken(t, a.body.Token, privateKey)
	lifetime := claims["exp"].(float64) - claims["iat"].(float64)
	if int64(claims["iat"].(float64)) != authTime.Unix() || lifetime != 30*60 {
		t.Errorf("iat %v, exp %v", claims["iat"], claims["exp"])
	}
	delete(claims, "iat")
	delete(claims, "exp")
	if fmt.Sprint(claims) != fmt.Sprint(a.body.Fields) {
		t.Errorf("claims %v, fields %v", claims, a.body.Fields)
	}
}

func TestClient_AuthHandler_UniqueTokens(t *testing.T) {
	t.Parallel()
	h, seen := newAuthHandler(t, authOptions()), map[string]bool{}
	for range 100 { // equal requests at the same time
		a := callAuth(t, h, http.MethodPost, `{"uploadPayload": {"fileName": "image.jpg"}}`).want(t, http.StatusOK)
		seen[a.body.Token] = true
	}
	if len(seen) != 100 {
		t.Errorf("%d different tokens, want 100", len(seen))
	}
}

func TestClient_AuthHandler_HookErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		err    error
		status int
		words  string
	}{
		{"any error", errors.New("internal detail " + privateKey), 403, "the upload is not allowed"},
		{"an HTTPError", &imagekit.HTTPError{StatusCode: 401, Message: "log in"}, 401, "log in"},
		{
			"a wrapped HTTPError",
			fmt.Errorf("internal detail: %w", &imagekit.HTTPError{StatusCode: 429, Message: "later"}),
			429, "later",
		},
		{
			"an HTTPError of a success", &imagekit.HTTPError{StatusCode: 200, Message: "internal detail"},
			403, "the upload is not allowed",
		},
		{"HTTPError without status", &imagekit.HTTPError{Message: "internal detail"}, 403, "the upload is not allowed"},
		{"a field", &imagekit.ArgumentError{Argument: "internal detail"}, 403, "the upload is not allowed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := authOptions()
			o.Authorize = func(*http.Request) error { return test.err }
			o.AuthorizeUpload = func(*http.Request, imagekit.UploadV2Request) (imagekit.UploadV2Request, error) {
				return imagekit.UploadV2Request{FileName: "a"}, test.err
			}
			h := newAuthHandler(t, o)
			callAuth(t, h, http.MethodGet, "").want(t, test.status, test.words)
			callAuth(t, h, http.MethodPost, `{"uploadPayload": {"fileName": "a"}}`).want(t, test.status, test.words)
		})
	}
}

func TestClient_AuthHandler_Methods(t *testing.T) {
	t.Parallel()
	both, get, post, noOrigin := authOptions(), authOptions(), authOptions(), authOptions()
	get.AuthorizeUpload = nil
	post.Authorize = nil
	noOrigin.AllowedOrigins = nil
	for _, test := range []struct {
		name    string
		options imagekit.AuthHandlerOptions
		refused []string
		allow   string
	}{
		{"both", both, []string{"HEAD", "PUT", "DELETE", "OPTIONS", "get"}, "GET, POST, OPTIONS"},
		{"parameters", get, []string{"POST", "HEAD"}, "GET, OPTIONS"},
		{"tokens", post, []string{"GET", "HEAD", "PATCH"}, "POST, OPTIONS"},
		{"no allowed origin", noOrigin, []string{"OPTIONS"}, "GET, POST"},
	} {
		for _, method := range test.refused {
			a := callAuth(t, newAuthHandler(t, test.options), method, "")
			if a.Code != http.StatusMethodNotAllowed || a.Header().Get("Allow") != test.allow {
				t.Errorf("%s: %s has status %d, Allow %q", test.name, method, a.Code, a.Header().Get("Allow"))
			}
		}
	}
}

func TestClient_AuthHandler_Origins(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		origin string
		status int
		shared bool
	}{
		{"", 200, false},
		{"https://www.example.com", 200, true},
		{"http://localhost:3000", 200, true},
		{"https://api.example.com", 200, false}, // the origin of the handler
		{"https://example.com", 403, false},
		{"http://www.example.com", 403, false},
		{"https://www.example.com:8443", 403, false},
		{"https://www.example.com.evil.org", 403, false},
		{"https://WWW.example.com", 403, false},
		{"null", 403, false},
		{"*", 403, false},
	} {
		o := authOptions()
		called := false
		o.Authorize = func(*http.Request) error { called = true; return nil }
		a := callAuth(t, newAuthHandler(t, o), http.MethodGet, "", "Origin", test.origin)
		if test.origin == "" {
			a = callAuth(t, newAuthHandler(t, o), http.MethodGet, "")
		}
		want := ""
		if test.shared {
			want = test.origin
		}
		got := a.Header().Get("Access-Control-Allow-Origin")
		if a.Code != test.status || got != want || called != (test.status == 200) {
			t.Errorf("%q: status %d, Access-Control-Allow-Origin %q, hook called: %v", test.origin, a.Code, got, called)
		}
	}
}

func TestClient_AuthHandler_Preflight(t *testing.T) {
	t.Parallel()
	o := authOptions()
	o.AllowedHeaders, o.AllowCredentials = []string{"X-CSRF-Token"}, true
	h := newAuthHandler(t, o)
	preflight := func(origin string) authResponse {
		return callAuth(t, h, http.MethodOptions, "", "Origin", origin,
			"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
	}
	a := preflight("https://www.example.com").want(t, http.StatusNoContent)
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin":      "https://www.example.com",
		"Access-Control-Allow-Methods":     "GET, POST",
		"Access-Control-Allow-Headers":     "Authorization, Content-Type, X-CSRF-Token",
		"Access-Control-Allow-Credentials": "true",
	} {
		if got := a.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	a = preflight("https://evil.example").want(t, http.StatusForbidden)
	for name := range a.Header() {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("the response to an origin that is not allowed has %s", name)
		}
	}
	// A page of an allowed origin may read errors.
	h = newAuthHandler(t, authOptions())
	a = callAuth(t, h, http.MethodPut, "", "Origin", "https://www.example.com").want(t, http.StatusMethodNotAllowed)
	if a.Header().Get("Access-Control-Allow-Origin") == "" || a.Header().Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("headers are %v", a.Header())
	}
}

// TestClient_AuthHandler_CopyAndPrint checks that the handler keeps a copy of its options, and prints without the key.
func TestClient_AuthHandler_CopyAndPrint(t *testing.T) {
	t.Parallel()
	o := authOptions()
	h := newAuthHandler(t, o)
	o.AllowedOrigins[0] = "https://evil.example"
	callAuth(t, h, http.MethodGet, "", "Origin", "https://evil.example").want(t, http.StatusForbidden)
	if text := fmt.Sprintf("%v %+v %#v", h, h, h); strings.Contains(text, privateKey) {
		t.Errorf("the handler prints with the key: %s", text)
	}
}

func TestClient_AuthHandler_AllowedOrigins(t *testing.T) {
	t.Parallel()
	o := authOptions()
	o.AllowedOrigins = []string{
		"https://example.com", "https://example.com:8443", "http://localhost", "http://127.0.0.1:8080",
		"http://[::1]:3000", "https://example.com.", "https://xn--bcher-kva.example", "capacitor://localhost",
		"chrome-extension://abcdef",
	}
	h := newAuthHandler(t, o)
	for _, origin := range o.AllowedOrigins {
		a := callAuth(t, h, http.MethodGet, "", "Origin", origin).want(t, http.StatusOK)
		if got := a.Header().Get("Access-Control-Allow-Origin"); got != origin {
			t.Errorf("Access-Control-Allow-Origin is %q, want %q", got, origin)
		}
	}
}

func TestClient_AuthHandler_TwoOriginHeaders(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header["Origin"] = []string{"https://www.example.com", "https://evil.example"}
	w := httptest.NewRecorder()
	newAuthHandler(t, authOptions()).ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("status %d, headers %v", w.Code, w.Header())
	}
}
