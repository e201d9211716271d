package multipart

import (
	"encoding/base64"
	"io"
	"strings"
)

// decodedSize returns how many bytes a text has when it is decoded from base64, which can be in a data URI. It returns
// a size only for texts that all decoders decode in the same way: in the standard alphabet, with complete padding,
// and with nothing else but line breaks. It returns -1 for every other text, such as a URL, and for the text of an
// empty file.
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
