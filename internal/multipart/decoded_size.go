package multipart

import (
	"encoding/base64"
	"io"
	"strings"
)

// decodedSize returns how many bytes a text in base64 has, or a data URI in base64, and -1 for every other text.
func decodedSize(text string) int64 {
	data := text
	if uri, isDataURI := strings.CutPrefix(text, "data:"); isDataURI {
		mediaType, content, _ := strings.Cut(uri, ",")
		if !strings.HasSuffix(mediaType, ";base64") {
			return -1
		}
		data = content
	}
	n, err := io.Copy(io.Discard, base64.NewDecoder(base64.StdEncoding, strings.NewReader(data)))
	if err != nil { // such as a URL
		return -1
	}
	return n
}
