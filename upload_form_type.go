package imagekit

import (
	"bytes"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
)

// The media types of documents that can contain scripts. Wildcards do not include them.
const (
	typeHTML = "text/html"
	typeSVG  = "image/svg+xml"
	typeXML  = "text/xml"
)

// scriptableExtensions are the media types with which files of these extensions are delivered, if they can contain
// scripts.
var scriptableExtensions = map[string]string{
	".html": typeHTML, ".htm": typeHTML, ".shtml": typeHTML, ".xhtml": typeHTML, ".xht": typeHTML,
	".svg": typeSVG, ".svgz": typeSVG,
	".xml": typeXML, ".xsl": typeXML, ".xslt": typeXML,
}

// isMediaTypePattern reports whether a text is a media type in lower case without parameters, or a wildcard.
func isMediaTypePattern(pattern string) bool {
	mediaType, params, err := mime.ParseMediaType(pattern)
	major, minor, found := strings.Cut(mediaType, "/")
	return err == nil && len(params) == 0 && mediaType == pattern && found && minor != "" &&
		!strings.Contains(minor, "/") && (major != "*" || minor == "*")
}

// isTypeAllowed reports whether a list of media types and wildcards allows a media type.
func isTypeAllowed(mediaType string, allowed []string) bool {
	switch {
	case slices.Contains(allowed, mediaType):
		return true
	case mediaType == typeHTML || mediaType == typeSVG || mediaType == typeXML:
		return false
	}
	major, _, _ := strings.Cut(mediaType, "/")
	return slices.Contains(allowed, major+"/*") || slices.Contains(allowed, "*/*")
}

// isNameAllowed reports whether a file may have a name. The extension must not be that of a document with scripts,
// unless its type is listed.
func isNameAllowed(name string, allowed []string) (extension string, ok bool) {
	extension = strings.ToLower(path.Ext(strings.TrimRight(name, ". ")))
	mediaType, scriptable := scriptableExtensions[extension]
	return extension, !scriptable || isTypeAllowed(mediaType, allowed)
}

// detectType returns the media type of a file that begins with head, without parameters.
func detectType(head []byte) string {
	head = asciiOfUTF16(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))) // byte order mark
	detected, _, _ := strings.Cut(http.DetectContentType(head), ";")
	switch {
	case strings.HasPrefix(detected, "text/"):
		return detectMarkup(head, detected)
	case detected == "application/octet-stream":
		return detectISOMedia(head, detected)
	}
	return detected
}

// utf16Starts are the beginnings of files in UTF-16: a byte order mark or, as XML allows, no mark before the first <.
var utf16Starts = [][]byte{[]byte("\xfe\xff"), []byte("\xff\xfe"), []byte("\x00<"), []byte("<\x00")}

// asciiOfUTF16 returns markup in UTF-16, which browsers read as well, without its null bytes, so that ASCII characters
// in it are recognised. It returns other files unchanged.
func asciiOfUTF16(head []byte) []byte {
	if !slices.ContainsFunc(utf16Starts, func(start []byte) bool { return bytes.HasPrefix(head, start) }) {
		return head
	}
	ascii := bytes.TrimPrefix(bytes.TrimPrefix(head, utf16Starts[0]), utf16Starts[1])
	ascii = bytes.ReplaceAll(ascii, []byte{0}, nil)
	if !bytes.HasPrefix(bytes.TrimLeft(ascii, markupSpace), []byte("<")) {
		return head
	}
	return ascii
}

// markupSpace are the characters that can precede markup.
const markupSpace = " \t\r\n\f"

// detectMarkup returns the media type of a text. Markup that is neither SVG nor HTML counts as XML.
func detectMarkup(head []byte, detected string) string {
	text := bytes.ToLower(bytes.TrimLeft(head, markupSpace))
	contains := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return bytes.Contains(text, []byte(word)) })
	}
	switch {
	case !bytes.HasPrefix(text, []byte("<")):
		return detected
	case contains("<html", "<!doctype html"):
		return typeHTML
	case contains("<svg", ":svg", "<!doctype svg"):
		return typeSVG
	case detected == typeHTML:
		return typeHTML
	}
	return typeXML
}

// isoBrands are the brands of ISO base media files that have a more specific type than video/mp4.
var isoBrands = map[string]string{
	"avif": "image/avif", "avis": "image/avif",
	"heic": "image/heic", "heix": "image/heic", "heim": "image/heic", "heis": "image/heic",
	"hevc": "image/heic", "hevx": "image/heic", "mif1": "image/heic", "msf1": "image/heic",
	"qt  ": "video/quicktime",
	"M4A ": "audio/mp4", "M4B ": "audio/mp4",
}

// detectISOMedia returns the media type of a file in the ISO base media format, or detected if it has another format.
// The box at its beginning names the major brand and, after a version, compatible brands. Files of the brand mif1 can
// be AVIF or HEIC, so AVIF takes precedence. See https://mp4ra.org/registered-types/brands
func detectISOMedia(head []byte, detected string) string {
	if len(head) < 12 || string(head[4:8]) != "ftyp" {
		return detected
	}
	length := int(head[2])<<8 | int(head[3]) // a box with brands is shorter than 64 KiB
	if mediaType, ok := isoBrands[string(head[8:12])]; ok && mediaType != "image/heic" {
		return mediaType
	}
	mediaType := "video/mp4"
	for i := 8; i+4 <= min(len(head), length); i += 4 {
		switch isoBrands[string(head[i:i+4])] {
		case "image/avif":
			return "image/avif"
		case "image/heic":
			mediaType = "image/heic"
		}
	}
	return mediaType
}
