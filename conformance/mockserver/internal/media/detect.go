package media

import (
	"cmp"
	"errors"
	"image"
	"image/color"
	_ "image/gif" // for image.DecodeConfig, like the other formats
	_ "image/jpeg"
	_ "image/png"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"

	_ "golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"
)

const (
	sniffLength = 512     // bytes from which the type of a file is detected
	headLength  = 1 << 20 // bytes in which the size of an image must be, even after a long color profile
)

// Info has the properties of a file that are read from its beginning and its name.
type Info struct {
	MediaType string // such as image/png or text/plain; charset=utf-8
	Format    string // short name of the media type, such as png, jpg or txt
	Image     *Image // nil if the file is not an image, or has no size
}

// Image has the properties of an image or a drawing that are read from its header.
type Image struct {
	Format        string // name in package image, or the end of the media type
	Width, Height int    // in pixels, as stored: EXIF orientation is not applied; never negative
	Alpha         bool   // pixels can be transparent; false if this is not known
}

// Inspect returns the properties of a file that can be read without decoding it. It detects the type of a binary file
// by its content, so that an image with the name x.dat is an image, and the type of text and of files without a known
// signature by the extension of the name. It returns an error only if the content cannot be read.
func Inspect(content *io.SectionReader, name string) (Info, error) {
	head := make([]byte, min(sniffLength, content.Size()))
	if _, err := content.ReadAt(head, 0); err != nil && err != io.EOF {
		return Info{}, err
	}
	if c, format, err := decodeConfig(content, head); err == nil {
		i := &Image{Format: format, Width: max(c.Width, 0), Height: max(c.Height, 0), Alpha: hasAlpha(c.ColorModel)}
		return newInfo("image/"+format, i), nil
	}
	mediaType := mediaTypeOf(head, name)
	return newInfo(mediaType, readImageHeader(content, mediaType)), nil
}

func newInfo(mediaType string, i *Image) Info {
	return Info{MediaType: mediaType, Format: formatOf(mediaType), Image: i}
}

// decodeConfig reads at most headLength bytes, except of a TIFF file, whose directory is often at its end.
func decodeConfig(r *io.SectionReader, head []byte) (image.Config, string, error) {
	r = io.NewSectionReader(r, 0, r.Size())
	if isTIFF(head) {
		c, err := tiff.DecodeConfig(r)
		if _, isUnsupported := errors.AsType[tiff.UnsupportedError](err); isUnsupported {
			c, err = tiffSize(r, err)
		}
		return c, "tiff", err
	}
	return image.DecodeConfig(io.LimitReader(r, headLength))
}

// tiffSize reads the size of a TIFF file whose pixels Go cannot decode, such as one in CMYK. It returns err if the
// file has no size.
func tiffSize(r *io.SectionReader, err error) (image.Config, error) {
	tags := readEXIF(r).image
	width, height := exifOffset(tags["ImageWidth"]), exifOffset(tags["ImageHeight"])
	if width == 0 || height == 0 {
		return image.Config{}, err
	}
	return image.Config{Width: int(width), Height: int(height)}, nil
}

// readImageHeader reads the size of images that Go cannot decode. It returns nil for all other files.
func readImageHeader(r *io.SectionReader, mediaType string) *Image {
	switch mediaType {
	case "image/svg+xml":
		return readSVG(io.NewSectionReader(r, 0, headLength))
	case "image/avif", "image/heic", "image/heif":
		return readHEIF(r, formatOf(mediaType))
	default:
		return nil
	}
}

// types has media types by extension, for files without a signature. The list of the operating system is not used,
// because it differs between machines. The names are registered with IANA.
var types = map[string]string{
	".avif": "image/avif", ".svg": "image/svg+xml",
	".css": "text/css", ".csv": "text/csv", ".htm": "text/html", ".html": "text/html", ".ics": "text/calendar",
	".js": "text/javascript", ".log": "text/plain", ".markdown": "text/markdown", ".md": "text/markdown",
	".mjs": "text/javascript", ".text": "text/plain", ".tsv": "text/tab-separated-values", ".txt": "text/plain",
	".vcf": "text/vcard", ".vtt": "text/vtt",
	".eot": "application/vnd.ms-fontobject", ".otf": "font/otf", ".ttf": "font/ttf", ".woff": "font/woff",
	".woff2": "font/woff2",
	".json":  "application/json", ".m3u8": "application/vnd.apple.mpegurl", ".map": "application/json",
	".mpd": "application/dash+xml", ".pdf": "application/pdf", ".rtf": "application/rtf",
	".srt": "application/x-subrip", ".swf": "application/x-shockwave-flash",
	".webmanifest": "application/manifest+json",
	".xhtml":       "application/xhtml+xml", ".xml": "application/xml", ".yaml": "application/yaml",
	".yml": "application/yaml", ".zip": "application/zip",
	".mov": "video/quicktime", ".mp3": "audio/mpeg", ".ts": "video/mp2t",
}

// signatures are beginnings of binary files that net/http does not detect.
var signatures = []struct{ beginning, mediaType string }{
	{"8BPS", "image/vnd.adobe.photoshop"},
	{"BZh", "application/x-bzip2"},
	{"7z\xBC\xAF\x27\x1C", "application/x-7z-compressed"},
	{"fLaC", "audio/flac"},
	{"FWS", "application/x-shockwave-flash"},
	{"CWS", "application/x-shockwave-flash"},
	{"MZ", "application/x-msdownload"},
	{"\x7FELF", "application/x-executable"},
}

// brands has the file types of the ISO base media format, without their last letter, which is a version.
var brands = map[string]string{
	"avi": "image/avif",
	"hei": "image/heic", "hev": "image/heic",
	"mif": "image/heif", "msf": "image/heif",
	"M4A": "audio/mp4", "M4B": "audio/mp4",
	"3gp": "video/mp4", "avc": "video/mp4", "das": "video/mp4", "iso": "video/mp4", "M4V": "video/mp4",
	"mp4": "video/mp4",
	"qt ": "video/quicktime",
}

const unknownType = "application/octet-stream"

// mediaTypeOf returns the media type of a file that is not an image that Go can decode. According to the documentation
// of uploads, the type of a binary file is detected by its beginning and that of a text file by its extension, and text
// without an extension is application/octet-stream.
//
// Assumed: text with an unknown extension is application/octet-stream. The type of a binary file with an unknown
// beginning is detected by its extension, unless this is the extension of a text format. A file with the extension .ts
// is a video even if it contains TypeScript, because the documentation lists ts among the formats of videos.
func mediaTypeOf(head []byte, name string) string {
	if found := brandType(head); found != "" {
		return found
	}
	detected := http.DetectContentType(head)
	isText := strings.HasPrefix(detected, "text/")
	if !isText && detected != unknownType {
		return detected
	}
	for _, s := range signatures {
		if !isText && strings.HasPrefix(string(head), s.beginning) {
			return s.mediaType
		}
	}
	known := cmp.Or(types[strings.ToLower(path.Ext(name))], unknownType)
	switch forText := strings.HasPrefix(known, "text/"); {
	case forText && isText:
		return known + "; charset=" + charsetOf(detected)
	case forText:
		return unknownType
	}
	return known
}

// charsetOf returns the charset of the byte order mark, or utf-8 if there is none.
func charsetOf(detected string) string {
	_, params, _ := mime.ParseMediaType(detected)
	return cmp.Or(params["charset"], "utf-8")
}

// brandType returns the media type of a file in the ISO base media format, or an empty string for other files. The
// first box of the file has the brand, its version and compatible brands, which are more specific than a generic brand.
func brandType(head []byte) string {
	if len(head) < 16 || string(head[4:8]) != "ftyp" {
		return ""
	}
	found := brands[string(head[8:11])]
	if found != "image/heif" {
		return found
	}
	for at := 16; at+4 <= min(len(head), int(head[3])); at += 4 { // the box is short
		if better := brands[string(head[at:at+3])]; better == "image/avif" || better == "image/heic" {
			return better
		}
	}
	return found
}

// hasAlpha reports whether an image with a color model can have transparent pixels.
func hasAlpha(m color.Model) bool {
	switch m {
	case color.NRGBAModel, color.NRGBA64Model, color.AlphaModel, color.Alpha16Model, color.NYCbCrAModel:
		return true
	}
	palette, _ := m.(color.Palette)
	for _, c := range palette {
		if _, _, _, alpha := c.RGBA(); alpha < 0xffff {
			return true
		}
	}
	return false
}

// formats has the short names that differ from the end of the media type.
var formats = map[string]string{
	"javascript": "js", "jpeg": "jpg", "markdown": "md", "mp2t": "ts", "mpeg": "mp3", "plain": "txt",
	"quicktime": "mov", "svg+xml": "svg", "vnd.adobe.photoshop": "psd", "vnd.apple.mpegurl": "m3u8",
	"vnd.ms-fontobject": "eot", "x-gzip": "gz", "x-icon": "ico", "x-shockwave-flash": "swf",
}

// formatOf returns the short name of a media type: jpg, png, mp4 and so on.
func formatOf(mediaType string) string {
	mediaType, _, _ = mime.ParseMediaType(mediaType)
	_, format, _ := strings.Cut(mediaType, "/")
	if known := formats[format]; known != "" {
		return known
	}
	return format
}
