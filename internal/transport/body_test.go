package transport_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/openimagekit/imagekit/internal/transport"
)

// emptyReader is a reader that never makes progress.
type emptyReader struct{}

func (emptyReader) Read([]byte) (int, error) { return 0, nil }

// lazyReader makes a number of empty reads before it returns its text.
type lazyReader struct {
	text  string
	empty int
}

func (r *lazyReader) Read(p []byte) (int, error) {
	if r.empty--; r.empty >= 0 {
		return 0, nil
	}
	n := copy(p, r.text)
	if r.text = r.text[n:]; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func TestBuffer_ReadBody(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 300_000)
	for name, test := range map[string]struct {
		body   io.Reader
		length int64 // Content-Length
		limit  int64
		want   string
		whole  bool
		err    error
	}{
		"empty":          {strings.NewReader(""), 0, 100, "", true, nil},
		"short":          {strings.NewReader("abc"), 3, 100, "abc", true, nil},
		"unknown length": {strings.NewReader("abc"), -1, 100, "abc", true, nil},
		"byte by byte": {
			iotest.OneByteReader(strings.NewReader(long[:5000])), -1, 10_000, long[:5000], true,
			nil,
		},
		"long":               {strings.NewReader(long), -1, 4_000_000, long, true, nil},
		"long, known length": {strings.NewReader(long), int64(len(long)), 4_000_000, long, true, nil},
		"one too long":       {strings.NewReader("abcd"), 4, 3, "abc", false, nil},
		"length too large":   {strings.NewReader("abc"), 1 << 40, 100, "abc", true, nil},
		"length too small":   {strings.NewReader("abcdef"), 1, 100, "abcdef", true, nil},
		"interrupted": {
			io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(io.ErrUnexpectedEOF)), -1, 100,
			"abc", false, io.ErrUnexpectedEOF,
		},
		"99 empty reads": {
			io.MultiReader(&lazyReader{"a", 99}, &lazyReader{"b", 99}), -1, 100, "ab", true, nil,
		},
		"no progress": {emptyReader{}, -1, 100, "", false, io.ErrNoProgress},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := transport.NewBuffer()
			defer b.Free()
			response := &http.Response{Body: io.NopCloser(test.body), ContentLength: test.length}
			got, whole, err := b.ReadBody(response, test.limit)
			if string(got) != test.want || whole != test.whole || !errors.Is(err, test.err) {
				t.Errorf("got %d bytes, whole %v, %v", len(got), whole, err)
			}
		})
	}
}

// TestBuffer_ReadBody_Limit reads a body that is longer than the limit. At most limit bytes are returned.
func TestBuffer_ReadBody_Limit(t *testing.T) {
	t.Parallel()
	const limit = 3 << 20
	b := transport.NewBuffer()
	defer b.Free()
	response := &http.Response{
		Body:          io.NopCloser(iotest.DataErrReader(bytes.NewReader(make([]byte, limit+1)))),
		ContentLength: -1,
	}
	got, whole, err := b.ReadBody(response, limit)
	if whole || err != nil || len(got) == 0 || len(got) > limit {
		t.Errorf("got %d bytes, whole %v, %v", len(got), whole, err)
	}
}

func TestBuffer_ReadBody_LongInterrupted(t *testing.T) {
	t.Parallel()
	b := transport.NewBuffer()
	defer b.Free()
	body := io.MultiReader(bytes.NewReader(make([]byte, 5<<19)), iotest.ErrReader(io.ErrUnexpectedEOF))
	got, whole, err := b.ReadBody(&http.Response{Body: io.NopCloser(body), ContentLength: -1}, 4<<20)
	if !errors.Is(err, io.ErrUnexpectedEOF) || whole || len(got) == 0 {
		t.Errorf("got %d bytes, whole %v, %v", len(got), whole, err)
	}
}

// TestBuffer_ReadBody_LongThenShort checks that a buffer does not keep its size after a long body.
func TestBuffer_ReadBody_LongThenShort(t *testing.T) {
	t.Parallel()
	b := &transport.Buffer{}
	for _, length := range []int{3 << 20, 3} {
		body := strings.NewReader(strings.Repeat("x", length))
		response := &http.Response{Body: io.NopCloser(body), ContentLength: -1}
		got, _, err := b.ReadBody(response, 4<<20)
		if err != nil || len(got) != length {
			t.Fatalf("got %d bytes, %v", len(got), err)
		}
		if length == 3 && cap(got) > 1<<20 {
			t.Errorf("the buffer of a short body has %d bytes", cap(got))
		}
	}
}
