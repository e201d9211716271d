package redact_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/redact"
)

func TestRedactor_Error(t *testing.T) {
	t.Parallel()
	const secret = "s3cret-value"
	r := redact.New(secret)
	plain := fmt.Errorf("read: %w", io.ErrUnexpectedEOF)
	if got := r.Error(plain); got != plain { //nolint:errorlint // must be the same value
		t.Errorf("an error without a secret was changed to %v", got)
	}
	if got := r.Error(nil); got != nil {
		t.Errorf("nil was changed to %v", got)
	}
	inner := &url.Error{Op: "Get", URL: "https://x.test/?k=" + secret, Err: io.ErrUnexpectedEOF}
	got := r.Error(fmt.Errorf("lost: %w", inner))
	if !errors.Is(got, io.ErrUnexpectedEOF) || strings.Contains(fmt.Sprintf("%v %+v %q", got, got, got), secret) {
		t.Errorf("got %v", got)
	}
	var shown *url.Error
	if !errors.As(got, &shown) || strings.Contains(shown.Error(), secret) || !errors.Is(shown, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", shown)
	}
	var hidden *secretError
	if errors.As(r.Error(&secretError{secret}), &hidden) {
		t.Error("errors.As finds an error whose text contains the secret")
	}
}

type secretError struct{ text string }

func (e *secretError) Error() string { return e.text }

func TestCookies(t *testing.T) {
	t.Parallel()
	header := http.Header{"Cookie": {`theme=dark; session="0123456789abcdef"`, "a=b"}}
	want := []string{`theme=dark; session="0123456789abcdef"`, "0123456789abcdef", "a=b"}
	if got := redact.Cookies(header); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
