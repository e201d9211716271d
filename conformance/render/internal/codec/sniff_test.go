package codec_test

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

func TestSniff(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		head string
		want codec.Format
	}{
		{"", ""},
		{"GIF88a", ""},
		{"plain text", ""},
		{"\xff\xd8", ""},
		{"\xff\xd8\xff\xe0", codec.JPEG},
		{"\x89PNG\r\n\x1a\n", codec.PNG},
		{"GIF87a", codec.GIF},
		{"GIF89a", codec.GIF},
		{"RIFF\x01\x02\x03\x04WEBP", codec.WebP},
		{"RIFF\x01\x02\x03\x04WAVE", ""},
		{"II*\x00\x08\x00\x00\x00", codec.TIFF},
		{"MM\x00*\x00\x00\x00\x08", codec.TIFF},
		{"BM\x01\x02\x03\x04\x00\x00\x00\x00\x36", codec.BMP},
		{"BM is no picture", ""},
		{"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00avifmif1", codec.AVIF},
		{"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf", codec.AVIF},
		{"\x00\x00\x00\x18ftypmif1avifheicmif1", ""},         // the version looks like a brand
		{"\x00\x00\x00\x10ftypmif1\x00\x00\x00\x00avif", ""}, // behind the box
		{"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42", ""},
		{"<svg>", codec.SVG},
		{"\xef\xbb\xbf<?xml version='1.0'?>\n<!DOCTYPE svg>\n<!-- a <drawing> -->\n<svg width='1'>", codec.SVG},
		{"<!DOCTYPE svg PUBLIC '-//W3C' 'svg.dtd' [\n<!ENTITY a 'b'>\n] >\n<svg width='1'>", codec.SVG},
		{"<!DOCTYPE svg [<!ENTITY a 'b'>", ""},
		{"<!DOCTYPE html><svg-icon>[]", ""},
		{"<svgs>", ""},
		{"<html><svg></html>", ""},
		{"<!-- no end <svg>", ""},
	} {
		if got := codec.Sniff([]byte(test.head)); got != test.want {
			t.Errorf("Sniff(%q) = %q, want %q", test.head, got, test.want)
		}
	}
}

func TestFormat_MediaType(t *testing.T) {
	t.Parallel()
	for f, want := range map[codec.Format]string{codec.JPEG: "image/jpeg", codec.SVG: "image/svg+xml", "heic": ""} {
		if got := f.MediaType(); got != want {
			t.Errorf("media type of %q is %q, want %q", f, got, want)
		}
	}
}
