package imagekit_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
)

type (
	mapReader  map[string]int
	chanReader chan int
	// badReader is a reader with invalid methods Seek and Len.
	badReader struct {
		io.Reader
		length int
		seek   func(offset int64, whence int) (int64, error)
	}
	badLen  struct{ badReader }
	badSeek struct{ badReader }
)

func (mapReader) Read([]byte) (int, error)  { return 0, io.EOF }
func (chanReader) Read([]byte) (int, error) { return 0, io.EOF }
func (l badLen) Len() int {
	if l.length == 0 {
		panic("no length")
	}
	return l.length
}
func (l badSeek) Seek(offset int64, whence int) (int64, error) { return l.seek(offset, whence) }

// TestFromReader_BadReader uploads readers that are nil, and readers whose Len or Seek panics or returns wrong values.
func TestFromReader_BadReader(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s was sent", r.URL) })
	var embedded struct{ *bytes.Buffer }
	seek := func(f func(offset int64, whence int) (int64, error)) io.Reader {
		return badSeek{badReader{strings.NewReader("abc"), 0, f}}
	}
	beyond := strings.NewReader("abc")
	if _, err := beyond.Seek(10, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		reader io.Reader
		want   string
	}{
		"nil":                      {nil, "nil reader"},
		"nil *os.File":             {(*os.File)(nil), "nil reader"},
		"nil *bytes.Buffer":        {(*bytes.Buffer)(nil), "nil reader"},
		"nil *strings.Reader":      {(*strings.Reader)(nil), "nil reader"},
		"nil *bufio.Reader":        {(*bufio.Reader)(nil), "nil reader"},
		"nil function":             {readerFunc(nil), "nil reader"},
		"nil map":                  {mapReader(nil), "nil reader"},
		"nil channel":              {chanReader(nil), "nil reader"},
		"nil reader in a struct":   {embedded, "panicked"},
		"a Len that panics":        {badLen{badReader{strings.NewReader("abc"), 0, nil}}, "panicked: no length"},
		"a negative Len":           {badLen{badReader{strings.NewReader("abc"), -3, nil}}, "length -3"},
		"a Seek that panics":       {seek(nil), "panicked"},
		"a negative offset":        {seek(func(int64, int) (int64, error) { return -1, nil }), "offset -1"},
		"an offset beyond the end": {beyond, "offset 10, which is after its end at 3"},
		"a Seek to a wrong offset": {
			seek(func(_ int64, whence int) (int64, error) { return int64(whence), nil }),
			"Seek returned offset 0 instead of 1",
		},
		"a Seek that panics later": {seek(func(_ int64, whence int) (int64, error) {
			if whence != io.SeekCurrent {
				panic("oops")
			}
			return 0, nil
		}), "panicked: oops"},
	} {
		for _, source := range []imagekit.Source{
			imagekit.FromReader(test.reader),
			imagekit.FromSizedReader(test.reader, -1),
		} {
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: source, FileName: "a"})
			if err == nil || !strings.Contains(err.Error(), test.want) || errors.Is(err, imagekit.ErrOutcomeUnknown) {
				t.Errorf("%s: %v, want %q", name, err, test.want)
			}
		}
	}
}

func TestWithResponse_Nil(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s was sent", r.URL) })
	if _, err := ik.GetFileDetails(t.Context(), "id", imagekit.WithResponse(nil)); !errors.Is(err,
		imagekit.ErrInvalidRequest) {
		t.Errorf("got %v", err)
	}
}
