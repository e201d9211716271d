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
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")) // byte order mark
	detected, _, _ := strings.Cut(http.DetectContentType(head), ";")
	switch {
	case strings.HasPrefix(detected, "text/"):
		return detectMarkup(head, detected)
	case detected == "application/octet-stream":
		return detectISOMedia(head, detected)
	}
	return detected
}

// detectMarkup returns the media type of a text. Markup that is neither SVG nor HTML counts as XML.
func detectMarkup(head []byte, detected string) string {
	text := bytes.ToLower(bytes.TrimLeft(head, " \t\r\n\f"))
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
