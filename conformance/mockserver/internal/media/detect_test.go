package media_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/image/tiff"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

func TestInspect_MediaType(t *testing.T) {
	t.Parallel()
	unknown := media.Info{MediaType: "application/octet-stream", Format: "octet-stream"}
	for _, test := range []struct {
		name, content string
		want          media.Info
	}{
		{"a.txt", "text", media.Info{MediaType: "text/plain; charset=utf-8", Format: "txt"}},
		{"a.txt", "\xFF\xFEt\x00", media.Info{MediaType: "text/plain; charset=utf-16le", Format: "txt"}},
		{"a.html", "text", media.Info{MediaType: "text/html; charset=utf-8", Format: "html"}},
		{"a.md", "<html></html>", media.Info{MediaType: "text/markdown; charset=utf-8", Format: "md"}},
		{"a.xml", "<?xml version='1.0'?><a/>", media.Info{MediaType: "application/xml", Format: "xml"}},
		{"a.XML", "<a/>", media.Info{MediaType: "application/xml", Format: "xml"}},
		{"a.ts", "let a: number = 1", media.Info{MediaType: "video/mp2t", Format: "ts"}},
		{"a.CSS", "a{}", media.Info{MediaType: "text/css; charset=utf-8", Format: "css"}},
		{"a.min.js", "a", media.Info{MediaType: "text/javascript; charset=utf-8", Format: "js"}},
		{"a.csv", "a;b", media.Info{MediaType: "text/csv; charset=utf-8", Format: "csv"}},
		{"empty.json", "", media.Info{MediaType: "application/json", Format: "json"}},
		{"a.svg", "<svg/>", media.Info{MediaType: "image/svg+xml", Format: "svg"}},
		{"a.m3u8", "#EXTM3U", media.Info{MediaType: "application/vnd.apple.mpegurl", Format: "m3u8"}},
		{"a.mov", "no movie", media.Info{MediaType: "video/quicktime", Format: "mov"}},
		{"text", "text", unknown},
		{"html", "<html></html>", unknown},
		{"svg", "<svg/>", unknown},
		{"empty", "", unknown},
		{".txt.", "text", unknown},
		{"a.txt2", "text", unknown},
		{"a.jpg", "text", unknown},
		{"a.bin", "<svg/>", unknown},
		{"a.bin", "\x00\x01", unknown},
		{"a.txt", "\x00\x01", unknown},
		{"a.ts", "\x47\x40\x00", media.Info{MediaType: "video/mp2t", Format: "ts"}},
		{"a.css", "%PDF-1.7", media.Info{MediaType: "application/pdf", Format: "pdf"}},
		{"a.css", "PK\x03\x04", media.Info{MediaType: "application/zip", Format: "zip"}},
		{"a.css", "wOFF\x00", media.Info{MediaType: "font/woff", Format: "woff"}},
		{"a.css", "wOF2\x00", media.Info{MediaType: "font/woff2", Format: "woff2"}},
		{"a.css", "\x00\x01\x00\x00", media.Info{MediaType: "font/ttf", Format: "ttf"}},
		{"a.css", "OTTO", media.Info{MediaType: "font/otf", Format: "otf"}},
		{
			"a.css", strings.Repeat("\x00", 34) + "LP", media.Info{
				MediaType: "application/vnd.ms-fontobject", Format: "eot",
			},
		},
		{"a.css", "CWS\x0A\x00", media.Info{MediaType: "application/x-shockwave-flash", Format: "swf"}},
		{"a.css", "MZ\x90\x00", media.Info{MediaType: "application/x-msdownload", Format: "x-msdownload"}},
		{"a.css", "MZ is text", media.Info{MediaType: "text/css; charset=utf-8", Format: "css"}},
		{"a.css", "\x00\x00\x01\x00", media.Info{MediaType: "image/x-icon", Format: "ico"}},
		{"a.css", "\x1A\x45\xDF\xA3", media.Info{MediaType: "video/webm", Format: "webm"}},
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

// TestInspect_UndecodableTIFF checks that a TIFF file is an image although Go cannot decode it.
func TestInspect_UndecodableTIFF(t *testing.T) {
	t.Parallel()
	content := bytes.NewReader(sample.CMYKTIFF())
	got, err := media.Inspect(io.NewSectionReader(content, 0, content.Size()), "print.tif")
	want := media.Info{
		MediaType: "image/tiff", Format: "tiff", Image: &media.Image{Format: "tiff", Width: 40, Height: 30},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v with %+v, %v; want %+v", got, got.Image, err, want)
	}
	wantFields(t, metadataOf(t, "print.tif", sample.CMYKTIFF()), map[string]any{"width": 40, "height": 30})
}

// BenchmarkInspect measures the inspection of an upload.
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
