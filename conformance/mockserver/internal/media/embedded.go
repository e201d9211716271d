package media

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"path"
	"strings"
	"time"

	"github.com/bep/imagemeta"
)

// imagemetaFormats has the formats from which the imagemeta library reads embedded metadata, by [Image.Format].
var imagemetaFormats = map[string]imagemeta.ImageFormat{
	"jpeg": imagemeta.JPEG,
	"png":  imagemeta.PNG,
	"webp": imagemeta.WebP,
	"tiff": imagemeta.TIFF,
	"avif": imagemeta.AVIF,
	"heic": imagemeta.HEIF,
	"heif": imagemeta.HEIF,
}

// readHEIF reads the size of a HEIF or AVIF image. It returns nil if the image is damaged.
func readHEIF(r *io.SectionReader, format string) *Image {
	result, err := imagemeta.Decode(imagemeta.Options{
		R: io.NewSectionReader(r, 0, r.Size()), ImageFormat: imagemetaFormats[format], Sources: imagemeta.CONFIG,
	})
	size := result.ImageConfig
	if err != nil || size.Width <= 0 || size.Height <= 0 {
		return nil
	}
	return &Image{Format: format, Width: size.Width, Height: size.Height}
}

// embedded collects the values of a file. If several sources have a value, EXIF takes precedence over IPTC, and IPTC
// over XMP.
type embedded struct {
	values map[string]any
	source map[string]imagemeta.Source
}

// ReadEmbedded returns the EXIF, IPTC and XMP values of an image by name: strings, numbers and lists of these. It
// returns nil if there are none, or none that can be read. From a damaged file it returns the values before the damage.
//
// The names and values are those of exiftool, to which the documentation of metadata refers. As in its examples, names
// have no hyphens. Structures in XMP, such as the address of the creator, are omitted; the service flattens them into
// fields.
func ReadEmbedded(content *io.SectionReader, info Info) map[string]any {
	if info.Image == nil || imagemetaFormats[info.Image.Format] == 0 {
		return nil
	}
	e := embedded{map[string]any{}, map[string]imagemeta.Source{}}
	e.read(io.NewSectionReader(content, 0, content.Size()), info.Image.Format)
	e.finish()
	if len(e.values) == 0 {
		return nil
	}
	return e.values
}

// read collects the values of all sources. The imagemeta library (v1.0.1) ignores XMP in PNG files, and in WebP files
// everything after a chunk of odd length. So read passes the parts of these files to the library in a new file.
func (e *embedded) read(r *io.SectionReader, format string) {
	const all = imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP
	switch format {
	case "png", "webp":
		e.decode(repacked(readContainer(r, format)), imagemeta.WebP, all)
		e.decode(r, imagemetaFormats[format], imagemeta.IPTC)
	default:
		e.decode(r, imagemetaFormats[format], all)
	}
}

// decode adds the values that can be read before an error.
func (e *embedded) decode(r io.ReadSeeker, format imagemeta.ImageFormat, sources imagemeta.Source) {
	_, _ = imagemeta.Decode(imagemeta.Options{
		R: r, ImageFormat: format, Sources: sources, ShouldHandleTag: isEmbedded, HandleTag: e.add,
	})
}

// isEmbedded excludes the thumbnail, notes of the camera's maker, and the interoperability directory, whose tags the
// library mistakes for those of the GPS directory.
func isEmbedded(t imagemeta.TagInfo) bool {
	if t.Source != imagemeta.EXIF {
		return true
	}
	return strings.HasPrefix(t.Namespace, "IFD0") && path.Base(t.Namespace) != "InteroperabilityIFD" &&
		!strings.HasPrefix(t.Tag, "MakerNote") && !strings.HasPrefix(t.Tag, imagemeta.UnknownPrefix)
}

// maxEmbedded is the maximum size in bytes of the EXIF data or the XMP that is read into memory.
const maxEmbedded = 1 << 20

// repacked returns a WebP file with only the EXIF data and the XMP, in chunks of even length. The padding has no
// effect: zeros after EXIF data, and blanks after XML.
func repacked(c *container) io.ReadSeeker {
	b := []byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	b = appendChunk(b, "EXIF", c.exifData, 0)
	b = appendChunk(b, "XMP ", c.xmp, ' ')
	return bytes.NewReader(b)
}

// appendChunk appends a chunk. It ignores a body that is nil or too long.
func appendChunk(b []byte, kind string, body *io.SectionReader, padding byte) []byte {
	if body == nil || body.Size() > maxEmbedded {
		return b
	}
	content := readAt(body, 0, int(body.Size()))
	if len(content)%2 == 1 {
		content = append(content, padding)
	}
	b = binary.LittleEndian.AppendUint32(append(b, kind...), uint32(len(content)))
	return append(b, content...)
}

// add implements HandleTag. It keeps the first value of the source with the highest precedence.
func (e *embedded) add(t imagemeta.TagInfo) error {
	name := strings.ReplaceAll(t.Tag, "-", "")
	value := plain(t.Value)
	if old, taken := e.source[name]; value != nil && (!taken || t.Source < old) {
		e.values[name], e.source[name] = value, t.Source
	}
	return nil
}

// plain returns a value that JSON can represent, or nil.
func plain(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case interface{ Float64() float64 }: // a rational number
		return plain(v.Float64())
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return v
	case string:
		return strings.ToValidUTF8(v, "�")
	case []any:
		list := make([]any, 0, len(v))
		for _, item := range v {
			list = append(list, plain(item))
		}
		return list
	case []string, uint8, uint16, uint32, int8, int16, int32, int:
		return v
	default:
		return fmt.Sprint(v)
	}
}

// words has the names of codes, by field. Codes of other fields are not replaced.
var words = map[string]map[string]string{
	"Orientation": {
		"1": "Horizontal (normal)", "2": "Mirror horizontal", "3": "Rotate 180", "4": "Mirror vertical",
		"5": "Mirror horizontal and rotate 270 CW", "6": "Rotate 90 CW", "7": "Mirror horizontal and rotate 90 CW",
		"8": "Rotate 270 CW",
	},
	"ResolutionUnit":          {"1": "None", "2": "inches", "3": "cm"},
	"ColorSpace":              {"1": "sRGB", "2": "Adobe RGB", "65535": "Uncalibrated"},
	"ComponentsConfiguration": {"1 2 3 0": "Y,Cb,Cr,-", "4 5 6 0": "R,G,B,-"},
}

// finish converts the values after all of them are known: codes to words, dates to the form of RFC 3339, and degrees in
// the south and west to negative numbers.
func (e *embedded) finish() {
	for name, codes := range words {
		if word := codes[fmt.Sprint(e.values[name])]; word != "" {
			e.values[name] = word
		}
	}
	for date, offset := range map[string]string{
		"ModifyDate": "OffsetTime", "DateTimeOriginal": "OffsetTimeOriginal", "CreateDate": "OffsetTimeDigitized",
	} {
		e.finishDate(date, offset)
	}
	e.finishDegrees("GPSLatitude", "S")
	e.finishDegrees("GPSLongitude", "W")
}

// finishDate formats a date. It does not change other texts.
//
// Assumed: a date of embedded metadata without an offset is in UTC.
func (e *embedded) finishDate(name, offset string) {
	text, _ := e.values[name].(string)
	zone, _ := e.values[offset].(string)
	for _, form := range []string{"2006:01:02 15:04:05Z07:00", "2006:01:02 15:04:05", time.RFC3339} {
		candidate := text
		if form == "2006:01:02 15:04:05Z07:00" {
			candidate += zone
		}
		if t, err := time.Parse(form, candidate); err == nil {
			e.values[name] = t.UTC().Format("2006-01-02T15:04:05.000Z")
			return
		}
	}
}

func (e *embedded) finishDegrees(name, negative string) {
	if degrees, ok := e.values[name].(float64); ok && e.source[name] == imagemeta.EXIF &&
		e.values[name+"Ref"] == negative {
		e.values[name] = -degrees
	}
}
