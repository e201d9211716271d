package multipart

import (
	"encoding/base64"
	"io"
	"strings"
)

// decodedSize returns how many bytes a text has when it is decoded from base64, which can be in a data URI. It knows
// that for texts on which all decoders agree: of the standard alphabet, with all of the padding, and nothing else but
// line breaks. For every other text, such as a URL, and for one that makes an empty file, it returns -1.
func decodedSize(text string) int64 {
	if uri, isDataURI := strings.CutPrefix(text, "data:"); isDataURI {
		mediaType, data, _ := strings.Cut(uri, ",")
		if !strings.HasSuffix(mediaType, ";base64") {
			return -1
		}
		text = data
	}
	if strings.Contains(strings.TrimRight(text, "=\r\n"), "=") { // the decoder accepts some of these
		return -1
	}
	n, err := io.Copy(io.Discard, base64.NewDecoder(base64.StdEncoding, strings.NewReader(text)))
	if err != nil || n == 0 {
		return -1
	}
	return n
}
