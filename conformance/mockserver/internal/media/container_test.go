package media_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

func TestReadMetadata_Density(t *testing.T) {
	t.Parallel()
	exif := func(fields ...sample.Field) string { return sample.Directories{Image: fields}.Encode(binary.BigEndian) }
	for name, test := range map[string]struct {
		content []byte
		want    int
	}{
		"jfif in inches":            {sample.JPEGWith(t, sample.JFIF(1, 300)), 300},
		"jfif in centimetres":       {sample.JPEGWith(t, sample.JFIF(2, 118)), 300},
		"jfif with an aspect ratio": {sample.JPEGWith(t, sample.JFIF(0, 1)), 72},
		"jfif with nothing":         {sample.JPEGWith(t, sample.JFIF(1, 0)), 72},
		"jpeg without a density":    {sample.JPEGWith(t), 72},
		"exif in inches": {sample.JPEGWith(t,
			sample.JPEGEXIF+exif(sample.Ratio(0x11a, 2400, 10), sample.Short(0x128, 2))), 240},
		"exif in centimetres": {sample.JPEGWith(t,
			sample.JPEGEXIF+exif(sample.Ratio(0x11a, 100, 1), sample.Short(0x128, 3))), 254},
		"exif without a unit": {sample.JPEGWith(t, sample.JPEGEXIF+exif(sample.Ratio(0x11a, 150, 1))), 150},
		"exif with an aspect ratio": {sample.JPEGWith(t,
			sample.JPEGEXIF+exif(sample.Ratio(0x11a, 150, 1), sample.Short(0x128, 1))), 72},
		"exif divided by zero": {sample.JPEGWith(t, sample.JPEGEXIF+exif(sample.Ratio(0x11a, 150, 0))), 72},
		"jfif before exif": {sample.JPEGWith(t, sample.JFIF(1, 96),
			sample.JPEGEXIF+exif(sample.Ratio(0x11a, 150, 1))), 96},
		"exif if jfif has a ratio": {sample.JPEGWith(t, sample.JFIF(0, 1),
			sample.JPEGEXIF+exif(sample.Ratio(0x11a, 150, 1))), 150},
		"the first exif of two": {sample.JPEGWith(t, sample.JPEGEXIF+exif(sample.Ratio(0x11a, 150, 1)),
			sample.JPEGEXIF+exif(sample.Ratio(0x11a, 200, 1))), 150},
		"png":                      {sample.PNGWith(t, sample.PHYS(11811, 1)), 300},
		"png with an aspect ratio": {sample.PNGWith(t, sample.PHYS(2, 0)), 72},
		"png with exif":            {sample.PNGWith(t, "eXIf"+exif(sample.Ratio(0x11a, 200, 1))), 200},
		"webp with exif":           {sample.WebPWith(t, "EXIF"+exif(sample.Ratio(0x11a, 200, 1))), 200},
		"webp with exif after a prefix": {
			sample.WebPWith(t, "EXIFExif\x00\x00"+exif(sample.Ratio(0x11a, 200, 1))),
			200,
		},
		"tiff": {sample.ProfiledTIFF(), 120},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFields(t, metadataOf(t, name, test.content), map[string]any{"density": test.want})
		})
	}
}

func TestReadMetadata_ColorProfile(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content []byte
		want    bool
	}{
		"jpeg with":                   {sample.JPEGWith(t, sample.JFIF(1, 72), sample.JPEGProfile), true},
		"jpeg without":                {sample.JPEGWith(t), false},
		"jpeg with another APP2":      {sample.JPEGWith(t, "\xff\xe2MPF\x00"), false},
		"jpeg with a filling byte":    {slices.Insert(sample.JPEGWith(t, sample.JPEGProfile), 2, 0xff), true},
		"png with":                    {sample.PNGWith(t, "iCCPname\x00\x00x\x9c\x03\x00\x00\x00\x00\x01"), true},
		"png without":                 {sample.PNGWith(t, "tEXtComment\x00iCCP"), false},
		"webp with":                   {sample.WebPWith(t, "ICCPprofile."), true},
		"tiff with":                   {sample.ProfiledTIFF(), true},
		"tiff without":                {sample.TIFF(t), false},
		"webp without":                {sample.WebPWith(t, "EXIFiCCP"), false},
		"an alleged profile in a gif": {append(sample.GIF(t, 4, 4), sample.JPEGProfile...), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFields(t, metadataOf(t, name, test.content), map[string]any{"hasColorProfile": test.want})
		})
	}
}
