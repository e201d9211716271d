package requestlog_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/requestlog"
)

// sink is a response writer that discards everything.
type sink struct{}

func (sink) Header() http.Header         { return http.Header{} }
func (sink) WriteHeader(int)             {}
func (sink) Write(p []byte) (int, error) { return len(p), nil }

// handle records a request that answer handles, and returns its entry without the duration.
func handle(t *testing.T, l *requestlog.Log, r *http.Request, answer http.HandlerFunc) requestlog.Entry {
	t.Helper()
	rec, r := l.Record(sink{}, r, requestlog.Entry{ID: "1", Method: r.Method}, true)
	answer(rec, r)
	done := rec.Finish()
	if done.Duration <= 0 {
		t.Errorf("%s took %v", r.Method, done.Duration)
	}
	done.Duration = 0
	return done
}

func TestLog_Record(t *testing.T) {
	t.Parallel()
	l := &requestlog.Log{}
	for name, test := range map[string]struct {
		method, body string
		answer       http.HandlerFunc
		want         requestlog.Entry
	}{
		"a response": {http.MethodPost, "request", func(w http.ResponseWriter, r *http.Request) {
			requestlog.Note(r, "upload", "fault-1")
			_, _ = io.CopyN(io.Discard, r.Body, 3)
			w.WriteHeader(http.StatusEarlyHints)
			w.WriteHeader(http.StatusCreated)
			_, _ = io.WriteString(w, "response")
		}, requestlog.Entry{Operation: "upload", Fault: "fault-1", Status: 201, BytesIn: 3, BytesOut: 8}},
		"a response without a call of WriteHeader": {http.MethodGet, "", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "ok")
		}, requestlog.Entry{Status: 200, BytesOut: 2}},
		"a HEAD request": {http.MethodHead, "", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "not sent")
		}, requestlog.Entry{Status: 200}},
		"no response": {http.MethodGet, "", func(http.ResponseWriter, *http.Request) {}, requestlog.Entry{}},
		"a broken connection": {http.MethodGet, "", func(w http.ResponseWriter, _ *http.Request) {
			w.(*requestlog.Recorder).ResponseWriter = broken{sink{}}
			_, _ = io.WriteString(w, "half")
		}, requestlog.Entry{Status: 200, BytesOut: 2}},
	} {
		test.want.ID, test.want.Method = "1", test.method
		r := httptest.NewRequest(test.method, "/", strings.NewReader(test.body))
		if got := handle(t, l, r, test.answer); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, test.want)
		}
	}
	if got := l.All(); len(got) != 5 {
		t.Errorf("%d requests", len(got))
	}
	l.Clear()
	if got := l.All(); len(got) != 0 {
		t.Errorf("%d requests after Clear", len(got))
	}
}

// TestLog_Record_ClonedTexts checks that the log does not keep the long secrets of requests in memory. It is not
// parallel, because other tests would change the heap.
func TestLog_Record_ClonedTexts(t *testing.T) { //nolint:paralleltest // it measures the heap
	const requests, secret = 20, 1 << 20
	l := &requestlog.Log{}
	for range requests {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(
			"GET /v1/files?name=a&token=" + strings.Repeat("x", secret) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		query := requestlog.RedactQuery(r.URL.Query(), func(name string) bool { return name == "token" })
		l.Record(sink{}, r, requestlog.Entry{Method: r.Method, Path: r.URL.Path, Query: query}, true)
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > requests*secret/2 {
		t.Errorf("the heap has %d MiB", m.HeapAlloc>>20)
	}
	want := url.Values{"name": {"a"}, "token": {"redacted"}}
	if e := l.All()[requests-1]; e.Method != "GET" || e.Path != "/v1/files" || !reflect.DeepEqual(e.Query, want) {
		t.Errorf("the entry is %+v", e)
	}
}

// broken is a response writer that writes half of the bytes and fails.
type broken struct{ http.ResponseWriter }

func (b broken) Write(p []byte) (int, error) { return len(p) / 2, io.ErrClosedPipe }

func TestLog_Record_NotListed(t *testing.T) {
	t.Parallel()
	l := &requestlog.Log{}
	rec, r := l.Record(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), requestlog.Entry{ID: "1"},
		false)
	if id := requestlog.ID(r); id != "1" || len(l.All()) != 0 {
		t.Errorf("id %q, %d requests", id, len(l.All()))
	}
	if http.NewResponseController(rec).Flush() != nil {
		t.Error("the recorder does not unwrap the response writer")
	}
	plain := httptest.NewRequest(http.MethodGet, "/", nil)
	requestlog.Note(plain, "upload", "")
	if id := requestlog.ID(plain); id != "" {
		t.Errorf("a request that is not recorded has the id %q", id)
	}
}

func TestNoteError(t *testing.T) {
	t.Parallel()
	log := &requestlog.Log{}
	for text, want := range map[string]string{
		"no": "no", strings.Repeat("é", 300): strings.Repeat("é", 250) + "...",
		"x" + strings.Repeat("é", 300): "x" + strings.Repeat("é", 249) + "...",
	} {
		log.Clear()
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		_, recorded := log.Record(httptest.NewRecorder(), r, requestlog.Entry{}, true)
		requestlog.NoteError(recorded, text)
		requestlog.NoteError(r, "of a request that is not recorded")
		if got := log.All()[0].Error; got != want {
			t.Errorf("the error is %q, want %q", got, want)
		}
	}
}

func TestLog_All_Limit(t *testing.T) {
	t.Parallel()
	l := &requestlog.Log{}
	for i := range 1020 {
		l.Record(nil, httptest.NewRequest(http.MethodGet, "/", nil), requestlog.Entry{ID: fmt.Sprint(i)}, true)
	}
	if got := l.All(); len(got) != 1000 || got[0].ID != "20" || got[999].ID != "1019" {
		t.Errorf("%d requests, from %s", len(got), got[0].ID)
	}
}

// TestLog_All_SizeLimit adds entries with a long path, a long method, and many empty values, which take memory too.
func TestLog_All_SizeLimit(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]requestlog.Entry{
		"path":   {Path: strings.Repeat("x", 1<<20)},
		"values": {Query: url.Values{"x": make([]string, 1<<16)}},
		"method": {Method: strings.Repeat("x", 1<<20)},
	} {
		l := &requestlog.Log{}
		for i := range 50 {
			e.ID = fmt.Sprint(i)
			l.Record(nil, httptest.NewRequest(http.MethodGet, "/", nil), e, true)
		}
		if got := l.All(); len(got) < 8 || len(got) > 9 || got[len(got)-1].ID != "49" {
			t.Errorf("%s: %d requests of 1 MiB", name, len(got))
		}
		l.Clear()
		l.Record(nil, httptest.NewRequest(http.MethodGet, "/", nil), requestlog.Entry{Path: strings.Repeat("x", 9<<20)},
			true)
		if got := l.All(); len(got) != 1 {
			t.Errorf("%s: %d requests after a large one", name, len(got))
		}
	}
}

func TestRedactQuery(t *testing.T) {
	t.Parallel()
	const signed = "https://ik.imagekit.io/demo/a.jpg?ik-t=1&ik-s=SECRET&x=y"
	query := url.Values{
		"ik-s": {"SECRET"}, "ik-t": {"1"}, "url": {signed, "ik-s=SECRET#f"},
		"secretKey": {"SECRET", "SECRET"},
	}
	got := requestlog.RedactQuery(query, func(name string) bool { return name == "secretKey" })
	want := url.Values{
		"ik-s": {"redacted"}, "ik-t": {"1"},
		"url":       {strings.Replace(signed, "SECRET", "redacted", 1), "ik-s=redacted#f"},
		"secretKey": {"redacted", "redacted"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
