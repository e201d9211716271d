package render_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
)

const (
	artist  = "Artist of the picture"
	profile = "profile of the colours"
)

// withMetadata adds EXIF data, whose orientation turns the picture by 90 degrees, and an ICC profile to a JPEG file.
func withMetadata(file []byte) []byte {
	const orientation, artistTag = 0x0112, 0x013b
	exif := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x02\x00")
	exif = appendEntry(exif, orientation, 3, 1, 6)
	exif = appendEntry(exif, artistTag, 2, uint32(len(artist)+1), 8+2+2*12+4)
	exif = append(exif, "\x00\x00\x00\x00"+artist+"\x00"...)
	icc := append([]byte("ICC_PROFILE\x00\x01\x01"), profile...)
	return slices.Concat(file[:2], segment(0xe1, exif), segment(0xe2, icc), file[2:])
}

func appendEntry(b []byte, tag, kind uint16, count, value uint32) []byte {
	b = binary.LittleEndian.AppendUint16(b, tag)
	b = binary.LittleEndian.AppendUint16(b, kind)
	b = binary.LittleEndian.AppendUint32(b, count)
	return binary.LittleEndian.AppendUint32(b, value)
}

func segment(marker byte, content []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(content)+2)), content...)
}

func TestRender_Metadata(t *testing.T) {
	t.Parallel()
	source := withMetadata(jpegOf(t, 60, 40))
	for chain, want := range map[string][2]bool{ // EXIF data, profile
		"w-20":                 {},
		"w-20,md-true":         {true, false},
		"w-20,cp-true":         {false, true},
		"w-20,md-true,cp-true": {true, true},
		"w-20,md-false":        {},
	} {
		got := apply(t, render.Request{Source: source, Chain: parse(t, chain)}).Body
		kept := [2]bool{bytes.Contains(got, []byte(artist)), bytes.Contains(got, []byte(profile))}
		if kept != want {
			t.Errorf("%s: EXIF data and profile are kept: %v, want %v", chain, kept, want)
		}
		if config, _, err := image.DecodeConfig(bytes.NewReader(got)); err != nil || config.Width != 20 ||
			config.Height != 30 { // the orientation is applied first
			t.Errorf("%s: %dx%d, %v", chain, config.Width, config.Height, err)
		}
	}
}

func TestRender_Density(t *testing.T) {
	t.Parallel()
	got := apply(t, render.Request{Source: picture(t, 20, 10), Chain: parse(t, "dn-300")}).Body
	const dotsPerMetre = 11811
	want := binary.BigEndian.AppendUint32([]byte("pHYs"), dotsPerMetre)
	if !bytes.Contains(got, want) {
		t.Errorf("the file has no chunk %q", want)
	}
}

// TestRender_Frames checks that all frames of a GIF file are rendered.
func TestRender_Frames(t *testing.T) {
	t.Parallel()
	source := gifOf(t, 40, 20, 3)
	for chain, want := range map[string]image.Point{"w-20": {20, 10}, "w-30,h-30,cm-pad_resize": {30, 30}} {
		rendition := apply(t, render.Request{Source: source, Chain: parse(t, chain)})
		frames := decodeGIF(t, rendition.Body)
		if len(frames.Image) != 3 || frames.Config.Width != want.X || frames.Config.Height != want.Y ||
			!slices.Equal(frames.Delay, []int{10, 20, 30}) {
			t.Errorf("%s: %d frames of %dx%d with the delays %v", chain, len(frames.Image), frames.Config.Width,
				frames.Config.Height, frames.Delay)
		}
	}
}
