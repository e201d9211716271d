package mockserver_test

import (
	"encoding/binary"
	"net/http"
	"strings"
	"testing"
)

// camera is the EXIF data of the example in the service's documentation, with a place.
var camera = directories{
	image: []field{
		ascii(0x10f, "Canon"), ascii(0x110, "Canon EOS 40D"), short(0x112, 1), ratio(0x11a, 72, 1), ratio(0x11b, 72, 1), short(0x128, 2),
		ascii(0x131, "GIMP 2.4.5"), ascii(0x132, "2008:07:31 10:38:11"), short(0x213, 2),
	},
	thumbnail: []field{
		short(0x103, 6), ratio(0x11a, 72, 1), ratio(0x11b, 72, 1), short(0x128, 2), long(0x201, 1090), long(0x202, 1378),
	},
	details: []field{
		ratio(0x829a, 1, 160), ratio(0x829d, 71, 10), short(0x8822, 1), short(0x8827, 100), undefined(0x9000, "0221"),
		ascii(0x9003, "2008:05:30 15:56:01"), ascii(0x9004, "2008:05:30 15:56:01"), undefined(0x9101, "\x01\x02\x03\x00"),
		signedRatio(0x9201, 483328, 65536), ratio(0x9202, 368640, 65536), signedRatio(0x9204, 0, 1), short(0x9207, 5), short(0x9209, 9),
		ratio(0x920a, 135, 1), undefined(0x927c, "what the maker wrote"), ascii(0x9290, "00"), ascii(0x9291, "00"), ascii(0x9292, "00"),
		undefined(0xa000, "0100"), short(0xa001, 1), long(0xa002, 100), long(0xa003, 68), ratio(0xa20e, 3888000, 876),
		ratio(0xa20f, 2592000, 583), short(0xa210, 2), short(0xa401, 0), short(0xa402, 1), short(0xa403, 0), short(0xa406, 0),
	},
	gps: []field{
		octets(0, 2, 2, 0, 0), ascii(1, "S"), ratio(2, 43, 1, 28, 1, 281, 100), ascii(3, "E"), ratio(4, 11, 1, 53, 1, 645, 100),
		octets(5, 0), ratio(6, 491, 2), ratio(7, 14, 1, 27, 1, 7, 1),
	},
	interoperability: []field{ascii(1, "R98"), undefined(2, "0100")},
}

func TestEXIF(t *testing.T) {
	t.Parallel()
	s := start(t)
	little, big := string(camera.encode(binary.LittleEndian)), string(camera.encode(binary.BigEndian))
	for name, content := range map[string][]byte{
		"little-endian.jpg": jpegWith(t, jpegEXIF+little),
		"big-endian.jpg":    jpegWith(t, jfif(1, 72), jpegXMP+xmp, jpegEXIF+big),
		"a.png":             pngWith(t, "eXIf"+big),
		"a.webp":            webpWith(t, "EXIF"+little),
	} {
		exif := metadataOf(t, s, name, content)["exif"].(map[string]any)
		wantFields(t, exif, map[string]any{"makernote": map[string]any{}, "interoperability": map[string]any{
			"InteropIndex": "R98", "InteropVersion": "0100",
		}, "thumbnail": map[string]any{
			"Compression": 6, "XResolution": 72, "YResolution": 72, "ResolutionUnit": 2, "ThumbnailOffset": 1090, "ThumbnailLength": 1378,
		}, "gps": map[string]any{
			"GPSVersionID": []int{2, 2, 0, 0}, "GPSLatitudeRef": "S", "GPSLatitude": []float64{43, 28, 2.81}, "GPSLongitudeRef": "E",
			"GPSLongitude": []float64{11, 53, 6.45}, "GPSAltitudeRef": 0, "GPSAltitude": 245.5, "GPSTimeStamp": []int{14, 27, 7},
		}})
		wantFields(t, exif["image"].(map[string]any), map[string]any{
			"Make": "Canon", "Model": "Canon EOS 40D", "Orientation": 1, "XResolution": 72, "YResolution": 72, "ResolutionUnit": 2,
			"Software": "GIMP 2.4.5", "ModifyDate": "2008:07:31 10:38:11", "YCbCrPositioning": 2, "ExifOffset": 307, "GPSInfo": 797,
		})
		wantFields(t, exif["exif"].(map[string]any), map[string]any{
			"ExposureTime": 0.00625, "FNumber": 7.1, "ExposureProgram": 1, "ISO": 100, "ExifVersion": "0221",
			"DateTimeOriginal": "2008:05:30 15:56:01", "CreateDate": "2008:05:30 15:56:01", "ComponentsConfiguration": "\x01\x02\x03\x00",
			"ShutterSpeedValue": 7.375, "ApertureValue": 5.625, "ExposureCompensation": 0, "MeteringMode": 5, "Flash": 9, "FocalLength": 135,
			"SubSecTime": "00", "SubSecTimeOriginal": "00", "SubSecTimeDigitized": "00", "FlashpixVersion": "0100", "ColorSpace": 1,
			"ExifImageWidth": 100, "ExifImageHeight": 68, "FocalPlaneXResolution": 4438.356164383562,
			"FocalPlaneYResolution": 4445.969125214408, "FocalPlaneResolutionUnit": 2, "CustomRendered": 0, "ExposureMode": 1,
			"WhiteBalance": 0, "SceneCaptureType": 0,
		})
	}
}

// An image on its side keeps the size of its pixels.
func TestEXIFOrientationDoesNotTurnTheSize(t *testing.T) {
	t.Parallel()
	s := start(t)
	exif := string(directories{image: []field{short(0x112, 6)}}.encode(binary.BigEndian))
	wantFields(t, metadataOf(t, s, "a.jpg", jpegWith(t, jpegEXIF+exif)), map[string]any{"width": 40, "height": 30})
}

func TestEXIFOfTIFFIsTheFileItself(t *testing.T) {
	t.Parallel()
	s := start(t)
	image := metadataOf(t, s, "a.tiff", tiffFile(t))["exif"].(map[string]any)["image"].(map[string]any)
	wantFields(t, image, map[string]any{"ImageWidth": 40, "ImageHeight": 30, "BitsPerSample": []int{8, 8, 8, 8}, "XResolution": 72})
}

func TestNoEXIF(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, content := range map[string][]byte{
		"none.png": pngFile(t, 4, 4, false), "other.jpg": jpegWith(t, jpegXMP+xmp),
		"damaged.jpg": jpegWith(t, jpegEXIF+"XX*\x00\x00\x00\x00\x08"),
	} {
		if m := metadataOf(t, s, name, content); m["exif"] != nil {
			t.Errorf("%s: EXIF is %v", name, m["exif"])
		}
	}
}

// What does not fit the schema would make the whole answer useless.
func TestDamagedEXIF(t *testing.T) {
	t.Parallel()
	s := start(t)
	whole := string(camera.encode(binary.BigEndian))
	for name, exif := range map[string]string{
		"values of other kinds": string(directories{image: []field{
			ascii(0x112, "6"), short(0x10f, 1), ascii(0x131, "kept"), ratio(0x11a, 1, 0), {tag: 0x128, kind: 99, numbers: []uint32{1}},
		}, gps: []field{ascii(2, "43"), ratio(4, 1, 0, 0, 0, 0, 0)}}.encode(binary.BigEndian)),
		"a directory that is its own thumbnail": "MM\x00*\x00\x00\x00\x08\x00\x01" + "\x01\x31\x00\x02\x00\x00\x00\x04kep\x00" + be(8),
		"half of it":                            whole[:170],
		"a count that lies":                     "MM\x00*\x00\x00\x00\x08\xff\xff" + "\x01\x31\x00\x02\x00\x00\x00\x04kep\x00",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := metadataOf(t, s, "a.jpg", jpegWith(t, jpegEXIF+exif))
			image := m["exif"].(map[string]any)["image"].(map[string]any)
			if image["Orientation"] == "6" || image["Make"] == 1.0 || len(image) == 0 {
				t.Errorf("the directory is %v", image)
			}
		})
	}
}

func TestEXIFIsTextInAnyEncoding(t *testing.T) {
	t.Parallel()
	s := start(t)
	exif := string(directories{image: []field{ascii(0x13b, "Zo\xc3\xab"), ascii(0x8298, "\xa9 Zo\xeb\x00hidden")}}.encode(binary.LittleEndian))
	image := metadataOf(t, s, "a.jpg", jpegWith(t, jpegEXIF+exif))["exif"].(map[string]any)["image"].(map[string]any)
	wantFields(t, image, map[string]any{"Artist": "Zoë", "Copyright": "© Zoë"})
}

func TestLongValuesAreLeftOut(t *testing.T) {
	t.Parallel()
	s := start(t)
	exif := string(directories{image: []field{ascii(0x13b, strings.Repeat("x", 5000)), ascii(0x110, "short")}}.encode(binary.BigEndian))
	image := metadataOf(t, s, "a.jpg", jpegWith(t, jpegEXIF+exif))["exif"].(map[string]any)["image"].(map[string]any)
	wantFields(t, image, map[string]any{"Model": "short"})
	if image["Artist"] != nil {
		t.Errorf("a text of 5,000 characters is there: %v", image["Artist"])
	}
}

func TestMetadataFromURLHasEXIF(t *testing.T) {
	t.Parallel()
	s := start(t)
	file := put(t, s, "a.jpg", jpegWith(t, jpegEXIF+string(camera.encode(binary.BigEndian))))
	m := do(t, s, http.MethodGet, "/v1/metadata?url="+escape(file["url"].(string)), nil).wantStatus(t, http.StatusOK).object(t)
	wantFields(t, m["exif"].(map[string]any)["image"].(map[string]any), map[string]any{"Make": "Canon"})
}
