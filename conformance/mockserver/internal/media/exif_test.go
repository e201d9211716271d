package media_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

func TestReadMetadata_EXIF(t *testing.T) {
	t.Parallel()
	little, big := sample.Camera.Encode(binary.LittleEndian), sample.Camera.Encode(binary.BigEndian)
	for name, content := range map[string][]byte{
		"little-endian.jpg": sample.JPEGWith(t, sample.JPEGEXIF+little),
		"big-endian.jpg":    sample.JPEGWith(t, sample.JFIF(1, 72), sample.JPEGXMP+sample.XMP, sample.JPEGEXIF+big),
		"a.png":             sample.PNGWith(t, "eXIf"+big),
		"a.webp":            sample.WebPWith(t, "EXIF"+little),
	} {
		exif := metadataOf(t, name, content)["exif"].(map[string]any)
		wantFields(t, exif, map[string]any{"makernote": map[string]any{}, "interoperability": map[string]any{
			"InteropIndex": "R98", "InteropVersion": "0100",
		}, "thumbnail": map[string]any{
			"Compression": 6, "XResolution": 72, "YResolution": 72, "ResolutionUnit": 2, "ThumbnailOffset": 1090,
			"ThumbnailLength": 1378,
		}, "gps": map[string]any{
			"GPSVersionID": []int{2, 2, 0, 0}, "GPSLatitudeRef": "S", "GPSLatitude": []float64{43, 28, 2.81},
			"GPSLongitudeRef": "E",
			"GPSLongitude":    []float64{11, 53, 6.45}, "GPSAltitudeRef": 0, "GPSAltitude": 245.5,
			"GPSTimeStamp": []int{14, 27, 7},
		}})
		wantFields(t, exif["image"].(map[string]any), map[string]any{
			"Make": "Canon", "Model": "Canon EOS 40D", "Orientation": 1, "XResolution": 72, "YResolution": 72,
			"ResolutionUnit": 2,
			"Software":       "GIMP 2.4.5", "ModifyDate": "2008:07:31 10:38:11", "YCbCrPositioning": 2,
			"ExifOffset": 307, "GPSInfo": 797,
		})
		wantFields(t, exif["exif"].(map[string]any), map[string]any{
			"ExposureTime": 0.00625, "FNumber": 7.1, "ExposureProgram": 1, "ISO": 100, "ExifVersion": "0221",
			"DateTimeOriginal": "2008:05:30 15:56:01", "CreateDate": "2008:05:30 15:56:01",
			"ComponentsConfiguration": "\x01\x02\x03\x00",
			"ShutterSpeedValue":       7.375, "ApertureValue": 5.625, "ExposureCompensation": 0, "MeteringMode": 5,
			"Flash": 9, "FocalLength": 135,
			"SubSecTime": "00", "SubSecTimeOriginal": "00", "SubSecTimeDigitized": "00", "FlashpixVersion": "0100",
			"ColorSpace":     1,
			"ExifImageWidth": 100, "ExifImageHeight": 68, "FocalPlaneXResolution": 4438.356164383562,
			"FocalPlaneYResolution": 4445.969125214408, "FocalPlaneResolutionUnit": 2, "CustomRendered": 0,
			"ExposureMode": 1,
			"WhiteBalance": 0, "SceneCaptureType": 0,
		})
	}
}

// TestReadMetadata_EXIFOrientation checks that a rotated image has the width and height of its stored pixels.
func TestReadMetadata_EXIFOrientation(t *testing.T) {
	t.Parallel()
	exif := sample.Directories{Image: []sample.Field{sample.Short(0x112, 6)}}.Encode(binary.BigEndian)
	wantFields(t, metadataOf(t, "a.jpg", sample.JPEGWith(t, sample.JPEGEXIF+exif)),
		map[string]any{"width": 40, "height": 30})
}

func TestReadMetadata_EXIFOfTIFF(t *testing.T) {
	t.Parallel()
	image := metadataOf(t, "a.tiff", sample.TIFF(t))["exif"].(map[string]any)["image"].(map[string]any)
	wantFields(t, image, map[string]any{
		"ImageWidth": 40, "ImageHeight": 30, "BitsPerSample": []int{8, 8, 8, 8},
		"XResolution": 72,
	})
}

func TestReadMetadata_NoEXIF(t *testing.T) {
	t.Parallel()
	for name, content := range map[string][]byte{
		"none.png": sample.PNG(t, 4, 4, false), "other.jpg": sample.JPEGWith(t, sample.JPEGXMP+sample.XMP),
		"damaged.jpg": sample.JPEGWith(t, sample.JPEGEXIF+"XX*\x00\x00\x00\x00\x08"),
	} {
		if m := metadataOf(t, name, content); m["exif"] != nil {
			t.Errorf("%s: EXIF is %v", name, m["exif"])
		}
	}
}

// TestReadMetadata_DamagedEXIF checks that values which do not fit the schema are omitted, because the whole response
// would be invalid.
func TestReadMetadata_DamagedEXIF(t *testing.T) {
	t.Parallel()
	whole := sample.Camera.Encode(binary.BigEndian)
	for name, exif := range map[string]string{
		"values of other kinds": sample.Directories{Image: []sample.Field{
			sample.ASCII(0x112, "6"), sample.Short(0x10f, 1), sample.ASCII(0x131, "kept"), sample.Ratio(0x11a, 1, 0),
			{Tag: 0x128, Kind: 99, Numbers: []uint32{1}},
		}, GPS: []sample.Field{sample.ASCII(2, "43"), sample.Ratio(4, 1, 0, 0, 0, 0, 0)}}.Encode(binary.BigEndian),
		"a directory that is its own thumbnail": "MM\x00*\x00\x00\x00\x08\x00\x01" +
			"\x01\x31\x00\x02\x00\x00\x00\x04kep\x00" + sample.Uint32s(8),
		"half of it":        whole[:170],
		"a count that lies": "MM\x00*\x00\x00\x00\x08\xff\xff" + "\x01\x31\x00\x02\x00\x00\x00\x04kep\x00",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := metadataOf(t, "a.jpg", sample.JPEGWith(t, sample.JPEGEXIF+exif))
			image := m["exif"].(map[string]any)["image"].(map[string]any)
			if image["Orientation"] == "6" || image["Make"] == 1.0 || len(image) == 0 {
				t.Errorf("the directory is %v", image)
			}
		})
	}
}

func TestReadMetadata_EXIFEncoding(t *testing.T) {
	t.Parallel()
	exif := sample.Directories{Image: []sample.Field{
		sample.ASCII(0x13b, "Zo\xc3\xab"),
		sample.ASCII(0x8298, "\xa9 Zo\xeb\x00hidden"),
	}}.Encode(binary.LittleEndian)
	image := metadataOf(t, "a.jpg",
		sample.JPEGWith(t, sample.JPEGEXIF+exif))["exif"].(map[string]any)["image"].(map[string]any)
	wantFields(t, image, map[string]any{"Artist": "Zoë", "Copyright": "© Zoë"})
}

func TestReadMetadata_LongEXIFValue(t *testing.T) {
	t.Parallel()
	exif := sample.Directories{Image: []sample.Field{
		sample.ASCII(0x13b, strings.Repeat("x", 5000)),
		sample.ASCII(0x110, "short"),
	}}.Encode(binary.BigEndian)
	image := metadataOf(t, "a.jpg",
		sample.JPEGWith(t, sample.JPEGEXIF+exif))["exif"].(map[string]any)["image"].(map[string]any)
	wantFields(t, image, map[string]any{"Model": "short"})
	if image["Artist"] != nil {
		t.Errorf("a text of 5,000 characters is there: %v", image["Artist"])
	}
}
