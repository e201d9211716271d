package imagekit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/openimagekit/imagekit"
)

// forgeries are texts that could forge or garble lines of a log. The values are the escaped forms that must be printed.
var forgeries = map[string]string{
	"a\nb":                                   `a\nb`,
	"a\r\nlevel=INFO b":                      `a\r\nlevel=INFO b`,
	"a\x00b\x7f":                             `a\x00b\x7f`,
	"\x1b[31mred\x1b[0m":                     `\x1b[31mred\x1b[0m`,
	"a\u2028b\u2029\u0085":                   `a\u2028b\u2029\u0085`,
	"a\u202eb\u2066\u200f\u061c\ufeff\u200b": `a\u202eb\u2066\u200f\u061c\ufeff\u200b`,
	"caf\u00e9 \U0001f600\U000e0001":         "caf\u00e9 \U0001f600" + `\U000e0001`,
	`C:\temp "it's"`:                         `C:\temp "it's"`,
}

// rawHandler writes the values of attributes without quoting, unlike the handlers of log/slog.
type rawHandler struct {
	slog.Handler
	log *bytes.Buffer
}

func (h rawHandler) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		h.log.WriteString(a.Key + "=" + a.Value.String() + " ")
		return true
	})
	return nil
}

func TestError_Error_OneLine(t *testing.T) {
	t.Parallel()
	for text, want := range forgeries {
		var log bytes.Buffer
		ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "broken") {
				_, _ = io.WriteString(w, text) // the error of the decoder quotes it
				return
			}
			w.WriteHeader(http.StatusBadRequest)
			message, _ := json.Marshal(text)
			_, _ = io.WriteString(w, `{"message":`+string(message)+`}`)
		}, imagekit.WithLogger(slog.New(rawHandler{slog.NewTextHandler(io.Discard, nil), &log})))
		_, err := ik.GetFileDetails(t.Context(), "id"+text)
		var failed *imagekit.Error
		if !errors.As(err, &failed) || failed.Message != text || !strings.Contains(err.Error(), ": "+want) {
			t.Errorf("%q: %v", text, err)
		}
		_, broken := ik.GetFileDetails(t.Context(), "broken")
		if broken == nil || !strings.Contains(log.String(), "path=/prefix/v1/files/id"+want+"/details") {
			t.Errorf("%q: %v, logged as %q", text, broken, log.String())
		}
		checkLine(t, err.Error(), broken.Error(), log.String())
	}
}

// TestError_Error_InvalidUTF8 uses the error of a transport that is not valid UTF-8.
func TestError_Error_InvalidUTF8(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	ik := newClient(t, imagekit.WithLogger(slog.New(rawHandler{slog.NewTextHandler(io.Discard, nil), &log})),
		withTransport(func(*http.Request) (*http.Response, error) {
			return nil, errors.New("caf\xe9\nnext line \xff\ufffd")
		}))
	_, err := ik.GetFileDetails(t.Context(), "id")
	if want := `caf\xe9\nnext line \xff` + "\ufffd"; err == nil || !strings.Contains(err.Error(), want) ||
		!strings.Contains(log.String(), want) {
		t.Errorf("%v, logged as %q", err, log.String())
	}
	checkLine(t, err.Error(), log.String())
}

func checkLine(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q is not one line of printable characters", text)
		}
	}
}

func TestError_Error_Length(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Ik-Requestid", strings.Repeat("r", 5000))
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"message":"begin`+strings.Repeat("\u00e9\\n", 10_000)+`"}`)
	})
	_, err := ik.GetFileDetails(t.Context(), "id")
	var failed *imagekit.Error
	if !errors.As(err, &failed) || len(failed.Message) < 30_000 || len(err.Error()) > 3000 ||
		!strings.Contains(err.Error(), "more bytes)") {
		t.Errorf("%d bytes: %v", len(err.Error()), err)
	}
	checkLine(t, err.Error())
}

func TestClient_DeleteFiles_ErrorOneLine(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"successfullyDeletedFileIds":[],"errors":[{"fileId":"a","error":"no\nlevel=INFO"}]}`)
	})
	for _, err := range ik.DeleteFiles(t.Context(), slices.Values([]string{"a"})) {
		if err == nil || !strings.Contains(err.Error(), `no\nlevel=INFO`) {
			t.Errorf("got %v", err)
		}
	}
}

// TestWithLogger_MismatchOneLine uses a property whose name could forge a line of the log.
func TestWithLogger_MismatchOneLine(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	ik := serveJSON(t, `{"selectedFieldsSchema":{"a\nlevel=INFO":{"type":1}}}`,
		imagekit.WithLogger(slog.New(rawHandler{slog.NewTextHandler(io.Discard, nil), &log})))
	if _, err := ik.GetFileDetails(t.Context(), "id"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), `/selectedFieldsSchema/a\nlevel=INFO/type`) {
		t.Errorf("got %q", &log)
	}
	checkLine(t, log.String())
}
