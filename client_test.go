package imagekit_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

const privateKey = "private_test_key"

// TestMain removes the caller's IMAGEKIT_ variables, so that no test or example depends on them.
func TestMain(m *testing.M) {
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "IMAGEKIT_") {
			os.Unsetenv(name)
		}
	}
	os.Exit(m.Run())
}

// serve starts a server under a path prefix and returns a client for it.
func serve(t testing.TB, handler http.HandlerFunc, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	server := httptest.NewServer(http.StripPrefix("/prefix", handler))
	t.Cleanup(server.Close)
	return newClient(t, append([]imagekit.Option{imagekit.WithBaseURL(server.URL + "/prefix/")}, opts...)...)
}

// newClient makes a client that makes each call once and at once, unless the options say otherwise.
func newClient(t testing.TB, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	ik, err := imagekit.New(append([]imagekit.Option{
		imagekit.WithoutEnvironment(), imagekit.WithPrivateKey(privateKey),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}), imagekit.WithRateLimiters(imagekit.RateLimiters{}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return ik
}

func TestNewRefusesWhatIsMalformed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		option imagekit.Option
		want   string
	}{
		"empty private key":            {imagekit.WithPrivateKey(""), "WithPrivateKey (or IMAGEKIT_PRIVATE_KEY): must not be empty"},
		"key with a line break":        {imagekit.WithPrivateKey("secret\n"), "WithPrivateKey (or IMAGEKIT_PRIVATE_KEY): must not contain white space"},
		"key with a colon":             {imagekit.WithPublicKey("secret:"), "WithPublicKey (or IMAGEKIT_PUBLIC_KEY): must not contain a colon"},
		"empty webhook secret":         {imagekit.WithWebhookSecret(""), "WithWebhookSecret (or IMAGEKIT_WEBHOOK_SECRET): must not be empty"},
		"relative URL endpoint":        {imagekit.WithURLEndpoint("/demo"), "WithURLEndpoint (or IMAGEKIT_URL_ENDPOINT): must be an absolute http or https URL"},
		"URL endpoint with a query":    {imagekit.WithURLEndpoint("https://ik.imagekit.io/demo?x=1"), "must not have a query"},
		"base URL with a password":     {imagekit.WithBaseURL("https://u:secret@example.com"), "must not contain a user name"},
		"base URL over plain HTTP":     {imagekit.WithBaseURL("http://api.example.com"), "must use https"},
		"list of hosts with a port":    {imagekit.WithInsecureHTTP("mock:8484"), "WithInsecureHTTP (or IMAGEKIT_INSECURE_HTTP_HOSTS): must be host names"},
		"host that is a URL":           {imagekit.WithInsecureHTTP("http://mock"), "must be host names"},
		"host that is a pattern":       {imagekit.WithInsecureHTTP("*"), "must be host names"},
		"no host":                      {imagekit.WithInsecureHTTP(), "must be host names"},
		"upload URL over plain HTTP":   {imagekit.WithUploadURL("http://10.0.0.1"), "must use https"},
		"nil HTTP client":              {imagekit.WithHTTPClient(nil), "WithHTTPClient: client is nil"},
		"nil logger":                   {imagekit.WithLogger(nil), "WithLogger: logger is nil"},
		"nil clock":                    {imagekit.WithClock(nil), "WithClock: clock is nil"},
		"nil transport":                {imagekit.WithTransportWrapper(nil), "WithTransportWrapper: the function is nil"},
		"transport that becomes nil":   {imagekit.WithTransportWrapper(func(http.RoundTripper) http.RoundTripper { return nil }), "WithTransportWrapper: the function returned nil"},
		"unknown position":             {imagekit.WithTransformationPosition(9), "WithTransformationPosition: unknown position 9"},
		"unknown dialect":              {imagekit.WithDialect(9), "WithDialect: unknown dialect 9"},
		"user agent with a line break": {imagekit.WithUserAgent("shop\r\nX: y"), "cannot stand in a header"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPrivateKey(privateKey), test.option)
			var config *imagekit.ConfigError
			if !errors.As(err, &config) || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret\n") {
				t.Errorf("got %v, want a ConfigError with %q", err, test.want)
			}
		})
	}
}

func TestNewRefusesNothingAtAll(t *testing.T) {
	t.Parallel()
	if _, err := imagekit.New(imagekit.WithoutEnvironment()); !errors.Is(err, imagekit.ErrNotConfigured) {
		t.Errorf("got %v", err)
	}
}

func TestNewReadsTheEnvironment(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, _, _ := r.BasicAuth()
		fmt.Fprintf(w, `{"name":%q}`, user)
	}))
	defer server.Close()
	t.Setenv("IMAGEKIT_PRIVATE_KEY", "private_env")
	t.Setenv("IMAGEKIT_URL_ENDPOINT", "https://ik.imagekit.io/env")
	t.Setenv("IMAGEKIT_BASE_URL", server.URL)
	ik, err := imagekit.New()
	if err != nil {
		t.Fatal(err)
	}
	if file, err := ik.GetFileDetails(t.Context(), "id"); err != nil || file.Name != "private_env" {
		t.Errorf("got %+v, %v", file, err)
	}
	if u, err := ik.URL(urlbuilder.Options{Path: "a.jpg"}); u != "https://ik.imagekit.io/env/a.jpg" {
		t.Errorf("got %s, %v", u, err)
	}
	ik, err = imagekit.New(imagekit.WithPrivateKey("private_option"))
	if err != nil {
		t.Fatal(err)
	}
	if file, err := ik.GetFileDetails(t.Context(), "id"); err != nil || file.Name != "private_option" {
		t.Errorf("an option must win: got %+v, %v", file, err)
	}
	t.Setenv("IMAGEKIT_BASE_URL", "nowhere")
	if _, err := imagekit.New(); err == nil || !strings.Contains(err.Error(), "IMAGEKIT_BASE_URL") {
		t.Errorf("malformed variable: got %v", err)
	}
}

func TestMissingConfigurationIsNamedByTheCallThatNeedsIt(t *testing.T) {
	t.Parallel()
	urlsOnly, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithURLEndpoint("https://ik.imagekit.io/demo"))
	if err != nil {
		t.Fatal(err)
	}
	callsOnly := newClient(t)
	for name, test := range map[string]struct {
		call             func() error
		option, variable string
	}{
		"API call without a key": {func() error { return urlsOnly.DeleteFile(t.Context(), "id") }, "WithPrivateKey", "IMAGEKIT_PRIVATE_KEY"},
		"signing without a key": {func() error {
			_, err := urlsOnly.URL(urlbuilder.Options{Path: "a", Signed: true})
			return err
		}, "WithPrivateKey", "IMAGEKIT_PRIVATE_KEY"},
		"URL without an endpoint": {func() error {
			_, err := callsOnly.URL(urlbuilder.Options{Path: "a"})
			return err
		}, "WithURLEndpoint", "IMAGEKIT_URL_ENDPOINT"},
		"verifying without an endpoint": {func() error { return callsOnly.VerifyURL("https://x.example/a", urlbuilder.VerifyOptions{}) }, "WithURLEndpoint", "IMAGEKIT_URL_ENDPOINT"},
	} {
		t.Run(name, func(t *testing.T) {
			var config *imagekit.ConfigError
			err := test.call()
			if !errors.As(err, &config) || config.Option != test.option || config.Variable != test.variable || !errors.Is(err, imagekit.ErrNotConfigured) {
				t.Errorf("got %v", err)
			}
		})
	}
	if u, err := urlsOnly.URL(urlbuilder.Options{Path: "a"}); err != nil {
		t.Errorf("building a URL needs no key: %s, %v", u, err)
	}
}

func TestErrorsTellWhatHappened(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status      int
		contentType string
		body        string
		is          error
		want        string
	}{
		"400": {400, "application/json", `{"message":"bad fileId","help":"ask"}`, imagekit.ErrInvalidRequest, "400: bad fileId"},
		"401": {401, "application/json", `{"message":"no key"}`, imagekit.ErrUnauthorized, "401: no key"},
		"403": {403, "application/json", `{"message":"disabled"}`, imagekit.ErrForbidden, "403: disabled"},
		"404": {404, "application/json", `{"message":"no such file","reason":"FILE_MISSING"}`, imagekit.ErrNotFound, "404: no such file"},
		"409": {409, "application/json", `{"message":"in use"}`, imagekit.ErrConflict, "409: in use"},
		"422": {422, "application/json", `{"message":"nonsense"}`, imagekit.ErrInvalidRequest, "422: nonsense"},
		"429": {429, "application/json", `{"message":"slow down"}`, imagekit.ErrRateLimited, "429: slow down (try again in 1.5s) (request id req-1)"},
		"a proxy's page": {
			502, "text/html; charset=utf-8", "<html><head><title>502 Bad &amp; Gateway</title></head><body>" + strings.Repeat("x", 100<<10),
			nil, "502: bad gateway, answered in text/html: 502 Bad & Gateway (request id req-1)",
		},
		"plain text":      {503, "text/plain", "upstream\nconnect error", nil, "503: service unavailable, answered in text/plain: upstream ("},
		"nothing":         {500, "", "", nil, "500: internal server error (request id req-1)"},
		"HTML with a 200": {200, "text/html", "<html>log in</html>", nil, "200: decode response in text/html: jsontext: invalid character '<'"},
		"cut JSON":        {200, "application/json", `{"name":"a`, nil, `unexpected EOF within "/name" after offset 10`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", test.contentType)
				w.Header().Set("x-ik-requestid", "req-1")
				w.Header().Set("X-RateLimit-Reset", "1500")
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			})
			_, err := ik.GetFileDetails(t.Context(), "id")
			var e *imagekit.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if e.StatusCode != test.status || e.RequestID != "req-1" || e.Operation != "getFileDetails" || e.Method != "GET" ||
				e.Path != "/v1/files/id/details" || e.RateLimit.Reset.Milliseconds() != 1500 {
				t.Errorf("got %+v", e)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("%v is not %v", err, test.is)
			}
			if want := min(len(test.body), 64<<10); len(e.Body) != want {
				t.Errorf("body of %d bytes, want %d", len(e.Body), want)
			}
		})
	}
}

func TestErrorsWithoutAResponse(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err := ik.GetFileMetadataFromURL(t.Context(), "https://ik.imagekit.io/demo/a.jpg?ik-s=secret")
	var e *imagekit.Error
	if !errors.As(err, &e) || e.StatusCode != 0 || !errors.Is(err, io.EOF) || strings.Contains(err.Error(), "secret") {
		t.Errorf("broken connection: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = ik.GetFileDetails(ctx, "id"); !errors.Is(err, context.Canceled) || !errors.As(err, &e) {
		t.Errorf("ended context: got %v", err)
	}
}

func TestArgumentsAreRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	for name, test := range map[string]struct {
		call     func() error
		argument string
	}{
		"empty id": {func() error { return ik.DeleteFile(t.Context(), "") }, "fileId"},
		"dots":     {func() error { return ik.DeleteFile(t.Context(), "..") }, "fileId"},
		"no URL":   {func() error { _, err := ik.GetFileMetadataFromURL(t.Context(), ""); return err }, "url"},
		"no file": {func() error {
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{FileName: "a"})
			return err
		}, "file"},
		"no file name": {func() error {
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromBytes(nil)})
			return err
		}, "fileName"},
		"relative file URL": {func() error {
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromURL("a.jpg"), FileName: "a"})
			return err
		}, "file"},
		"not a data URI": {func() error {
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromDataURI("abc"), FileName: "a"})
			return err
		}, "file"},
		"comma in a tag": {func() error {
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromBytes(nil), FileName: "a", Tags: []string{"a,b"}})
			return err
		}, "tags"},
	} {
		t.Run(name, func(t *testing.T) {
			var refused *imagekit.ArgumentError
			if err := test.call(); !errors.As(err, &refused) || refused.Argument != test.argument || !errors.Is(err, imagekit.ErrInvalidRequest) {
				t.Errorf("got %v, want an ArgumentError about %s", err, test.argument)
			}
		})
	}
}

func TestRequestOptions(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Trace") != "42" {
			t.Errorf("got headers %v", r.Header)
		}
		w.Header().Set("x-ik-requestid", "req-1")
		w.Header().Set("X-RateLimit-Limit", "40")
		w.Header().Set("X-RateLimit-Interval", "1000")
		if strings.Contains(r.URL.Path, "gone") {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, `{"name":"a.jpg"}`)
	})
	for id, status := range map[string]int{"there": 200, "gone": 404} {
		var response imagekit.Response
		_, err := ik.GetFileDetails(t.Context(), id, imagekit.WithResponse(&response), imagekit.WithHeader("X-Trace", "42"))
		if (err == nil) != (status == 200) {
			t.Fatal(err)
		}
		if response.StatusCode != status || response.RequestID != "req-1" || response.RateLimit.Limit != 40 || response.RateLimit.Interval.Milliseconds() != 1000 ||
			string(response.Body) != `{"name":"a.jpg"}` || response.Header.Get("Content-Type") == "" {
			t.Errorf("%s: got %+v", id, response)
		}
	}
}

func TestTheKeyGoesToTheConfiguredServerOnly(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed to another server") }))
	t.Cleanup(stranger.Close)
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, ok := r.BasicAuth()
		if !ok || user != privateKey || password != "" {
			t.Errorf("%s: got Authorization %q", r.URL.Path, r.Header.Get("Authorization"))
		}
		switch {
		case strings.Contains(r.URL.Path, "elsewhere"):
			http.Redirect(w, r, stranger.URL, http.StatusTemporaryRedirect)
		case strings.Contains(r.URL.Path, "moved"):
			http.Redirect(w, r, "/prefix/v1/files/here/details", http.StatusTemporaryRedirect)
		default:
			_, _ = io.WriteString(w, `{"name":"a.jpg"}`)
		}
	})
	if _, err := ik.GetFileDetails(t.Context(), "elsewhere"); !errors.Is(err, imagekit.ErrHostNotAllowed) {
		t.Errorf("redirect to another server: got %v", err)
	}
	if file, err := ik.GetFileDetails(t.Context(), "moved"); err != nil || file.Name != "a.jpg" {
		t.Errorf("redirect within the server: got %v, %v", file, err)
	}
	if _, err := ik.PurgeCache(t.Context(), imagekit.PurgeCacheRequest{URL: "https://elsewhere.example"}); err != nil {
		t.Error(err)
	}
}

func TestTheKeyIsNowhereElse(t *testing.T) {
	t.Parallel()
	encoded := base64.StdEncoding.EncodeToString([]byte(privateKey + ":"))
	var log bytes.Buffer
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		fmt.Fprintf(w, "request was %v %s", r.Header, privateKey) // as the error pages of some proxies do
	}, withLog(&log),
		imagekit.WithURLEndpoint("https://ik.imagekit.io/demo"))
	var response imagekit.Response
	_, err := ik.GetFileMetadataFromURL(t.Context(), "https://ik.imagekit.io/demo/a?ik-s=signed", imagekit.WithResponse(&response))
	signed, _ := ik.URL(urlbuilder.Options{Path: "a", Signed: true})
	texts := []string{err.Error(), fmt.Sprintf("%+v %#v", err, err), fmt.Sprintf("%v %+v %#v %s %d", ik, ik, *ik, ik, ik), log.String(), signed, string(response.Body)}
	for _, text := range texts {
		if strings.Contains(text, privateKey) || strings.Contains(text, encoded) {
			t.Errorf("the key is in %q", text)
		}
	}
	if got := log.String(); !strings.Contains(got, "operation=getFileMetadataFromURL") || !strings.Contains(got, "status=502") || strings.Contains(got, "signed") {
		t.Errorf("logged %q", got)
	}
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"name":%q}`, r.UserAgent())
	}, imagekit.WithUserAgent("shop/1.0"))
	file, err := ik.GetFileDetails(t.Context(), "id")
	if err != nil || !strings.HasPrefix(file.Name, "shop/1.0 openimagekit/") {
		t.Errorf("got %+v, %v", file, err)
	}
}

func TestNewChangesNothingOfTheCallers(t *testing.T) {
	t.Parallel()
	theirs := &http.Client{}
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }, imagekit.WithHTTPClient(theirs))
	if err := ik.DeleteFile(t.Context(), "id"); err != nil || theirs.Transport != nil {
		t.Errorf("got %v, transport %v", err, theirs.Transport)
	}
}
