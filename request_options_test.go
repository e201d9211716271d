package imagekit_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
)

func TestWithResponse(t *testing.T) {
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
		_, err := ik.GetFileDetails(t.Context(), id, imagekit.WithResponse(&response),
			imagekit.WithHeader("X-Trace", "42"))
		if (err == nil) != (status == 200) {
			t.Fatal(err)
		}
		if response.StatusCode != status || response.RequestID != "req-1" || response.RateLimit.Limit != 40 ||
			response.RateLimit.Interval.Milliseconds() != 1000 ||
			string(response.Body) != `{"name":"a.jpg"}` || response.Header.Get("Content-Type") == "" {
			t.Errorf("%s: got %+v", id, response)
		}
	}
}

func TestWithHeader_Refused(t *testing.T) {
	t.Parallel()
	headers := [][2]string{{"", "x"}, {"A B", "x"}, {"A\n", "x"}, {"Ä", "x"}, {"A", "x\r\nB: y"}, {"A", "\x00"}}
	for _, name := range []string{ // headers of the connection, the body and the client
		"Connection", "keep-alive", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding",
		"Upgrade", "HTTP2-Settings", "Host", "Expect",
		"Content-Length", "content-type", "Content-Encoding", "Authorization", "Accept", "Accept-Encoding",
		"User-Agent",
	} {
		headers = append(headers, [2]string{name, "close"})
	}
	for _, header := range headers {
		var refused *imagekit.ArgumentError
		ik := newClient(t, withTransport(func(*http.Request) (*http.Response, error) {
			t.Errorf("%q is sent", header)
			return nil, errReset
		}))
		if _, err := ik.GetFileDetails(t.Context(), "id", imagekit.WithHeader(header[0], header[1])); !errors.As(err,
			&refused) || refused.Argument != "WithHeader" {
			t.Errorf("%q: %v", header, err)
		}
	}
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"name":%q}`, r.Header.Get("X-Trace"))
	})
	if file, err := ik.GetFileDetails(t.Context(), "id", imagekit.WithHeader("X-Trace", "ä\tb")); err != nil ||
		file.Name != "ä\tb" {
		t.Errorf("%+v, %v", file, err)
	}
}
