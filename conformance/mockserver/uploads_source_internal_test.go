package mockserver

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestUpload_FetchTimeout fetches a file from an origin that stops in the middle of the response.
func TestUpload_FetchTimeout(t *testing.T) {
	t.Parallel()
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("begin"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	t.Cleanup(origin.Close)
	s := Start(t, func(c *config) error {
		c.fetchTime = 100 * time.Millisecond
		return nil
	})
	const field = "--x\r\nContent-Disposition: form-data; name="
	body := field + "\"fileName\"\r\n\r\na.txt\r\n" + field + "\"file\"\r\n\r\n" + origin.URL + "\r\n--x--\r\n"
	r := httptest.NewRequest(http.MethodPost, uploadPath, strings.NewReader(body))
	r.Header.Set("Content-Type", formType)
	r.SetBasicAuth(DefaultPrivateKey, "")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "could not be fetched") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
}
