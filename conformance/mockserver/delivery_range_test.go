package mockserver_test

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// TestDelivery_Range checks Range headers against RFC 9110, section 14.
func TestDelivery_Range(t *testing.T) {
	t.Parallel()
	s := start(t)
	u := put(t, s, "a.txt", []byte("0123456789"))["url"].(string)
	const whole, huge = "0123456789", "99999999999999999999999"
	for _, test := range []struct {
		header string
		status int
		body   string // bodies of several parts are joined by slashes
	}{
		{"bytes=2-4", 206, "234"},
		{"bytes=0-0", 206, "0"},
		{"bytes=0-", 206, whole},
		{"bytes=7-", 206, "789"},
		{"bytes=7-100", 206, "789"},
		{"bytes=7-" + huge, 206, "789"},
		{"bytes=000-01", 206, "01"},
		{"bytes=-3", 206, "789"},
		{"bytes=-100", 206, whole},
		{"bytes=-" + huge, 206, whole},
		{"Bytes=2-4", 206, "234"},
		{"bytes= 2-4 ", 206, "234"},
		{"bytes=,2-4,", 206, "234"},
		{"bytes=0-1,-1", 206, "01/9"},
		{"bytes=0-1, 3-4", 206, "01/34"},
		{"bytes=0-1,50-60", 206, "01"},
		{"bytes=0-9,0-9,0-9", 200, whole}, // more bytes than the file has

		{"bytes=10-", 416, ""},
		{"bytes=10-20", 416, ""},
		{"bytes=" + huge + "-", 416, ""},
		{"bytes=-0", 416, ""},
		{"bytes=10-,-0", 416, ""},

		{"bytes=0--2", 200, whole},
		{"bytes=5-2", 200, whole},
		{"bytes=" + huge + "-5", 200, whole},
		{"bytes=0-1,5-2", 200, whole},
		{"bytes=--3", 200, whole},
		{"bytes=-", 200, whole},
		{"bytes=+1-2", 200, whole},
		{"bytes=1", 200, whole},
		{"bytes=a-b", 200, whole},
		{"bytes=0x1-2", 200, whole},
		{"bytes=", 200, whole},
		{"bytes=,", 200, whole},
		{"bytes", 200, whole},
		{"items=0-1", 200, whole},
		{"", 200, whole},
	} {
		req := newRequest(t, http.MethodGet, u, nil)
		req.Header.Set("Range", test.header)
		got := send(t, req).wantStatus(t, test.status)
		if body := partsOf(t, got); test.status != 416 && body != test.body {
			t.Errorf("Range %q: body %q, want %q", test.header, body, test.body)
		}
		if size := got.Header.Get("Content-Range"); test.status == 416 && size != "bytes */10" {
			t.Errorf("Range %q: Content-Range is %q, want bytes */10", test.header, size)
		}
		req = newRequest(t, http.MethodHead, u, nil) // ranges do not apply to HEAD
		req.Header.Set("Range", test.header)
		if got := send(t, req).wantStatus(t, http.StatusOK); got.ContentLength != 10 {
			t.Errorf("HEAD with Range %q: Content-Length is %d, want 10", test.header, got.ContentLength)
		}
	}
}

// partsOf returns the body of a response, or the bodies of its parts joined by slashes.
func partsOf(t *testing.T, r reply) string {
	t.Helper()
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/byteranges" {
		return string(r.body)
	}
	var bodies []string
	reader := multipart.NewReader(strings.NewReader(string(r.body)), params["boundary"])
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return strings.Join(bodies, "/")
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, string(body))
	}
}

func TestDelivery_IfRange(t *testing.T) {
	t.Parallel()
	s := start(t)
	u := put(t, s, "a.txt", []byte("0123456789"))["url"].(string)
	head := send(t, newRequest(t, http.MethodHead, u, nil)).Header
	for _, test := range []struct {
		validator, header string
		status            int
	}{
		{head.Get("ETag"), "bytes=2-4", 206},
		{head.Get("Last-Modified"), "bytes=2-4", 206},
		{`"another"`, "bytes=2-4", 200},
		{`"another"`, "bytes=10-", 200}, // the range is ignored, although it cannot be satisfied
		{"W/" + head.Get("ETag"), "bytes=2-4", 200},
		{"Sat, 01 Jan 2000 00:00:00 GMT", "bytes=2-4", 200},
		{head.Get("ETag"), "bytes=10-", 416},
		{head.Get("ETag"), "bytes=5-2", 200},
	} {
		req := newRequest(t, http.MethodGet, u, nil)
		req.Header.Set("If-Range", test.validator)
		req.Header.Set("Range", test.header)
		send(t, req).wantStatus(t, test.status)
	}
	req := newRequest(t, http.MethodGet, u, nil)
	req.Header["Range"] = []string{"bytes=2-4", "bytes=5-6"}
	send(t, req).wantStatus(t, http.StatusOK)
}
