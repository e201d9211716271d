package imagekit_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestClient_UploadHandler_Origins(t *testing.T) {
	t.Parallel()
	const listed, other = "https://www.example.com", "https://evil.example"
	for name, test := range map[string]struct {
		headers []string
		allowed bool
	}{
		"not a browser":              {nil, true},
		"same origin":                {[]string{"Sec-Fetch-Site", "same-origin", "Origin", "http://SELF"}, true},
		"same origin behind a proxy": {[]string{"Sec-Fetch-Site", "same-origin", "Origin", other}, true},
		"same host, old browser":     {[]string{"Origin", "http://SELF"}, true},
		"listed":                     {[]string{"Sec-Fetch-Site", "cross-site", "Origin", listed}, true},
		"listed, old browser":        {[]string{"Origin", listed}, true},
		"cross site":                 {[]string{"Sec-Fetch-Site", "cross-site", "Origin", other}, false},
		"another subdomain":          {[]string{"Sec-Fetch-Site", "same-site", "Origin", "http://a.SELF"}, false},
		"without an origin":          {[]string{"Sec-Fetch-Site", "cross-site"}, false},
		"another host, old browser":  {[]string{"Origin", other}, false},
		"a sandboxed frame":          {[]string{"Origin", "null"}, false},
		"another scheme": {
			[]string{"Sec-Fetch-Site", "cross-site", "Origin", "http://www.example.com"}, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var authorized atomic.Bool
			s := newFormServer(t, imagekit.UploadHandlerOptions{
				AllowedOrigins: []string{listed}, AllowCredentials: true,
				Authorize: func(r *http.Request) (imagekit.UploadRequest, error) {
					authorized.Store(true)
					return allowUpload(r)
				},
			})
			self := strings.TrimPrefix(s.url, "http://")
			for i := range test.headers {
				test.headers[i] = strings.ReplaceAll(test.headers[i], "SELF", self)
			}
			r := s.post(t, form(file("file", "cup.gif", gif)), test.headers...)
			if slices.Contains(test.headers, listed) {
				r.wantShared(t, listed, "true")
			} else {
				r.wantShared(t, "", "")
			}
			if authorized.Load() != test.allowed {
				t.Errorf("Authorize was called: %v", authorized.Load())
			}
			if !test.allowed {
				s.wantRefused(t, r, http.StatusForbidden, "this origin is not allowed")
				return
			}
			s.wantStored(t, "/cup.gif")
		})
	}
}

// wantShared checks the headers that let a page of another origin read the response.
func (r formResponse) wantShared(t *testing.T, origin, credentials string) {
	t.Helper()
	if r.header.Get("Access-Control-Allow-Origin") != origin || r.header.Get("Vary") != "Origin" ||
		r.header.Get("Access-Control-Allow-Credentials") != credentials {
		t.Errorf("the headers are %v", r.header)
	}
}

func TestClient_UploadHandler_Preflight(t *testing.T) {
	t.Parallel()
	const listed = "https://www.example.com"
	s := newFormServer(t, imagekit.UploadHandlerOptions{
		AllowedOrigins: []string{listed}, AllowedHeaders: []string{"X-User"},
	})
	r := s.send(t, http.MethodOptions, http.NoBody, "Origin", listed, "Access-Control-Request-Method", "POST")
	if r.status != http.StatusNoContent || r.header.Get("Access-Control-Allow-Methods") != "POST" ||
		r.header.Get("Access-Control-Allow-Headers") != "Authorization, Content-Type, X-User" {
		t.Errorf("got %d %v", r.status, r.header)
	}
	r = s.send(t, http.MethodOptions, http.NoBody,
		"Origin", "https://a.example", "Access-Control-Request-Method", "POST")
	s.wantRefused(t, r, http.StatusForbidden, "this origin is not allowed")
	r = s.send(t, http.MethodGet, http.NoBody)
	s.wantRefused(t, r, http.StatusMethodNotAllowed, "this method is not allowed")
	if got := r.header.Get("Allow"); got != "POST, OPTIONS" {
		t.Errorf("Allow is %q", got)
	}
}

// neverRead is a body that must not be sent.
type neverRead struct{ t *testing.T }

func (n neverRead) Read([]byte) (int, error) {
	n.t.Error("the body was read")
	return 0, errors.New("read")
}

// TestClient_UploadHandler_Authorize refuses uploads before the body is sent: the client waits for permission to send.
func TestClient_UploadHandler_Authorize(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err    error
		status int
		text   string
	}{
		"an HTTPError":    {&imagekit.HTTPError{StatusCode: 401, Message: "log in"}, 401, "log in"},
		"any error":       {errors.New("secret detail"), 403, "the upload is not allowed"},
		"a wrong status":  {&imagekit.HTTPError{StatusCode: 200, Message: "fine"}, 403, "the upload is not allowed"},
		"an error of API": {&imagekit.Error{StatusCode: 404, Message: "secret"}, 403, "the upload is not allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFormServer(t, imagekit.UploadHandlerOptions{
				Authorize: func(*http.Request) (imagekit.UploadRequest, error) {
					return imagekit.UploadRequest{}, test.err
				},
			})
			s.wantRefused(t, s.expectContinue(t, 1000), test.status, test.text)
			if len(s.errors) != 1 || !errors.Is(s.errors[0], test.err) {
				t.Errorf("OnError got %v", s.errors)
			}
			prepare := newFormServer(t, imagekit.UploadHandlerOptions{
				Prepare: func(*http.Request, *imagekit.FormUpload) error { return test.err },
			})
			prepare.wantRefused(t, prepare.post(t, form(file("file", "a.gif", gif))), test.status, test.text)
		})
	}
}

// expectContinue sends the header of a form with a body of some length, and waits for the response. The body must not
// be asked for.
func (s *formServer) expectContinue(t *testing.T, length int64) formResponse {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url, neverRead{t})
	if err != nil {
		t.Fatal(err)
	}
	request.ContentLength = length
	request.Header.Set("Content-Type", multiType)
	request.Header.Set("Expect", "100-continue")
	transport := &http.Transport{ExpectContinueTimeout: time.Hour}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	return readForm(t, response)
}

func TestClient_UploadHandler_ContentLength(t *testing.T) {
	t.Parallel()
	s := newFormServer(t, imagekit.UploadHandlerOptions{MaxSize: 1000})
	s.wantRefused(t, s.expectContinue(t, 100_000), http.StatusRequestEntityTooLarge, "the file is too large")
}

func TestClient_UploadHandler_ContentType(t *testing.T) {
	t.Parallel()
	s := newFormServer(t, imagekit.UploadHandlerOptions{})
	for contentType, want := range map[string]struct {
		status int
		text   string
	}{
		"application/json":                       {415, "the body must be multipart/form-data"},
		"multipart/mixed; boundary=" + boundary:  {415, "the body must be multipart/form-data"},
		"application/x-www-form-urlencoded":      {415, "the body must be multipart/form-data"},
		"multipart/form-data":                    {400, "the form is malformed"},
		`multipart/form-data; boundary=""`:       {400, "the form is malformed"},
		"multipart/form-data; boundary=another1": {400, "the form is incomplete"},
	} {
		r := s.post(t, form(file("file", "a.gif", gif)), "Content-Type", contentType)
		s.wantRefused(t, r, want.status, want.text)
	}
}

// TestClient_UploadHandler_Parsed uses a middleware that reads the form.
func TestClient_UploadHandler_Parsed(t *testing.T) {
	t.Parallel()
	var got error
	handler, err := newClient(t).UploadHandler(imagekit.UploadHandlerOptions{
		Authorize: allowUpload, OnError: func(_ *http.Request, err error) { got = err },
	})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form(file("file", "a.gif", gif))))
	r.Header.Set("Content-Type", multiType)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	if w.Code != http.StatusInternalServerError || got == nil || !strings.Contains(got.Error(), "already been parsed") {
		t.Errorf("got %d, %v", w.Code, got)
	}
}

func TestClient_UploadHandler_ServiceFails(t *testing.T) {
	t.Parallel()
	const key = "private_wrong_key"
	for name, test := range map[string]struct {
		fault  mockserver.Fault
		opts   []imagekit.Option
		status int
		text   string
		is     error
	}{
		"too many requests": {
			mockserver.Fault{Kind: mockserver.FaultRateLimit},
			nil,
			503, "there are too many uploads; try again later", imagekit.ErrRateLimited,
		},
		"refused": {
			mockserver.Fault{Kind: mockserver.FaultStatus, Status: 400},
			nil,
			422, "the file was refused", imagekit.ErrInvalidRequest,
		},
		"wrong key": {
			mockserver.Fault{},
			[]imagekit.Option{imagekit.WithPrivateKey(key)},
			502, "the file could not be stored", imagekit.ErrForbidden,
		},
		"connection lost": {
			mockserver.Fault{Kind: mockserver.FaultResetAfterBody},
			nil,
			502, "it is not known whether the file was stored", imagekit.ErrUploadOutcomeUnknown,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFormServer(t, imagekit.UploadHandlerOptions{}, append(test.opts,
				imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))...)
			if test.fault.Kind != "" {
				test.fault.Operation = "upload"
				if _, err := s.AddFault(test.fault); err != nil {
					t.Fatal(err)
				}
			}
			r := s.post(t, form(file("file", "a.gif", gif)))
			s.wantRefused(t, r, test.status, test.text)
			if len(s.errors) != 1 || !errors.Is(s.errors[0], test.is) {
				t.Errorf("OnError got %v", s.errors)
			}
		})
	}
}

// TestClient_UploadHandler_WrongHook tries an upload that the client cannot make, because the hook is wrong.
func TestClient_UploadHandler_WrongHook(t *testing.T) {
	t.Parallel()
	s := newFormServer(t, imagekit.UploadHandlerOptions{
		Prepare: func(_ *http.Request, upload *imagekit.FormUpload) error {
			upload.Options = append(upload.Options, imagekit.WithUploadKey(""))
			return nil
		},
	})
	r := s.post(t, form(file("file", "a.gif", gif)))
	s.wantRefused(t, r, http.StatusInternalServerError, "the file could not be uploaded")
}

// TestClient_UploadHandler_Repeated loses the response to an upload with a key. The client finds the file.
func TestClient_UploadHandler_Repeated(t *testing.T) {
	t.Parallel()
	userOf := func(r *http.Request) string { return r.Header.Get("User") }
	s := newFormServer(t, imagekit.UploadHandlerOptions{
		Prepare: func(r *http.Request, upload *imagekit.FormUpload) error {
			upload.Request.UseUniqueFileName = nil           // an upload with a key must not set it
			key := userOf(r) + "/" + upload.Fields.Get("id") // with the user, because the page chooses the id
			upload.Options = append(upload.Options, imagekit.WithUploadKey(key))
			return nil
		},
	})
	fault := mockserver.Fault{Operation: "upload", Kind: mockserver.FaultResetAfterExecution, Count: 1}
	if _, err := s.AddFault(fault); err != nil {
		t.Fatal(err)
	}
	r := s.post(t, form(field("id", "42"), file("file", "a.gif", gif)), "User", "ada")
	if r.status != http.StatusOK || r.result.Size != int64(len(gif)) {
		t.Errorf("got %d %s", r.status, r.body)
	}
	s.wantStored(t, "/"+imagekit.KeyedFileName("a.gif", "ada/42"))
}
