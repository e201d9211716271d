package media_test

import (
	"encoding/binary"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

// TestReadEmbedded reads the values of the example in the service's documentation, and checks that they have the same
// form.
func TestReadEmbedded(t *testing.T) {
	t.Parallel()
	exif := sample.Directories{Image: []sample.Field{
		sample.Short(0x112, 1), sample.Ratio(0x11a, 72, 1), sample.Short(0x128, 2), sample.ASCII(0x131, "GIMP"),
		sample.ASCII(0x13b, "Creator1"),
		sample.ASCII(0x132, "2019:10:17 01:02:03"),
	}, Thumbnail: []sample.Field{sample.Long(0x202, 1378)}, Details: []sample.Field{
		sample.Undefined(0x9000, "0232"), sample.ASCII(0x9003, "2019:10:16 21:01:03"), sample.ASCII(0x9011, "+02:00"),
		sample.Undefined(0x9101, "\x01\x02\x03\x00"), sample.Undefined(0xa000, "0100"), sample.Short(0xa001, 65535),
		sample.Undefined(0x927c, "a note"), sample.Short(0xeeee, 1),
	}, GPS: sample.Camera.GPS, Interoperability: sample.Camera.Interoperability}
	content := sample.JPEGWith(t, sample.JPEGEXIF+exif.Encode(binary.LittleEndian), sample.JPEGXMP+sample.XMP,
		sample.JPEGIPTC+sample.IPTC("\x05The Title", "\x19One", "\x19Two", "\x19Three", "\x50Somebody",
			"\x3c190103+0000"))
	want := map[string]any{
		"Orientation": "Horizontal (normal)", "ExifVersion": "0232", "XResolution": 72, "ResolutionUnit": "inches",
		"Software": "GIMP",
		"Artist":   "Creator1", "ModifyDate": "2019-10-17T01:02:03.000Z",
		"DateTimeOriginal":   "2019-10-16T19:01:03.000Z",
		"OffsetTimeOriginal": "+02:00", "ComponentsConfiguration": "Y,Cb,Cr,-", "FlashpixVersion": "0100",
		"ColorSpace": "Uncalibrated",
		"ObjectName": "The Title", "Keywords": []string{"One", "Two", "Three"}, "Byline": "Somebody",
		"TimeCreated": "19:01:03+00:00",
		"CountryCode": "R19", "Scene": []string{"One", "Two"}, "Title": "A title", "GPSLatitude": -43.467447222222226,
	}
	values := embeddedIn(t, "a.jpg", content)
	wantFields(t, values, want)
	for _, name := range []string{"ThumbnailLength", "MakerNoteApple", "UnknownTag_0xeeee"} {
		if v, found := values[name]; found {
			t.Errorf("%s is %v", name, v)
		}
	}
}

func TestReadEmbedded_EXIF(t *testing.T) {
	t.Parallel()
	exif := sample.Camera.Encode(binary.BigEndian)
	for name, content := range map[string][]byte{
		"a.jpg":  sample.JPEGWith(t, sample.JPEGEXIF+exif),
		"a.png":  sample.PNGWith(t, "eXIf"+exif),
		"a.webp": sample.WebPWith(t, "EXIF"+exif),
		"b.webp": sample.WebPWith(t, "EXIFExif\x00\x00"+exif+"\x00"),
		"b.jpg":  sample.JPEGWith(t, sample.JPEGEXIF+exif[:310]), // cut off after the first directory
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFields(t, embeddedIn(t, name, content), map[string]any{
				"Make": "Canon", "ModifyDate": "2008-07-31T10:38:11.000Z",
			})
		})
	}
}

func TestReadEmbedded_XMP(t *testing.T) {
	t.Parallel()
	for name, content := range map[string][]byte{
		"a.jpg":  sample.JPEGWith(t, sample.JPEGXMP+sample.XMP),
		"a.png":  sample.PNGWith(t, "iTXtXML:com.adobe.xmp\x00\x00\x00\x00\x00"+sample.XMP),
		"a.webp": sample.WebPWith(t, "XMP "+sample.XMP),
		"b.webp": sample.WebPWith(t, "XMP "+sample.XMP+" "),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFields(t, embeddedIn(t, name, content),
				map[string]any{"CountryCode": "R19", "Scene": []string{"One", "Two"}})
		})
	}
}

func TestReadEmbedded_None(t *testing.T) {
	t.Parallel()
	for name, content := range map[string][]byte{
		"a.png": sample.PNG(t, 4, 4, false), "a.gif": sample.GIF(t, 4, 4), "a.txt": []byte("text"),
	} {
		if values := embeddedIn(t, name, content); values != nil {
			t.Errorf("%s: embedded metadata is %v", name, values)
		}
	}
}
