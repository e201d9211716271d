package mockserver_test

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"io"
	"net/http"
	"slices"
	"testing"

	"golang.org/x/image/tiff"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// metadataOf uploads a file and returns what the server says is in it.
func metadataOf(t *testing.T, s *mockserver.Server, name string, content []byte) map[string]any {
	t.Helper()
	return do(t, s, http.MethodGet, fmt.Sprintf("/v1/files/%v/metadata", put(t, s, name, content)["fileId"]), nil).
		wantStatus(t, http.StatusOK).object(t)
}

func TestMetadataOfFormats(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, test := range map[string]struct {
		content []byte
		want    map[string]any
	}{
		"a.jpg":  {jpegFile(t, 40, 30, 90), map[string]any{"format": "jpg", "width": 40, "height": 30, "hasTransparency": false}},
		"a.png":  {pngFile(t, 40, 30, true), map[string]any{"format": "png", "width": 40, "height": 30, "hasTransparency": true}},
		"a.gif":  {gifFile(t, 40, 30), map[string]any{"format": "gif", "width": 40, "height": 30, "density": 72}},
		"a.webp": {webpWith(t), map[string]any{"format": "webp", "width": 1, "height": 1, "hasColorProfile": false}},
		"a.tiff": {tiffFile(t), map[string]any{"format": "tiff", "width": 40, "height": 30, "hasColorProfile": false}},
		"a.bmp":  {bmpFile(t), map[string]any{"format": "bmp", "width": 40, "height": 30, "hasColorProfile": false}},
		"a.bin":  {heifFile("avif", "mif1miaf", 640, 480), map[string]any{"format": "avif", "width": 640, "height": 480, "density": 72}},
		"b.bin":  {heifFile("heic", "mif1heic", 641, 480), map[string]any{"format": "heic", "width": 641, "height": 480}},
		"c.bin":  {heifFile("mif1", "miaf", 642, 480), map[string]any{"format": "heif", "width": 642, "height": 480}},
		"d.bin":  {heifFile("mif1", "miafavif", 643, 480), map[string]any{"format": "avif", "width": 643, "height": 480}},
		"c.svg":  {[]byte(`<svg width="2in" height="96"/>`), map[string]any{"format": "svg", "width": 192, "height": 96}},
		"c.txt":  {[]byte(`text`), map[string]any{"format": "txt", "size": 4}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFields(t, metadataOf(t, s, name, test.content), test.want)
		})
	}
}

func TestDecodedImagesHaveAPerceptualHash(t *testing.T) {
	t.Parallel()
	s := start(t)
	want := metadataOf(t, s, "a.png", pngFile(t, 40, 30, false))["pHash"]
	for name, content := range map[string][]byte{"a.tiff": tiffFile(t), "a.bmp": bmpFile(t)} {
		if got := metadataOf(t, s, name, content)["pHash"]; got != want || got == nil {
			t.Errorf("%s: perceptual hash %v, want %v as of the same picture in another format", name, got, want)
		}
	}
}

func TestSizeOfDrawings(t *testing.T) {
	t.Parallel()
	s := start(t)
	for text, want := range map[string][]any{
		`<?xml version="1.0"?><!-- a --><svg xmlns="http://www.w3.org/2000/svg" width="120px" height="80"/>`: {120, 80},
		`<svg viewBox="0 0 300 150"/>`:                          {300, 150},
		`<svg viewBox="0,0,300,150" width="600"/>`:              {600, 300},
		`<svg viewBox="0 0 300 150" height="10mm"/>`:            {76, 38},
		`<svg width="100%" height="100%" viewBox="0 0 30 20"/>`: {30, 20},
		`<svg width="1e300" height="20"/>`:                      {nil, nil},
		`<svg viewBox="0 0 1e9 1e-9" width="1000000000" />`:     {1000000000, 0},
		`<svg/>`:                    {nil, nil},
		`<svg width="12"`:           {nil, nil},
		`<g width="1" height="1"/>`: {nil, nil},
	} {
		m := metadataOf(t, s, "drawing.svg", []byte(text))
		if got := encoded(t, []any{m["width"], m["height"]}); got != encoded(t, want) {
			t.Errorf("%s: size %s, want %s", text, got, encoded(t, want))
		}
	}
}

func TestDensity(t *testing.T) {
	t.Parallel()
	s := start(t)
	exif := func(fields ...field) string {
		return string(directories{image: fields}.encode(binary.BigEndian))
	}
	for name, test := range map[string]struct {
		content []byte
		want    int
	}{
		"jfif in inches":                 {jpegWith(t, jfif(1, 300)), 300},
		"jfif in centimetres":            {jpegWith(t, jfif(2, 118)), 300},
		"jfif with an aspect ratio":      {jpegWith(t, jfif(0, 1)), 72},
		"jfif with nothing":              {jpegWith(t, jfif(1, 0)), 72},
		"jpeg without a word":            {jpegWith(t), 72},
		"exif in inches":                 {jpegWith(t, jpegEXIF+exif(ratio(0x11a, 2400, 10), short(0x128, 2))), 240},
		"exif in centimetres":            {jpegWith(t, jpegEXIF+exif(ratio(0x11a, 100, 1), short(0x128, 3))), 254},
		"exif without a unit":            {jpegWith(t, jpegEXIF+exif(ratio(0x11a, 150, 1))), 150},
		"exif with an aspect ratio":      {jpegWith(t, jpegEXIF+exif(ratio(0x11a, 150, 1), short(0x128, 1))), 72},
		"exif divided by zero":           {jpegWith(t, jpegEXIF+exif(ratio(0x11a, 150, 0))), 72},
		"jfif before exif":               {jpegWith(t, jfif(1, 96), jpegEXIF+exif(ratio(0x11a, 150, 1))), 96},
		"exif if jfif has a ratio":       {jpegWith(t, jfif(0, 1), jpegEXIF+exif(ratio(0x11a, 150, 1))), 150},
		"png":                            {pngWith(t, phys(11811, 1)), 300},
		"png with an aspect ratio":       {pngWith(t, phys(2, 0)), 72},
		"png with exif":                  {pngWith(t, "eXIf"+exif(ratio(0x11a, 200, 1))), 200},
		"webp with exif":                 {webpWith(t, "EXIF"+exif(ratio(0x11a, 200, 1))), 200},
		"webp with exif behind a prefix": {webpWith(t, "EXIFExif\x00\x00"+exif(ratio(0x11a, 200, 1))), 200},
		"tiff":                           {profiledTIFF(), 120},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFields(t, metadataOf(t, s, name, test.content), map[string]any{"density": test.want})
		})
	}
}

func TestColorProfile(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, test := range map[string]struct {
		content []byte
		want    bool
	}{
		"jpeg with":                   {jpegWith(t, jfif(1, 72), jpegProfile), true},
		"jpeg without":                {jpegWith(t), false},
		"jpeg with another APP2":      {jpegWith(t, "\xff\xe2MPF\x00"), false},
		"jpeg with a filling byte":    {slices.Insert(jpegWith(t, jpegProfile), 2, 0xff), true},
		"png with":                    {pngWith(t, "iCCPname\x00\x00x\x9c\x03\x00\x00\x00\x00\x01"), true},
		"png without":                 {pngWith(t, "tEXtComment\x00iCCP"), false},
		"webp with":                   {webpWith(t, "ICCPprofile."), true},
		"tiff with":                   {profiledTIFF(), true},
		"tiff without":                {tiffFile(t), false},
		"webp without":                {webpWith(t, "EXIFiCCP"), false},
		"an alleged profile in a gif": {append(gifFile(t, 4, 4), jpegProfile...), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFields(t, metadataOf(t, s, name, test.content), map[string]any{"hasColorProfile": test.want})
		})
	}
}

func TestMetadataOfDamagedFiles(t *testing.T) {
	t.Parallel()
	s := start(t)
	whole := jpegWith(t, jfif(1, 300), jpegProfile)
	m := metadataOf(t, s, "half.jpg", whole[:len(whole)/2])
	wantFields(t, m, map[string]any{"width": 40, "height": 30, "density": 300, "hasColorProfile": true})
	if m["pHash"] != nil {
		t.Errorf("half an image has the perceptual hash %v", m["pHash"])
	}
	wantFields(t, metadataOf(t, s, "empty.jpg", []byte{0xff}), map[string]any{"size": 1})
	if m := metadataOf(t, s, "none.jpg", whole[:4]); m["width"] != nil || m["density"] != nil {
		t.Errorf("four bytes have the metadata %v", m)
	}
}

// Files on disk are read in the same way as those in memory.
func TestMetadataOfLargeFiles(t *testing.T) {
	t.Parallel()
	s := start(t)
	content := append(jpegWith(t, jpegEXIF+string(camera.encode(binary.BigEndian)), jpegProfile), make([]byte, 2<<20)...)
	file := put(t, s, "large.jpg", content, part{name: "responseFields", text: "metadata,embeddedMetadata"})
	wantFields(t, file["metadata"].(map[string]any), map[string]any{"width": 40, "height": 30, "hasColorProfile": true, "size": len(content)})
	wantFields(t, file["embeddedMetadata"].(map[string]any), map[string]any{"Make": "Canon"})
}

func TestDirectoryAtTheEndOfALargeTIFF(t *testing.T) {
	t.Parallel()
	s := start(t)
	content := encodeImage(t, func(w io.Writer) error { return tiff.Encode(w, picture(700, 600, false), nil) })
	wantFields(t, metadataOf(t, s, "large.tiff", content), map[string]any{"width": 700, "height": 600})
}

// The screen of the GIF is larger than what is decoded. Its only frame is small: the hash would be there otherwise.
func TestHugeImagesAreNotDecoded(t *testing.T) {
	t.Parallel()
	s := start(t)
	huge := &gif.GIF{
		Image: []*image.Paletted{image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Black, color.White})}, Delay: []int{1},
		Config: image.Config{Width: 1 << 14, Height: 1 << 14},
	}
	content := encodeImage(t, func(w io.Writer) error { return gif.EncodeAll(w, huge) })
	for name, content := range map[string][]byte{"bomb.png": pngOf(t, 1<<14, 1<<14), "screen.gif": content} {
		m := metadataOf(t, s, name, content)
		wantFields(t, m, map[string]any{"width": 1 << 14, "height": 1 << 14, "density": 72})
		if m["pHash"] != nil {
			t.Errorf("%s: the perceptual hash is %v", name, m["pHash"])
		}
	}
}

func TestPerceptualHashOfAnimationsIsThatOfTheFirstFrame(t *testing.T) {
	t.Parallel()
	s := start(t)
	frame := func(gray uint8) *image.Paletted {
		m := image.NewPaletted(image.Rect(0, 0, 64, 64), color.Palette{color.Black, color.Gray{Y: gray}})
		for i := range len(m.Pix) / 2 {
			m.Pix[i] = 1
		}
		return m
	}
	still, other := &gif.GIF{Image: []*image.Paletted{frame(200)}, Delay: []int{1}}, frame(100)
	slices.Reverse(other.Pix)
	moving := &gif.GIF{Image: []*image.Paletted{frame(200), other}, Delay: []int{1, 1}}
	var hashes []any
	for _, g := range []*gif.GIF{still, moving, {Image: []*image.Paletted{other}, Delay: []int{1}}} {
		m := metadataOf(t, s, "a.gif", encodeImage(t, func(w io.Writer) error { return gif.EncodeAll(w, g) }))
		hashes = append(hashes, m["pHash"])
	}
	if hashes[0] != hashes[1] || hashes[1] == hashes[2] {
		t.Errorf("perceptual hashes are %v: the first two should be the same, and the last another one", hashes)
	}
}

// FuzzReadAll is about everything that reads a file somebody uploaded, the decoders of others included. What it varies
// is a short script that changes a good file: of whole files, each new one would be minimized for a minute, byte by
// byte.
func FuzzReadAll(f *testing.F) {
	files := seeds(f)
	for i := range files {
		f.Add(uint8(i), []byte("\x00\x00\x00\x00"))
		f.Add(uint8(i), []byte("\x00\x10\x02\x03\xff\x00\xff\x40\x00\xff\x00"))
	}
	f.Fuzz(func(t *testing.T, file uint8, script []byte) {
		content := patched(files[int(file)%len(files)], script)
		if err := mockserver.ReadAll(content, "upload.svg"); err != nil {
			t.Errorf("%d bytes in memory cannot be read: %v", len(content), err)
		}
	})
}

// FuzzReadHeaders is about our own readers alone, each with any content, which a script makes as in FuzzReadAll.
func FuzzReadHeaders(f *testing.F) {
	files, formats := seeds(f), []string{"jpeg", "png", "webp", "tiff"}
	for i := range files {
		for format := range formats {
			f.Add(uint8(i), uint8(format), []byte("\x00\x10\x02\x03\xff\x00\xff\x40\x00\xff\x00"))
		}
	}
	f.Fuzz(func(_ *testing.T, file, format uint8, script []byte) {
		mockserver.ReadHeaders(patched(files[int(file)%len(files)], script), formats[int(format)%len(formats)])
	})
}

// maxScript bounds the scripts of fuzz targets, in bytes.
const maxScript = 64

// patched changes a copy of a file. Each step of the script is an offset in two bytes, how many bytes to remove, how
// many to insert, and these. The rest of a script that is too long is ignored.
func patched(file, script []byte) []byte {
	content := slices.Clone(file)
	for script = script[:min(len(script), maxScript)]; len(script) >= 4; {
		start := min(int(binary.BigEndian.Uint16(script)), len(content))
		end := min(start+int(script[2]), len(content))
		added := script[4:min(4+int(script[3]), len(script))]
		content = slices.Replace(content, start, end, added...)
		script = script[4+len(added):]
	}
	return content
}

func TestPatched(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"":                                  "abcdef",
		"\x00\x00\x00":                      "abcdef",
		"\x00\x01\x02\x01X":                 "aXdef",
		"\x00\x01\x02\x01X\x00\x00\x01\x00": "Xdef",
		"\xff\xff\xff\xffYZ":                "abcdefYZ",
	} {
		if got := string(patched([]byte("abcdef"), []byte(script))); got != want {
			t.Errorf("%q makes %q, want %q", script, got, want)
		}
	}
}

func seeds(t testing.TB) [][]byte {
	exif := string(camera.encode(binary.LittleEndian))
	return [][]byte{
		nil,
		jpegWith(t, jfif(1, 300), jpegEXIF+exif, jpegProfile, jpegXMP+xmp, jpegIPTC+iptc("\x05Title", "\x19One", "\x19Two")),
		pngWith(t, phys(11811, 1), "eXIf"+exif, "iCCPname\x00\x00x\x9c\x03\x00\x00\x00\x00\x01"),
		webpWith(t, "EXIF"+exif, "ICCPprofile.", "XMP "+xmp),
		tiffFile(t), bmpFile(t), []byte(exif), heifFile("avif", "mif1miaf", 640, 480),
		videoFile("isom", 7583, track("vide", "avc1", 1280, 720), track("soun", "mp4a", 0, 0)),
		[]byte(`<svg width="2in" height="96" viewBox="0 0 1 1"/>`),
	}
}

// BenchmarkInspect is what an upload costs beyond storing its bytes.
func BenchmarkInspect(b *testing.B) {
	content := append(jpegWith(b, jfif(1, 300), jpegProfile), make([]byte, 4<<20)...)
	inspect, closeAll, err := mockserver.Inspect(content)
	if err != nil {
		b.Fatal(err)
	}
	defer closeAll()
	b.ReportAllocs()
	for b.Loop() {
		if err := inspect(); err != nil {
			b.Fatal(err)
		}
	}
}
