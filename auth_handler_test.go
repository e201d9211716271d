package helpers_test

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

	"github.com/openimagekit/imagekit/gen"
	"github.com/openimagekit/imagekit/helpers"
)

const secret = "private_secret_key"

func anyone(*http.Request) error { return nil }

// asAsked signs whatever the browser asks for.
func asAsked(_ *http.Request, asked gen.UploadV2Request) (gen.UploadV2Request, error) {
	return asked, nil
}

// options are those of a handler that answers GET and POST.
func options() helpers.AuthHandlerOptions {
	return helpers.AuthHandlerOptions{
		PrivateKey: secret, PublicKey: "public_key",
		Authorize: anyone, AuthorizeUpload: asAsked,
		AllowedOrigins: []string{"https://www.example.com", "http://localhost:3000"},
		Now:            atNoon,
	}
}

func handler(t testing.TB, o helpers.AuthHandlerOptions) http.Handler {
	t.Helper()
	h, err := helpers.AuthHandler(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// answer is a response, read and checked for what all of them have in common.
type answer struct {
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

// ask sends a request; headers are names and values in turn.
func ask(t testing.TB, h http.Handler, method, body string, headers ...string) answer {
	t.Helper()
	r := httptest.NewRequest(method, "https://api.example.com/upload-auth", strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a := answer{ResponseRecorder: httptest.NewRecorder()}
	h.ServeHTTP(a, r)
	if a.Header().Get("Cache-Control") != "no-store" || a.Header().Get("Vary") != "Origin" {
		t.Errorf("headers are %v", a.Header())
	}
	if everything := fmt.Sprint(a.Header(), a.Body); strings.Contains(everything, secret) || strings.Contains(everything, "internal detail") {
		t.Errorf("the answer has a secret: %s", everything)
	}
	if a.Code == http.StatusNoContent {
		return a
	}
	if err := json.Unmarshal(a.Body.Bytes(), &a.body); err != nil || !strings.HasPrefix(a.Header().Get("Content-Type"), "application/json") {
		t.Errorf("the answer is no JSON: %v: %s", err, a.Body)
	}
	if failed := a.body.Message != nil && *a.body.Message != ""; failed != (a.Code != http.StatusOK) {
		t.Errorf("status %d: %s", a.Code, a.Body)
	}
	return a
}

func (a answer) want(t *testing.T, status int, words ...string) answer {
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

func TestAuthHandlerIsNotMadeForEverybody(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*helpers.AuthHandlerOptions)
		want   error
	}{
		{"no hook", func(o *helpers.AuthHandlerOptions) { o.Authorize, o.AuthorizeUpload = nil, nil }, helpers.ErrHookMissing},
		{"no private key", func(o *helpers.AuthHandlerOptions) { o.PrivateKey = "" }, helpers.ErrPrivateKeyMissing},
		{"no public key for tokens", func(o *helpers.AuthHandlerOptions) { o.PublicKey = "" }, helpers.ErrPublicKeyMissing},
		{"no public key for parameters", func(o *helpers.AuthHandlerOptions) { o.PublicKey, o.AuthorizeUpload = "", nil }, nil},
		{"a negative lifetime", func(o *helpers.AuthHandlerOptions) { o.Lifetime = -time.Second }, helpers.ErrLifetimeInvalid},
		{"no whole second", func(o *helpers.AuthHandlerOptions) { o.Lifetime = time.Millisecond }, helpers.ErrLifetimeInvalid},
		{"more than an hour", func(o *helpers.AuthHandlerOptions) { o.Lifetime = time.Hour + 1 }, helpers.ErrLifetimeInvalid},
		{"an hour", func(o *helpers.AuthHandlerOptions) { o.Lifetime = time.Hour }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := options()
			test.change(&o)
			h, err := helpers.AuthHandler(o)
			if !errors.Is(err, test.want) || (h == nil) != (test.want != nil) {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
}

func TestAuthHandlerGivesParameters(t *testing.T) {
	t.Parallel()
	o := options()
	o.Lifetime = 10 * time.Minute
	h := handler(t, o)
	first := ask(t, h, http.MethodGet, "").want(t, http.StatusOK).body
	if first.Expire != noon.Add(10*time.Minute).Unix() || first.PublicKey != "public_key" {
		t.Errorf("parameters are %+v", first)
	}
	if first.Signature != helpers.SignAuth(secret, first.Token, first.Expire) {
		t.Error("the signature is wrong")
	}
	if second := ask(t, h, http.MethodGet, "").want(t, http.StatusOK).body; second.Token == first.Token {
		t.Error("the same token twice")
	}
	o.PublicKey, o.AuthorizeUpload, o.Lifetime = "", nil, 0
	a := ask(t, handler(t, o), http.MethodGet, "").want(t, http.StatusOK)
	if strings.Contains(a.Body.String(), "publicKey") || a.body.Expire != noon.Add(30*time.Minute).Unix() {
		t.Errorf("parameters are %s", a.Body)
	}
}

func TestAuthHandlerSignsWhatTheHookReturns(t *testing.T) {
	t.Parallel()
	o := options()
	o.AuthorizeUpload = func(r *http.Request, asked gen.UploadV2Request) (gen.UploadV2Request, error) {
		return gen.UploadV2Request{
			FileName: asked.FileName, Tags: asked.Tags, Description: asked.Description, Folder: new("/users/" + r.Header.Get("X-User")),
		}, nil
	}
	a := ask(t, handler(t, o), http.MethodPost, `{"uploadPayload": {
		"fileName": "dress.jpg", "tags": ["summer", "dress"], "description": "a\nb\r\nc\rd", "folder": "/admin", "overwriteFile": true
	}, "publicKey": "ignored"}`, "X-User", "7").want(t, http.StatusOK)
	want := map[string]string{"fileName": "dress.jpg", "tags": "summer,dress", "description": "a\r\nb\r\nc\r\nd", "folder": "/users/7"}
	if !maps.Equal(a.body.Fields, want) {
		t.Errorf("fields\n got %q\nwant %q", a.body.Fields, want)
	}
	wantSigned(t, a)
}

// wantSigned checks that a token has exactly the fields that came with it, and is valid for half an hour.
func wantSigned(t *testing.T, a answer) {
	t.Helper()
	_, claims := opened(t, a.body.Token, secret)
	lifetime := claims["exp"].(float64) - claims["iat"].(float64)
	if int64(claims["iat"].(float64)) != noon.Unix() || lifetime != 30*60 {
		t.Errorf("iat %v, exp %v", claims["iat"], claims["exp"])
	}
	delete(claims, "iat")
	delete(claims, "exp")
	if fmt.Sprint(claims) != fmt.Sprint(a.body.Fields) {
		t.Errorf("claims %v, fields %v", claims, a.body.Fields)
	}
}

func TestAuthHandlerTakesFieldsAsJSONAndAsFormText(t *testing.T) {
	t.Parallel()
	h := handler(t, options())
	for _, payload := range []string{
		`{"fileName": "a", "isPrivateFile": false, "tags": ["x", "y"], "responseFields": ["tags"], "customMetadata": {"id": 12345678901234567890},
			"extensions": [{"name": "remove-bg"}], "transformation": {"pre": "w-1"}, "folder": null, "checks": ""}`,
		`{"fileName": "a", "isPrivateFile": "false", "tags": "x,y", "responseFields": "tags", "customMetadata": "{\"id\": 12345678901234567890}",
			"extensions": "[{\"name\": \"remove-bg\"}]", "transformation": "{\"pre\": \"w-1\"}", "checks": ""}`,
	} {
		a := ask(t, h, http.MethodPost, `{"uploadPayload": `+payload+`}`).want(t, http.StatusOK)
		want := map[string]string{
			"fileName": "a", "isPrivateFile": "false", "tags": "x,y", "responseFields": "tags", "customMetadata": `{"id":12345678901234567890}`,
			"extensions": `[{"name":"remove-bg"}]`, "transformation": `{"pre":"w-1"}`, "checks": "",
		}
		if !maps.Equal(a.body.Fields, want) {
			t.Errorf("fields\n got %q\nwant %q", a.body.Fields, want)
		}
	}
}

func TestAuthHandlerMakesEqualUploadsDiffer(t *testing.T) {
	t.Parallel()
	h, seen := handler(t, options()), map[string]bool{}
	for range 100 { // all at the same time, for the same fields
		seen[ask(t, h, http.MethodPost, `{"uploadPayload": {"fileName": "image.jpg"}}`).want(t, http.StatusOK).body.Token] = true
	}
	if len(seen) != 100 {
		t.Errorf("%d different tokens, want 100", len(seen))
	}
}

func TestAuthHandlerLetsBrowsersShortenTheLifetime(t *testing.T) {
	t.Parallel()
	h := handler(t, options())
	for _, test := range []struct{ expire, want float64 }{{1, 1}, {100, 100}, {1800, 1800}, {3600, 1800}, {1e15, 1800}} {
		a := ask(t, h, http.MethodPost, fmt.Sprintf(`{"uploadPayload": {"fileName": "a"}, "expire": %.0f}`, test.expire)).want(t, http.StatusOK)
		_, claims := opened(t, a.body.Token, secret)
		if got := claims["exp"].(float64) - claims["iat"].(float64); got != test.want {
			t.Errorf("asked for %v s, got %v s, want %v s", test.expire, got, test.want)
		}
	}
}

func TestAuthHandlerRefusesBodies(t *testing.T) {
	t.Parallel()
	h := handler(t, options())
	for _, test := range []struct {
		name, body, contentType string
		status                  int
		words                   []string
	}{
		{"empty", ``, "application/json", 400, []string{"uploadPayload"}},
		{"null", `null`, "application/json", 400, []string{"uploadPayload"}},
		{"not in uploadPayload", `{"fileName": "a"}`, "application/json", 400, []string{"uploadPayload"}},
		{"cut off", `{"uploadPayload": {"fileName": "a"}`, "application/json", 400, nil},
		{"more behind it", `{"uploadPayload": {"fileName": "a"}} {}`, "application/json", 400, nil},
		{"a form", `fileName=a`, "application/x-www-form-urlencoded", 415, []string{"application/json"}},
		{"text that looks like JSON", `{"uploadPayload": {"fileName": "a"}}`, "text/plain", 415, nil},
		{"no type", `{"uploadPayload": {"fileName": "a"}}`, "", 415, nil},
		{"long", `{"uploadPayload": {"fileName": "` + strings.Repeat("a", 64<<10) + `"}}`, "application/json", 413, nil},
		{"no file name", `{"uploadPayload": {}}`, "application/json", 400, []string{"fileName"}},
		{"a file", `{"uploadPayload": {"fileName": "a", "file": "https://example.com/x"}}`, "application/json", 400, []string{"file "}},
		{"a token", `{"uploadPayload": {"fileName": "a", "token": "x"}}`, "application/json", 400, []string{"token"}},
		{"a claim", `{"uploadPayload": {"fileName": "a", "exp": "9999999999"}}`, "application/json", 400, []string{"exp"}},
		{"an unknown field", `{"uploadPayload": {"filename": "a"}}`, "application/json", 400, []string{"filename"}},
		{"a number for a text", `{"uploadPayload": {"fileName": 1}}`, "application/json", 400, []string{"fileName must be a text"}},
		{"a text for a boolean", `{"uploadPayload": {"fileName": "a", "isPublished": "no"}}`, "application/json", 400, []string{"true or false"}},
		{"a number in a list", `{"uploadPayload": {"fileName": "a", "tags": [1]}}`, "application/json", 400, []string{"a list of texts"}},
		{"a comma in a tag", `{"uploadPayload": {"fileName": "a", "tags": ["a,b"]}}`, "application/json", 400, []string{"tags", "comma"}},
		{"text that is not JSON", `{"uploadPayload": {"fileName": "a", "customMetadata": "x"}}`, "application/json", 400, []string{"customMetadata"}},
		{"a list for an object", `{"uploadPayload": {"fileName": "a", "transformation": []}}`, "application/json", 400, []string{"transformation"}},
		{"no lifetime", `{"uploadPayload": {"fileName": "a"}, "expire": 0}`, "application/json", 400, []string{"expire"}},
		{"a lifetime that is text", `{"uploadPayload": {"fileName": "a"}, "expire": "600"}`, "application/json", 400, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ask(t, h, http.MethodPost, test.body, "Content-Type", test.contentType).want(t, test.status, test.words...)
		})
	}
}

func TestAuthHandlerTellsLittleAboutErrorsOfHooks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		err    error
		status int
		words  string
	}{
		{"any error", errors.New("internal detail " + secret), 403, "you may not upload"},
		{"a refusal", &helpers.HTTPError{Status: 401, Message: "log in"}, 401, "log in"},
		{"a refusal within an error", fmt.Errorf("internal detail: %w", &helpers.HTTPError{Status: 429, Message: "later"}), 429, "later"},
		{"a refusal that is none", &helpers.HTTPError{Status: 200, Message: "internal detail"}, 403, "you may not upload"},
		{"a refusal without a status", &helpers.HTTPError{Message: "internal detail"}, 403, "you may not upload"},
		{"a field", &helpers.FieldError{Field: "internal detail"}, 403, "you may not upload"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := options()
			o.Authorize = func(*http.Request) error { return test.err }
			o.AuthorizeUpload = func(_ *http.Request, asked gen.UploadV2Request) (gen.UploadV2Request, error) { return asked, test.err }
			h := handler(t, o)
			ask(t, h, http.MethodGet, "").want(t, test.status, test.words)
			ask(t, h, http.MethodPost, `{"uploadPayload": {"fileName": "a"}}`).want(t, test.status, test.words)
		})
	}
}

func TestAuthHandlerServesTheMethodsThatItHasHooksFor(t *testing.T) {
	t.Parallel()
	both, get, post, alone := options(), options(), options(), options()
	get.AuthorizeUpload = nil
	post.Authorize = nil
	alone.AllowedOrigins = nil
	for _, test := range []struct {
		name    string
		options helpers.AuthHandlerOptions
		refused []string
		allow   string
	}{
		{"both", both, []string{"HEAD", "PUT", "DELETE", "OPTIONS", "get"}, "GET, POST, OPTIONS"},
		{"parameters", get, []string{"POST", "HEAD"}, "GET, OPTIONS"},
		{"tokens", post, []string{"GET", "HEAD", "PATCH"}, "POST, OPTIONS"},
		{"for no other origin", alone, []string{"OPTIONS"}, "GET, POST"},
	} {
		for _, method := range test.refused {
			a := ask(t, handler(t, test.options), method, "")
			if a.Code != http.StatusMethodNotAllowed || a.Header().Get("Allow") != test.allow {
				t.Errorf("%s: %s has status %d, Allow %q", test.name, method, a.Code, a.Header().Get("Allow"))
			}
		}
	}
}

func TestAuthHandlerKnowsOrigins(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		origin string
		status int
		shared bool
	}{
		{"", 200, false},
		{"https://www.example.com", 200, true},
		{"http://localhost:3000", 200, true},
		{"https://api.example.com", 200, false}, // the handler's own
		{"https://example.com", 403, false},
		{"http://www.example.com", 403, false},
		{"https://www.example.com:8443", 403, false},
		{"https://www.example.com.evil.org", 403, false},
		{"https://WWW.example.com", 403, false},
		{"null", 403, false},
		{"*", 403, false},
	} {
		o := options()
		called := false
		o.Authorize = func(*http.Request) error { called = true; return nil }
		a := ask(t, handler(t, o), http.MethodGet, "", "Origin", test.origin)
		if test.origin == "" {
			a = ask(t, handler(t, o), http.MethodGet, "")
		}
		want := ""
		if test.shared {
			want = test.origin
		}
		if got := a.Header().Get("Access-Control-Allow-Origin"); a.Code != test.status || got != want || called != (test.status == 200) {
			t.Errorf("%q: status %d, shared with %q, hook called: %v", test.origin, a.Code, got, called)
		}
	}
}

func TestAuthHandlerAnswersPreflights(t *testing.T) {
	t.Parallel()
	o := options()
	o.AllowedHeaders, o.AllowCredentials = []string{"X-CSRF-Token"}, true
	preflight := []string{"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type", "Origin"}
	a := ask(t, handler(t, o), http.MethodOptions, "", append(preflight, "https://www.example.com")...).want(t, http.StatusNoContent)
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
	a = ask(t, handler(t, o), http.MethodOptions, "", append(preflight, "https://evil.example")...).want(t, http.StatusForbidden)
	for name := range a.Header() {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("another origin gets %s", name)
		}
	}
	// A page of an allowed origin may read errors.
	a = ask(t, handler(t, options()), http.MethodPut, "", "Origin", "https://www.example.com").want(t, http.StatusMethodNotAllowed)
	if a.Header().Get("Access-Control-Allow-Origin") == "" || a.Header().Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("headers are %v", a.Header())
	}
}

func TestAuthHandlerKeepsItsOriginsAndPrintsNoKey(t *testing.T) {
	t.Parallel()
	o := options()
	h := handler(t, o)
	o.AllowedOrigins[0] = "https://evil.example"
	ask(t, h, http.MethodGet, "", "Origin", "https://evil.example").want(t, http.StatusForbidden)
	if text := fmt.Sprintf("%v %+v %#v", h, h, h); strings.Contains(text, secret) {
		t.Errorf("it prints as %s", text)
	}
}
