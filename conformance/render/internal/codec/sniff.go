package codec

import (
	"bytes"
	"strings"
)

// signatures has the first bytes of formats. A question mark stands for any byte.
var signatures = []struct {
	beginning string
	format    Format
}{
	{"\xff\xd8\xff", JPEG},
	{pngSignature, PNG},
	{"GIF87a", GIF},
	{"GIF89a", GIF},
	{"RIFF????WEBP", WebP},
	{"II*\x00", TIFF},
	{"MM\x00*", TIFF},
	{"BM????\x00\x00\x00\x00", BMP},
}

// Sniff returns the format of a file from its first bytes, or an empty string for an unknown one. 512 bytes are enough
// but for an SVG document that begins with a long comment.
func Sniff(head []byte) Format {
	for _, s := range signatures {
		if hasBeginning(head, s.beginning) {
			return s.format
		}
	}
	switch {
	case isAVIF(head):
		return AVIF
	case isSVG(head):
		return SVG
	}
	return ""
}

func hasBeginning(head []byte, beginning string) bool {
	if len(head) < len(beginning) {
		return false
	}
	for i := range len(beginning) {
		if beginning[i] != '?' && beginning[i] != head[i] {
			return false
		}
	}
	return true
}

// isAVIF looks for the brands avif and avis in the box that the file begins with: at 8 the major brand, from 16 on the
// compatible ones.
func isAVIF(head []byte) bool {
	if len(head) < 16 || string(head[:3]) != "\x00\x00\x00" || string(head[4:8]) != "ftyp" {
		return false
	}
	for at := 8; at+4 <= min(len(head), int(head[3])); at += 4 {
		if brand := string(head[at : at+4]); at != 12 && (brand == "avif" || brand == "avis") {
			return true
		}
	}
	return false
}

// isSVG reports whether the first element of an XML document is svg.
func isSVG(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	for {
		head = bytes.TrimLeft(head, " \t\r\n")
		end := ""
		switch {
		case bytes.HasPrefix(head, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(head, []byte("<?")):
			end = "?>"
		case bytes.HasPrefix(head, []byte("<!")):
			if end = ">"; bytes.IndexByte(head, '[') >= 0 && bytes.IndexByte(head, '[') < bytes.IndexByte(head, '>') {
				_, head, _ = bytes.Cut(head, []byte("]")) // of the entities that a document type declares
			}
		default:
			return len(head) > 4 && string(head[:4]) == "<svg" && strings.ContainsRune(" \t\r\n/>", rune(head[4]))
		}
		_, rest, found := bytes.Cut(head, []byte(end))
		if !found {
			return false
		}
		head = rest
	}
}
