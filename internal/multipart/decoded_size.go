package multipart

import (
	"encoding/base64"
	"io"
	"strings"
)

// decodedSize returns the size in bytes of a file that is given in base64 or as a data URI in base64. It returns a size
// only for texts that all decoders decode in the same way: the standard alphabet with complete padding and no other
// characters except line breaks. It returns -1 for every other text, such as a URL, and for an empty file.
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
