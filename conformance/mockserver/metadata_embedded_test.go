package mockserver_test

import (
	"encoding/binary"
	"net/http"
	"testing"
)

const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" Iptc4xmpCore:CountryCode="R19">
<Iptc4xmpCore:Scene><rdf:Bag><rdf:li>One</rdf:li><rdf:li>Two</rdf:li></rdf:Bag></Iptc4xmpCore:Scene>
<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Alt><rdf:li>A title</rdf:li></rdf:Alt></dc:title>
<tiff:Software xmlns:tiff="http://ns.adobe.com/tiff/1.0/">not the one of EXIF</tiff:Software>
</rdf:Description></rdf:RDF></x:xmpmeta>`

// The values of the example in the service's documentation are in the form that it has there.
func TestEmbeddedMetadata(t *testing.T) {
	t.Parallel()
	s := start(t)
	exif := directories{image: []field{
		short(0x112, 1), ratio(0x11a, 72, 1), short(0x128, 2), ascii(0x131, "GIMP"), ascii(0x13b, "Creator1"),
		ascii(0x132, "2019:10:17 01:02:03"),
	}, thumbnail: []field{long(0x202, 1378)}, details: []field{
		undefined(0x9000, "0232"), ascii(0x9003, "2019:10:16 21:01:03"), ascii(0x9011, "+02:00"),
		undefined(0x9101, "\x01\x02\x03\x00"), undefined(0xa000, "0100"), short(0xa001, 65535), undefined(0x927c, "a note"), short(0xeeee, 1),
	}, gps: camera.gps, interoperability: camera.interoperability}
	content := jpegWith(t, jpegEXIF+string(exif.encode(binary.LittleEndian)), jpegXMP+xmp,
		jpegIPTC+iptc("\x05The Title", "\x19One", "\x19Two", "\x19Three", "\x50Somebody", "\x3c190103+0000"))
	file := put(t, s, "a.jpg", content, part{name: "responseFields", text: "embeddedMetadata"})
	want := map[string]any{
		"Orientation": "Horizontal (normal)", "ExifVersion": "0232", "XResolution": 72, "ResolutionUnit": "inches", "Software": "GIMP",
		"Artist": "Creator1", "ModifyDate": "2019-10-17T01:02:03.000Z", "DateTimeOriginal": "2019-10-16T19:01:03.000Z",
		"OffsetTimeOriginal": "+02:00", "ComponentsConfiguration": "Y,Cb,Cr,-", "FlashpixVersion": "0100", "ColorSpace": "Uncalibrated",
		"ObjectName": "The Title", "Keywords": []string{"One", "Two", "Three"}, "Byline": "Somebody", "TimeCreated": "19:01:03+00:00",
		"CountryCode": "R19", "Scene": []string{"One", "Two"}, "Title": "A title", "GPSLatitude": -43.467447222222226,
	}
	for name, embedded := range map[string]any{
		"upload": file["embeddedMetadata"], "details": details(t, s, file["fileId"])["embeddedMetadata"],
	} {
		t.Run(name, func(t *testing.T) {
			values := embedded.(map[string]any)
			wantFields(t, values, want)
			for _, name := range []string{"ThumbnailLength", "MakerNoteApple", "UnknownTag_0xeeee"} {
				if v, found := values[name]; found {
					t.Errorf("%s is %v", name, v)
				}
			}
		})
	}
}

func TestEmbeddedMetadataOfFormats(t *testing.T) {
	t.Parallel()
	s := start(t)
	exif := string(camera.encode(binary.BigEndian))
	for name, content := range map[string][]byte{
		"a.jpg":  jpegWith(t, jpegEXIF+exif),
		"a.png":  pngWith(t, "eXIf"+exif),
		"a.webp": webpWith(t, "EXIF"+exif),
		"b.webp": webpWith(t, "EXIFExif\x00\x00"+exif+"\x00"),
		"b.jpg":  jpegWith(t, jpegEXIF+exif[:310]), // cut behind the first directory
	} {
		t.Run(name, func(t *testing.T) {
			file := put(t, s, name, content, part{name: "responseFields", text: "embeddedMetadata"})
			wantFields(t, file["embeddedMetadata"].(map[string]any), map[string]any{
				"Make": "Canon", "ModifyDate": "2008-07-31T10:38:11.000Z",
			})
		})
	}
}

func TestXMPOfFormats(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, content := range map[string][]byte{
		"a.jpg":  jpegWith(t, jpegXMP+xmp),
		"a.png":  pngWith(t, "iTXtXML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmp),
		"a.webp": webpWith(t, "XMP "+xmp),
		"b.webp": webpWith(t, "XMP "+xmp+" "),
	} {
		t.Run(name, func(t *testing.T) {
			file := put(t, s, name, content, part{name: "responseFields", text: "embeddedMetadata"})
			wantFields(t, file["embeddedMetadata"].(map[string]any), map[string]any{"CountryCode": "R19", "Scene": []string{"One", "Two"}})
		})
	}
}

func TestNoEmbeddedMetadata(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, content := range map[string][]byte{"a.png": pngFile(t, 4, 4, false), "a.gif": gifFile(t, 4, 4), "a.txt": []byte("text")} {
		file := put(t, s, name, content, part{name: "responseFields", text: "embeddedMetadata"})
		wantFields(t, file, map[string]any{"embeddedMetadata": map[string]any{}})
		if v, found := details(t, s, file["fileId"])["embeddedMetadata"]; found {
			t.Errorf("%s: embedded metadata is %v", name, v)
		}
	}
}

func TestListsHaveEmbeddedMetadata(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.jpg", jpegWith(t, jpegEXIF+string(camera.encode(binary.BigEndian))))
	list := decode[[]map[string]any](t, do(t, s, http.MethodGet, "/v1/files", nil).wantStatus(t, http.StatusOK))
	if len(list) != 1 {
		t.Fatalf("%d files, want 1", len(list))
	}
	wantFields(t, list[0]["embeddedMetadata"].(map[string]any), map[string]any{"Make": "Canon"})
}
