package codec_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/bmp"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/internal/race"
)

// The references of lossy files are mostly the pictures that were encoded: their quality varies.
func TestDecode_SamePixels(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, file, want string // a file that begins with image is one of package image
		least            float64
	}{
		{"lossless WebP", "tux.lossless.webp", "tux.png", exact},
		{"lossy WebP", "video-001.lossy.webp", "video-001.png", 30},
		{"large WebP", "blue-purple-pink-large.no-filter.lossy.webp", "blue-purple-pink-large.png", 36},
		{"TIFF", "video-001-uncompressed.tiff", "video-001.png", exact},
		{"TIFF of tiles", "video-001-tile-64x64.tiff", "video-001.png", exact},
		{"TIFF of 16 bits", "video-001-16bit.tiff", "video-001.png", exact},
		{"TIFF with LZW", "blue-purple-pink.lzwcompressed.tiff", "blue-purple-pink.png", exact},
		{"BMP", "video-001.bmp", "video-001.png", exact},
		{"BMP with a palette", "colormap.bmp", "colormap.png", exact},
		{"JPEG", "image/testdata/video-001.jpeg", "image/testdata/video-001.png", 28},
		{"progressive JPEG", "image/testdata/video-001.progressive.jpeg", "image/testdata/video-001.jpeg", 60},
		{"JPEG in RGB", "image/testdata/video-001.rgb.jpeg", "image/testdata/video-001.rgb.png", 60},
		{"JPEG in CMYK", "image/testdata/video-001.cmyk.jpeg", "image/testdata/video-001.cmyk.png", 55},
		{
			"interlaced PNG", "image/png/testdata/gray-gradient.interlaced.png", "image/png/testdata/gray-gradient.png",
			exact,
		},
	} {
		got, want := decode(t, testFile(t, test.file)), decode(t, testFile(t, test.want))
		if p := psnr(t, got.Frames[0].Image, want.Frames[0].Image); p < test.least {
			t.Errorf("%s: PSNR %.1f dB, want at least %v", test.name, p, test.least)
		}
	}
}

// Whatever the model of the pixels is, they become one of three.
func TestDecode_Models(t *testing.T) {
	t.Parallel()
	bounds := image.Rect(0, 0, 33, 17)
	source := gradient(33, 17, true)
	for name, m := range map[string]draw.Image{
		"NRGBA": image.NewNRGBA(bounds), "NRGBA64": image.NewNRGBA64(bounds), "RGBA64": image.NewRGBA64(bounds),
		"Gray": image.NewGray(bounds), "Gray16": image.NewGray16(bounds),
		"Paletted": image.NewPaletted(bounds, color.Palette{color.Transparent, color.White, color.NRGBA{9, 8, 7, 99}}),
	} {
		draw.Draw(m, bounds, source, image.Point{}, draw.Src)
		got := decode(t, encodeWith(t, func(b *bytes.Buffer, m image.Image) error { return png.Encode(b, m) }, m))
		switch got.Frames[0].Image.(type) {
		case *image.NRGBA, *image.Gray:
		default:
			t.Errorf("%s: decoded as %T", name, got.Frames[0].Image)
		}
		wantPixels(t, got.Frames[0].Image, m, 45) // samples of 16 bits are cut off, not rounded
		if got.HasAlpha != (name != "Gray" && name != "Gray16") {
			t.Errorf("%s: HasAlpha is %v", name, got.HasAlpha)
		}
	}
}

func TestDecode_BMPOfPremultipliedModel(t *testing.T) {
	t.Parallel()
	want := gradient(9, 7, false)
	wantPixels(t, decode(t, encodeWith(t, bmpEncode, want)).Frames[0].Image, want, exact)
}

func bmpEncode(b *bytes.Buffer, m image.Image) error { return bmp.Encode(b, m) }

// Each orientation is compared with turns of the pixels of the same file without orientation.
func TestDecode_Orientation(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	sources := map[int]func(x, y, w, h int) image.Point{ // w and h are those of the stored picture
		1: func(x, y, _, _ int) image.Point { return image.Pt(x, y) },
		2: func(x, y, w, _ int) image.Point { return image.Pt(w-1-x, y) },
		3: func(x, y, w, h int) image.Point { return image.Pt(w-1-x, h-1-y) },
		4: func(x, y, _, h int) image.Point { return image.Pt(x, h-1-y) },
		5: func(x, y, _, _ int) image.Point { return image.Pt(y, x) },
		6: func(x, y, _, h int) image.Point { return image.Pt(y, h-1-x) },
		7: func(x, y, w, h int) image.Point { return image.Pt(w-1-y, h-1-x) },
		8: func(x, y, w, _ int) image.Point { return image.Pt(w-1-y, x) },
	}
	for name, file := range orientedFiles(t) {
		stored := nrgba(decode(t, file(1)).Frames[0].Image)
		w, h := stored.Rect.Dx(), stored.Rect.Dy()
		for orientation, source := range sources {
			size := image.Pt(w, h)
			if orientation >= 5 {
				size = image.Pt(h, w)
			}
			want := remapped(stored, size, func(x, y int) image.Point { return source(x, y, w, h) })
			got := decode(t, file(uint16(orientation)))
			if p := psnr(t, got.Frames[0].Image, want); p < exact {
				t.Errorf("%s, orientation %d: PSNR %.1f dB, want equal pixels", name, orientation, p)
			}
			if got.Width != size.X || got.Height != size.Y || got.Orientation != orientation {
				t.Errorf("%s: %+v", name, got.Config)
			}
		}
	}
}

// remapped returns a picture of a size that has the pixels of another one.
func remapped(m *image.NRGBA, size image.Point, source func(x, y int) image.Point) *image.NRGBA {
	dst := image.NewNRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			from := source(x, y)
			dst.SetNRGBA(x, y, m.NRGBAAt(from.X, from.Y))
		}
	}
	return dst
}

// orientedFiles returns files to which an orientation can be given: of all ratios of color samples, and of odd sizes.
func orientedFiles(t *testing.T) map[string]func(orientation uint16) []byte {
	t.Helper()
	inJPEG := func(file []byte) func(uint16) []byte {
		return func(o uint16) []byte {
			return withSegment(file, 0xe1, "Exif\x00\x00"+string(exifWith(binary.BigEndian, o)))
		}
	}
	files := map[string]func(uint16) []byte{
		"even 4:2:0": inJPEG(encode(t, picture(gradient(40, 30, false)), codec.Options{Format: codec.JPEG})),
		"odd 4:2:0":  inJPEG(encode(t, picture(gradient(41, 31, false)), codec.Options{Format: codec.JPEG})),
		"gray":       inJPEG(testFile(t, "image/testdata/video-005.gray.jpeg")),
		"CMYK":       inJPEG(testFile(t, "image/testdata/video-001.cmyk.jpeg")),
		"PNG": func(o uint16) []byte {
			p := picture(gradient(7, 5, true))
			p.Metadata.EXIF = exifWith(binary.LittleEndian, 1)
			file := encode(t, p, codec.Options{Format: codec.PNG, KeepMetadata: true})
			return bytes.Replace(file, pngEXIF(1), pngEXIF(o), 1)
		},
	}
	for _, ratio := range []string{"q50.410", "q50.411", "q50.420", "q50.422", "q50.440", "q50.444", "221212"} {
		files[ratio] = inJPEG(testFile(t, "image/testdata/video-001."+ratio+".jpeg"))
	}
	return files
}

// pngEXIF returns a chunk with EXIF data.
func pngEXIF(orientation uint16) []byte {
	return pngChunk("eXIf", exifWith(binary.LittleEndian, orientation))
}

func paletted(r image.Rectangle, index uint8) *image.Paletted {
	m := image.NewPaletted(r, color.Palette{
		color.Transparent, color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 255, 0, 255}, color.NRGBA{0, 0, 255, 255},
	})
	for i := range m.Pix {
		m.Pix[i] = index
	}
	return m
}

// The first frame fills the canvas with red, the others have a corner of it: green, blue, and then transparent pixels.
func TestDecode_GIFDisposal(t *testing.T) {
	t.Parallel()
	corner := image.Rect(1, 1, 3, 2)
	for name, test := range map[string]struct {
		disposal byte  // of the second frame
		want     uint8 // index of the corner's color in the fourth frame, which shows nothing
	}{
		"none":       {gif.DisposalNone, 2},
		"background": {gif.DisposalBackground, 0},
		"previous":   {gif.DisposalPrevious, 1},
	} {
		g := &gif.GIF{
			Image: []*image.Paletted{
				paletted(image.Rect(0, 0, 4, 3), 1), paletted(corner, 2), paletted(corner, 0),
			},
			Delay:    []int{5, 10, 0},
			Disposal: []byte{gif.DisposalNone, test.disposal, gif.DisposalNone},
		}
		var b bytes.Buffer
		if err := gif.EncodeAll(&b, g); err != nil {
			t.Fatal(err)
		}
		p := decode(t, b.Bytes())
		second, third := paletted(image.Rect(0, 0, 4, 3), 1), paletted(image.Rect(0, 0, 4, 3), 1)
		draw.Draw(second, corner, paletted(corner, 2), corner.Min, draw.Src)
		draw.Draw(third, corner, paletted(corner, test.want), corner.Min, draw.Src)
		for i, want := range []image.Image{g.Image[0], second, third} {
			if got := psnr(t, p.Frames[i].Image, want); got < exact {
				t.Errorf("%s: frame %d differs: PSNR %.1f dB", name, i, got)
			}
		}
		if p.Frames[1].Delay.Milliseconds() != 100 || p.LoopCount != 0 {
			t.Errorf("%s: delay %v, loop count %d, want 100ms and 0", name, p.Frames[1].Delay, p.LoopCount)
		}
	}
}

func TestDecode_FirstFrames(t *testing.T) {
	t.Parallel()
	file := animation(t, 4)
	for frames := range 6 {
		p, err := codec.Decode(t.Context(), file, codec.Limits{Frames: frames})
		if err != nil {
			t.Fatal(err)
		}
		want := frames
		if frames == 0 || frames > 4 {
			want = 4
		}
		if len(p.Frames) != want || p.Config.Frames != 4 || p.LoopCount != 2 {
			t.Errorf("at most %d: %d of %d frames, loop count %d", frames, len(p.Frames), p.Config.Frames, p.LoopCount)
		}
	}
}

// A small frame in the middle of the canvas is shown there.
func TestDecode_FrameOnCanvas(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	m := paletted(image.Rect(2, 1, 4, 3), 3)
	if err := gif.EncodeAll(&b, &gif.GIF{
		Image: []*image.Paletted{m}, Delay: []int{0}, Config: image.Config{Width: 6, Height: 5},
	}); err != nil {
		t.Fatal(err)
	}
	want := image.NewNRGBA(image.Rect(0, 0, 6, 5))
	draw.Draw(want, m.Rect, m, m.Rect.Min, draw.Src)
	p := decode(t, b.Bytes())
	wantPixels(t, p.Frames[0].Image, want, exact)
	if !p.HasAlpha || p.LoopCount != -1 {
		t.Errorf("HasAlpha is %v, loop count %d, want true and -1", p.HasAlpha, p.LoopCount)
	}
}

// The picture has memory of its own.
func TestDecode_DoesNotShareMemory(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, gradient(16, 16, false), nil); err != nil {
		t.Fatal(err)
	}
	file := withSegment(b.Bytes(), 0xe1, "Exif\x00\x00"+string(exifWith(binary.BigEndian, 1)))
	p := decode(t, file)
	clear(file)
	if !bytes.Equal(p.Metadata.EXIF, exifWith(binary.BigEndian, 1)) {
		t.Error("metadata changed with the file")
	}
}
