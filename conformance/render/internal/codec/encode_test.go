package codec_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

func TestEncode_RoundTrip(t *testing.T) {
	t.Parallel()
	opaque, transparent := gradient(61, 43, false), gradient(61, 43, true)
	fewColors := paletted(image.Rect(0, 0, 61, 43), 2)
	fewColors.Pix[5] = 0
	gray := image.NewGray(image.Rect(0, 0, 61, 43))
	copy(gray.Pix, opaque.Pix)
	for name, test := range map[string]struct {
		format codec.Format
		m      image.Image
		least  float64
	}{
		"PNG":                 {codec.PNG, opaque, exact},
		"transparent PNG":     {codec.PNG, transparent, exact},
		"gray PNG":            {codec.PNG, gray, exact},
		"PNG of a part":       {codec.PNG, opaque.SubImage(image.Rect(3, 2, 40, 30)), exact},
		"JPEG":                {codec.JPEG, opaque, 30},
		"gray JPEG":           {codec.JPEG, gray, 20},
		"JPEG of a part":      {codec.JPEG, opaque.SubImage(image.Rect(3, 2, 40, 30)), 30},
		"GIF":                 {codec.GIF, opaque, 32},
		"GIF with few colors": {codec.GIF, fewColors, exact},
		"GIF of a part":       {codec.GIF, fewColors.SubImage(image.Rect(3, 0, 40, 30)), exact},
	} {
		before := nrgba(test.m)
		p := decode(t, encode(t, picture(test.m), codec.Options{Format: test.format}))
		if got := psnr(t, p.Frames[0].Image, test.m); got < test.least {
			t.Errorf("%s: PSNR %.1f dB, want at least %v", name, got, test.least)
		}
		if p.Format != test.format || !bytes.Equal(before.Pix, nrgba(test.m).Pix) {
			t.Errorf("%s: %+v, or the picture was changed", name, p.Config)
		}
	}
}

// A transparent pixel becomes black, and half of white a half of it.
func TestEncode_JPEGOnBlack(t *testing.T) {
	t.Parallel()
	m := image.NewNRGBA(image.Rect(0, 0, 16, 8))
	for i := range m.Pix {
		m.Pix[i] = 255
		if i%4 == 3 {
			m.Pix[i] = uint8(i / 4 % 16 / 8 * 128)
		}
	}
	got := nrgba(decode(t, encode(t, picture(m), codec.Options{Format: codec.JPEG, Quality: 100})).Frames[0].Image)
	if l, r := got.NRGBAAt(2, 4), got.NRGBAAt(13, 4); l.G > 2 || r.G < 126 || r.G > 130 {
		t.Errorf("colors are %v and %v, want about 0 and 128", l, r)
	}
}

func TestEncode_Quality(t *testing.T) {
	t.Parallel()
	size := func(quality int) int {
		return len(encode(t, picture(gradient(100, 100, false)), codec.Options{Format: codec.JPEG, Quality: quality}))
	}
	if sizes := []int{size(1), size(50), size(80), size(100)}; !slices.IsSorted(sizes) || sizes[0] == sizes[3] {
		t.Errorf("sizes of rising qualities are %d", sizes)
	}
	if size(0) != size(80) {
		t.Errorf("size by default %d, want %d as with quality 80", size(0), size(80))
	}
}

func TestEncode_SameBytes(t *testing.T) {
	t.Parallel()
	for _, format := range []codec.Format{codec.JPEG, codec.PNG, codec.GIF} {
		p, o := picture(gradient(200, 150, true)), codec.Options{Format: format}
		if !bytes.Equal(encode(t, p, o), encode(t, p, o)) {
			t.Errorf("%s: two files of the same picture differ", format)
		}
	}
}

func TestEncode_Errors(t *testing.T) {
	t.Parallel()
	small, other := gradient(2, 2, false), gradient(2, 3, false)
	for name, test := range map[string]struct {
		p *codec.Picture
		o codec.Options
	}{
		"no frames": {&codec.Picture{}, codec.Options{Format: codec.PNG}},
		"no pixels": {picture(image.NewGray(image.Rect(0, 0, 0, 5))), codec.Options{Format: codec.PNG}},
		"two sizes": {
			&codec.Picture{Frames: []codec.Frame{{Image: small}, {Image: other}}},
			codec.Options{Format: codec.GIF},
		},
		"low quality": {picture(small), codec.Options{Format: codec.JPEG, Quality: -1}},
		"quality":     {picture(small), codec.Options{Format: codec.JPEG, Quality: 101}},
		"density":     {picture(small), codec.Options{Format: codec.JPEG, DotsPerInch: 65536}},
	} {
		if data, err := codec.Encode(t.Context(), test.p, test.o); err == nil || data != nil {
			t.Errorf("%s: %d bytes and error %v", name, len(data), err)
		}
	}
	for format, side := range map[codec.Format]int{codec.JPEG: 65536, codec.GIF: 65536, codec.WebP: 16384} {
		_, err := codec.Encode(t.Context(), picture(image.NewGray(image.Rect(0, 0, side, 1))),
			codec.Options{Format: format})
		if e, ok := errors.AsType[*codec.LimitError](err); !ok || e.Max != int64(side-1) {
			t.Errorf("%s: %v, want a LimitError", format, err)
		}
	}
}

func TestEncode_Animation(t *testing.T) {
	t.Parallel()
	want := &codec.Picture{LoopCount: 3}
	for i := range 3 {
		m := nrgba(paletted(image.Rect(0, 0, 30, 20), uint8(i+1)))
		clear(m.Pix[80*i : 80*i+40]) // another part of each frame is transparent
		want.Frames = append(want.Frames, codec.Frame{Image: m, Delay: time.Duration(i) * 120 * time.Millisecond})
	}
	got := decode(t, encode(t, want, codec.Options{Format: codec.GIF}))
	if len(got.Frames) != 3 || got.LoopCount != 3 {
		t.Fatalf("%d frames, loop count %d", len(got.Frames), got.LoopCount)
	}
	for i, f := range got.Frames {
		wantPixels(t, f.Image, want.Frames[i].Image, exact)
		if f.Delay != want.Frames[i].Delay {
			t.Errorf("delay of frame %d is %v, want %v", i, f.Delay, want.Frames[i].Delay)
		}
	}
	if still := decode(t, encode(t, want, codec.Options{Format: codec.PNG})); len(still.Frames) != 1 {
		t.Errorf("PNG with %d frames", len(still.Frames))
	}
}

// The quantizer has to serve photographs, too.
func TestEncode_GIFOfPhotograph(t *testing.T) {
	t.Parallel()
	photograph := decode(t, readFile(t, filepath.FromSlash("../../../../examples/demo/coffee.png"))).Frames[0].Image
	got := decode(t, encode(t, picture(photograph), codec.Options{Format: codec.GIF})).Frames[0].Image
	wantPixels(t, got, photograph, 32)
}

func TestEncode_Metadata(t *testing.T) {
	t.Parallel()
	p := picture(gradient(20, 10, false))
	p.Metadata = codec.Metadata{
		EXIF: exifWith(binary.BigEndian, 6), XMP: []byte("<x:xmpmeta/>"),
		Profile: bytes.Repeat([]byte("profile "), 20_000), // in three segments
	}
	upright := exifWith(binary.BigEndian, 1)
	for _, format := range []codec.Format{codec.JPEG, codec.PNG} {
		for _, test := range []struct {
			o    codec.Options
			want codec.Metadata
		}{
			{codec.Options{}, codec.Metadata{}},
			{codec.Options{KeepMetadata: true}, codec.Metadata{EXIF: upright, XMP: p.Metadata.XMP}},
			{codec.Options{KeepProfile: true}, codec.Metadata{Profile: p.Metadata.Profile}},
		} {
			test.o.Format = format
			got := decode(t, encode(t, p, test.o))
			m := got.Metadata
			if !bytes.Equal(m.EXIF, test.want.EXIF) || !bytes.Equal(m.XMP, test.want.XMP) ||
				!bytes.Equal(m.Profile, test.want.Profile) || got.Orientation != 1 {
				t.Errorf("%+v: EXIF %q, XMP %q, profile of %d bytes", test.o, m.EXIF, m.XMP, len(m.Profile))
			}
		}
	}
	if o := binary.BigEndian.Uint16(p.Metadata.EXIF[18:]); o != 6 {
		t.Errorf("the orientation of the picture that was encoded became %d", o)
	}
}

// Metadata that a format cannot have is left out.
func TestEncode_MetadataTooLong(t *testing.T) {
	t.Parallel()
	p := picture(gradient(20, 10, false))
	p.Metadata = codec.Metadata{XMP: make([]byte, 70_000), Profile: make([]byte, 17_000_000)}
	got := decode(t, encode(t, p, codec.Options{Format: codec.JPEG, KeepMetadata: true, KeepProfile: true}))
	if got.Metadata.XMP != nil || got.Metadata.Profile != nil {
		t.Errorf("XMP of %d bytes, profile of %d", len(got.Metadata.XMP), len(got.Metadata.Profile))
	}
}

func TestEncode_DotsPerInch(t *testing.T) {
	t.Parallel()
	p := picture(gradient(20, 10, false))
	p.Metadata.EXIF = exifWith(binary.BigEndian, 1)
	for format, want := range map[codec.Format]string{
		codec.JPEG: "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x01\x01\x2c\x01\x2c\x00\x00",
		codec.PNG:  "\x00\x00\x00\x09pHYs\x00\x00\x2e\x23\x00\x00\x2e\x23\x01", // 11,811 dots per meter
	} {
		file := encode(t, p, codec.Options{Format: format, DotsPerInch: 300, KeepMetadata: true})
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("%s does not contain %q: %q", format, want, file[:100])
		}
		exif := decode(t, file).Metadata.EXIF
		if got := binary.BigEndian.Uint32(exif[len(exif)-8:]); got != 300 {
			t.Errorf("%s: density in EXIF data is %d, want 300", format, got)
		}
	}
}
