package media_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"golang.org/x/image/tiff"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

func TestInspect_MediaType(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, content string
		want          media.Info
	}{
		{"a.txt", "text", media.Info{MediaType: "text/plain; charset=utf-8", Format: "txt"}},
		{"a.CSS", "a{}", media.Info{MediaType: "text/css; charset=utf-8", Format: "css"}},
		{"a.bin", "\x00\x01", media.Info{MediaType: "application/octet-stream", Format: "octet-stream"}},
		{"empty.json", "", media.Info{MediaType: "application/json", Format: "json"}},
		{"a.bin", "<svg/>", media.Info{MediaType: "image/svg+xml", Format: "svg"}},
		{"a.html", "<html><svg/></html>", media.Info{MediaType: "text/html; charset=utf-8", Format: "html"}},
		{"a.mov", "no movie", media.Info{MediaType: "video/quicktime", Format: "mov"}},
		{"a.txt", string(sample.PNG(t, 4, 3, true)), media.Info{
			MediaType: "image/png", Format: "png", Image: &media.Image{Format: "png", Width: 4, Height: 3, Alpha: true},
		}},
	} {
		if got := inspect(t, test.name, []byte(test.content)); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s with %.20q is %+v, want %+v", test.name, test.content, got, test.want)
		}
	}
}

func TestInspect_ReadError(t *testing.T) {
	t.Parallel()
	broken := io.NewSectionReader(failing{}, 0, 10)
	if _, err := media.Inspect(broken, "a.png"); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("error %v, want that of the reader", err)
	}
}

// failing is a file that cannot be read.
type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, fs.ErrClosed }

func TestInspect_LargeTIFF(t *testing.T) {
	t.Parallel()
	content := sample.Encode(t, func(w io.Writer) error { return tiff.Encode(w, sample.Picture(700, 600, false), nil) })
	// the directory is at the end of the file
	wantFields(t, metadataOf(t, "large.tiff", content), map[string]any{"width": 700, "height": 600})
}

// BenchmarkInspect measures what an upload costs beyond storing its bytes.
func BenchmarkInspect(b *testing.B) {
	content := append(sample.JPEGWith(b, sample.JFIF(1, 300), sample.JPEGProfile), make([]byte, 4<<20)...)
	name := filepath.Join(b.TempDir(), "upload.bin")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := inspectFile(name); err != nil {
			b.Fatal(err)
		}
	}
}

func inspectFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	_, err = media.Inspect(io.NewSectionReader(f, 0, info.Size()), name)
	return err
}
