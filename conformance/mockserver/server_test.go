package mockserver_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/bits"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func hmacSHA1(key, text string) string {
	mac := hmac.New(sha1.New, []byte(key))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestAuthentication(t *testing.T) {
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
		{"a password is no matter", "Basic cHJpdmF0ZV9vdGhlcjp4", 400, "Your request contains invalid limit parameter."},
	} {
		t.Run(test.name, func(t *testing.T) {
			// The request is wrong in another way too: it does not learn about that.
			req := newRequest(t, http.MethodGet, s.URL()+"/v1/files?limit=x", nil)
			req.Header.Set("Authorization", test.authorization)
			got := send(t, req)
			got.wantError(t, test.status, test.message)
			wantFields(t, got.object(t), object{"help": "For support kindly contact us at support@imagekit.io."})
		})
	}
}

func TestDelivery(t *testing.T) {
	t.Parallel()
	s := start(t)
	content := pngFile(t, 20, 10, false)
	put(t, s, "Käse.png", content, part{name: "folder", text: "/a"})
	put(t, s, "draft.txt", []byte("x"), part{name: "isPublished", text: "false"})
	for _, test := range []struct {
		path   string
		status int
		header string // of x-mock-transformation
	}{
		{"/a/K%C3%A4se.png", 200, ""},
		{"/a/K%c3%a4se.png?updatedAt=1", 200, ""},
		{"/tr:w-10,h-10/a/K%C3%A4se.png", 200, "not rendered"},
		{"/a/K%C3%A4se.png?tr=w-10", 200, "not rendered"},
		{"/a/nothing.png", 404, ""},
		{"/a/K%C3%A4se.png?tr=w-10,wdith-5", 200, "not rendered; unknown: wdith"},
		{"/a/K%C3%A4se.png/ik-thumbnail.jpg", 200, "not rendered"},
		{"/a/nothing.png?tr=w-10,di-a@@K%C3%A4se.png", 200, "not rendered"},
		{"/a/nothing.png?tr=w-10,di-a@@nothing.png", 404, "not rendered"},
		{"/tr:w-ten/a/K%C3%A4se.png", 400, ""},
		{"/a/K%C3%A4se.png?tr=", 400, ""},
		{"/a/K%C3%A4se.png?tr=%", 400, ""},
		{"/draft.txt", 401, ""},
		{"/", 404, ""},
	} {
		got := get(t, s.URLEndpoint()+test.path).wantStatus(t, test.status)
		if h := got.Header.Get("x-mock-transformation"); h != test.header {
			t.Errorf("%s: x-mock-transformation is %q, want %q", test.path, h, test.header)
		}
		if test.status == 200 && (!bytes.Equal(got.body, content) || got.Header.Get("Content-Type") != "image/png") {
			t.Errorf("%s: %d bytes of %s", test.path, len(got.body), got.Header.Get("Content-Type"))
		}
		if test.status >= 400 && !strings.HasPrefix(got.Header.Get("Content-Type"), "text/plain") {
			t.Errorf("%s: the error is %s", test.path, got.Header.Get("Content-Type"))
		}
	}
}

func TestDelivery_HTTP(t *testing.T) {
	t.Parallel()
	s := start(t)
	u := put(t, s, "a.txt", []byte("0123456789"))["url"].(string)
	request := func(method, header, value string) reply {
		req := newRequest(t, method, u, nil)
		if header != "" {
			req.Header.Set(header, value)
		}
		return send(t, req)
	}
	whole := request(http.MethodHead, "", "").wantStatus(t, http.StatusOK)
	if whole.ContentLength != 10 || len(whole.body) != 0 {
		t.Errorf("HEAD: Content-Length %d, %d bytes", whole.ContentLength, len(whole.body))
	}
	if got := request(http.MethodGet, "Range", "bytes=2-4").wantStatus(t, http.StatusPartialContent); string(got.body) != "234" {
		t.Errorf("range: %q", got.body)
	}
	request(http.MethodGet, "If-None-Match", whole.Header.Get("ETag")).wantStatus(t, http.StatusNotModified)
	request(http.MethodGet, "If-Modified-Since", whole.Header.Get("Last-Modified")).wantStatus(t, http.StatusNotModified)
	request(http.MethodPost, "", "").wantStatus(t, http.StatusMethodNotAllowed)
}

func TestDelivery_PrivateFile(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "private-é.txt", []byte("x"), part{name: "isPrivateFile", text: "true"})
	put(t, s, "public.txt", []byte("x"))
	builder := func(key string, now time.Time) *urlbuilder.Builder {
		b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: s.URLEndpoint(), PrivateKey: key, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	right := builder(s.PrivateKey(), noon)
	for _, test := range []struct {
		name    string
		builder *urlbuilder.Builder
		options urlbuilder.Options
		status  int
	}{
		{"unsigned", right, urlbuilder.Options{Path: "/private-é.txt"}, 401},
		{"signed", right, urlbuilder.Options{Path: "/private-é.txt", Signed: true}, 200},
		{"signed with a query", right, urlbuilder.Options{
			Path: "/private-é.txt", Signed: true, QueryParameters: []urlbuilder.Parameter{{Name: "updatedAt", Value: "1"}},
		}, 200},
		{"signed for a while", right, urlbuilder.Options{Path: "/private-é.txt", ExpiresIn: time.Minute}, 200},
		{"expired", builder(s.PrivateKey(), noon.Add(-time.Hour)), urlbuilder.Options{Path: "/private-é.txt", ExpiresIn: time.Minute}, 401},
		{"signed with another key", builder("other", noon), urlbuilder.Options{Path: "/private-é.txt", Signed: true}, 401},
		{"public and signed with another key", builder("other", noon), urlbuilder.Options{Path: "/public.txt", Signed: true}, 401},
		{"public and signed", right, urlbuilder.Options{Path: "/public.txt", Signed: true}, 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			u, err := test.builder.URL(test.options)
			if err != nil {
				t.Fatal(err)
			}
			get(t, u).wantStatus(t, test.status)
			// A signature is about what follows the endpoint: the name by which the server was found does not matter.
			get(t, strings.Replace(u, "127.0.0.1", "localhost", 1)).wantStatus(t, test.status)
		})
	}
}

func TestPurgeCache(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, u := range []string{s.URLEndpoint() + "/a.png", s.URLEndpoint() + "/menu/*"} {
		purge := do(t, s, http.MethodPost, "/v1/files/purge", object{"url": u}).wantStatus(t, http.StatusCreated).object(t)
		for _, want := range []string{"Pending", "Completed", "Completed"} {
			status := do(t, s, http.MethodGet, fmt.Sprint("/v1/files/purge/", purge["requestId"]), nil).wantStatus(t, http.StatusOK)
			wantFields(t, status.object(t), object{"status": want})
		}
	}
}

func TestGetFileMetadata(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct {
		name    string
		content []byte
		want    object
	}{
		{"a.png", pngFile(t, 64, 48, true), object{"format": "png", "width": 64, "height": 48, "hasTransparency": true, "quality": 0}},
		{"b.png", pngFile(t, 64, 48, false), object{"format": "png", "hasTransparency": false}},
		{"c.jpg", jpegFile(t, 64, 48, 90), object{"format": "jpg", "width": 64, "height": 48, "hasTransparency": false}},
		{"d.gif", gifFile(t, 8, 8), object{"format": "gif", "width": 8}},
		{"e.dat", pngFile(t, 1, 1, false), object{"format": "png"}}, // the content counts, not the name
		{"f.json", []byte("{}"), object{"format": "json"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := put(t, s, test.name, test.content)
			test.want["size"] = len(test.content)
			byID := do(t, s, http.MethodGet, fmt.Sprintf("/v1/files/%v/metadata", file["fileId"]), nil).wantStatus(t, http.StatusOK).object(t)
			wantFields(t, byID, test.want)
			u := strings.Replace(file["url"].(string), s.URLEndpoint(), s.URLEndpoint()+"/tr:w-5", 1) + "?x=y"
			byURL := do(t, s, http.MethodGet, "/v1/metadata?url="+escape(u), nil).wantStatus(t, http.StatusOK).object(t)
			wantFields(t, byURL, byID)
		})
	}
}

func TestGetFileMetadata_PHash(t *testing.T) {
	t.Parallel()
	s := start(t)
	hash := func(name string, content []byte) uint64 {
		id := put(t, s, name, content)["fileId"]
		m := do(t, s, http.MethodGet, fmt.Sprintf("/v1/files/%v/metadata", id), nil).wantStatus(t, http.StatusOK).object(t)
		text, _ := m["pHash"].(string)
		h, err := strconv.ParseUint(text, 16, 64)
		if err != nil || len(text) != 16 {
			t.Fatalf("pHash is %q", text)
		}
		return h
	}
	original := hash("a.png", pngFile(t, 200, 100, false))
	if d := bits.OnesCount64(original ^ hash("b.jpg", jpegFile(t, 200, 100, 60))); d > 10 {
		t.Errorf("distance to the JPEG of the same picture: %d", d)
	}
}

func TestGetFileMetadata_DamagedImage(t *testing.T) {
	t.Parallel()
	s := start(t)
	content := pngFile(t, 64, 48, false)
	put(t, s, "a.png", content[:len(content)/2])
	m := do(t, s, http.MethodGet, "/v1/files/id1/metadata", nil).wantStatus(t, http.StatusOK).object(t)
	wantFields(t, m, object{"width": 64})
	if _, found := m["pHash"]; found {
		t.Error("it has a hash")
	}
}

func TestWithPrefix_Missing(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"/v1/files", "/", "/basement/v1/files"} {
		get(t, strings.TrimSuffix(s.URL(), "/base")+path).wantError(t, http.StatusNotFound, "/base")
	}
	wantFields(t, get(t, s.URL()+"/_mock/health").wantStatus(t, http.StatusOK).object(t), object{"status": "ok"})
}

func TestServer_Proxy(t *testing.T) {
	t.Parallel()
	send(t, newRequest(t, http.MethodConnect, mockserver.Start(t).URL(), nil)).wantError(t, http.StatusNotFound, "no such API")
}

func TestValidate_RepeatedParameter(t *testing.T) {
	t.Parallel()
	s := start(t)
	for query, name := range map[string]string{"limit=5&limit=6": "limit", "sort=ASC_NAME&sort=DESC_NAME": "sort"} {
		do(t, s, http.MethodGet, "/v1/files?"+query, nil).wantError(t, http.StatusBadRequest, "invalid "+name+" parameter")
	}
}

func TestServer_Handler(t *testing.T) {
	t.Parallel()
	listener := httptest.NewUnstartedServer(nil)
	s, err := mockserver.New(mockserver.WithURL("http://"+listener.Listener.Addr().String()), mockserver.WithImageKitID("mine"))
	if err != nil {
		t.Fatal(err)
	}
	listener.Config.Handler = s.Handler()
	listener.Start()
	t.Cleanup(listener.Close)
	if want := listener.URL + "/mine"; s.URLEndpoint() != want {
		t.Errorf("URL endpoint %q, want %q", s.URLEndpoint(), want)
	}
	get(t, put(t, s, "a.txt", []byte("x"))["url"].(string)).wantStatus(t, http.StatusOK)
}

func TestNew_Errors(t *testing.T) {
	t.Parallel()
	for want, option := range map[string]mockserver.Option{
		"the private key must not be empty":            mockserver.WithPrivateKey(""),
		"the public key must not be empty":             mockserver.WithPublicKey(""),
		"the private key must not contain white space": mockserver.WithPrivateKey("private_x\n"),
		"the public key must not contain white space":  mockserver.WithPublicKey(" public_x"),
		`"" cannot be an ImageKit id`:                  mockserver.WithImageKitID(""),
		`"v1" cannot be an ImageKit id`:                mockserver.WithImageKitID("v1"), // a path of the API
		`"a/b" cannot be an ImageKit id`:               mockserver.WithImageKitID("a/b"),
		"the clock is nil":                             mockserver.WithClock(nil),
		"the source of ids is nil":                     mockserver.WithIDs(nil),
		"the logger is nil":                            mockserver.WithLogger(nil),
		`"/" cannot be a prefix`:                       mockserver.WithPrefix("/"),
		`"/../x" cannot be a prefix`:                   mockserver.WithPrefix("/../x"),
		`"/x" is not an absolute URL`:                  mockserver.WithURL("/x"),
		"the private key must not contain a colon":     mockserver.WithPrivateKey("private:key"),
		"the webhook secret must not be empty":         mockserver.WithWebhookSecret(""),
		"the webhook secret must not have white space": mockserver.WithWebhookSecret("whsec_x\n"),
		"the largest size of a file is 0 bytes":        mockserver.WithMaxFileSize(0),
		"the seed is nil":                              mockserver.WithSeed(nil),
	} {
		if _, err := mockserver.Listen("127.0.0.1:0", option); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	if _, err := mockserver.Listen("256.0.0.1:0"); err == nil {
		t.Error("an address that does not exist: no error")
	}
}

func TestWithLogger_Secrets(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	s := start(t, mockserver.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	do(t, s, http.MethodGet, "/v1/files?limit=1", nil).wantStatus(t, http.StatusOK)
	stop(t, s)
	if text := log.String(); !strings.Contains(text, "path=/base/v1/files status=200") || strings.Contains(text, s.PrivateKey()) {
		t.Errorf("log: %s", text)
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestServer_Close_UnusedConnections(t *testing.T) {
	t.Parallel()
	s, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	unused, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer unused.Close()
	get(t, s.URL()+"/_mock/health")                                // accepted after the other one
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second) // net/http would wait for five
	defer cancel()
	if err := errors.Join(s.Shutdown(ctx), ctx.Err()); err != nil {
		t.Error(err)
	}
	if _, err := unused.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
}

func TestServer_Close_Twice(t *testing.T) {
	t.Parallel()
	s, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe() // an upload that does not end
	defer w.Close()
	go func() {
		if res, err := http.Post(s.URL()+"/api/v1/files/upload", "multipart/form-data; boundary=x", r); err == nil {
			_ = res.Body.Close()
		}
	}()
	if _, err := w.Write([]byte("--x\r\n")); err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { stop(t, s) })
	}
	both.Wait()
}

func TestServer_Concurrent(t *testing.T) {
	t.Parallel()
	s := start(t)
	declare(t, s, "n", object{"type": "Number"})
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			id := put(t, s, "shared.png", pngFile(t, 10+i, 10, false))["fileId"]
			file := fmt.Sprintf("/v1/files/%v", id)
			do(t, s, http.MethodPatch, file+"/details", object{"tags": []string{strconv.Itoa(i)}, "customMetadata": object{"n": i}})
			do(t, s, http.MethodGet, file+"/metadata", nil)
			do(t, s, http.MethodGet, "/v1/files?type=all", nil)
			do(t, s, http.MethodPost, "/v1/files/addTags", object{"fileIds": []any{id}, "tags": []string{"x"}})
			get(t, s.URLEndpoint()+"/shared.png")
		})
	}
	group.Wait()
	wantNames(t, s, "", "shared.png")
}
