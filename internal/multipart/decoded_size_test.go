package multipart

import (
	"encoding/base64"
	"strings"
	"testing"
)

func TestForm_Open_TextSize(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("QUJD", 300)
	for text, want := range map[string]int64{
		"QQ==": 1, "QUI=": 2, "QUJD": 3, "+/+/": 3, "QUJDRA==\n": 4, "QUJD\r\nRA==": 4, "QUJDR\nA=\n=": 4, long: 900,
		long + "QQ==": 901, "QR==": 1, // the last bits are not zero

		"QQ": -1, "QQ=": -1, "QUJDR": -1, "QQ===": -1, "QUJD====": -1, "=": -1, "====": -1, "QQ==QUJD": -1,
		"QQ==\nQUJD":                -1,
		long[:1020] + "QQ==" + long: -1, // padding at the end of a buffer of the decoder
		"-_-_":                      -1, "QUJD RA==": -1, " QUJD": -1, "QUJD ": -1, "QUJD\tRA==": -1, "QUJD\x00": -1,
		"ÄÖÜ": -1, "\n": -1,
		"QUJD%3D": -1, "\ufeffQUJD": -1, "QUJD\u2028": -1,

		"data:image/png;base64,QUJD": 3, "data:;base64,QQ==": 1, "data:text/plain;charset=utf-8;base64,QUI=": 2,
		"data:image/svg+xml;charset=utf-8;name=a.svg;base64,QUJD\nQUJD\n": 6, "data:image/png;base64," + long: 900,

		"data:,ABCD": -1, "data:text/plain,ABCD": -1, "data:text/plain;charset=utf-8,ABCD": -1, "data:base64,QUJD": -1,
		"data:image/png;BASE64,QUJD": -1, "data:image/png;Base64,QUJD": -1, "DATA:image/png;base64,QUJD": -1,
		"data:image/png; base64,QUJD": -1, "data:image/png;base64 ,QUJD": -1,
		"data:image/png;base64;charset=utf-8,QUJD": -1,
		"data:image/png;base64,":                   -1, "data:image/png;base64": -1, "data:image/png;base64,QQ": -1,
		"data:image/png;base64,-_-_":     -1,
		"data:image/png;base64,QQ%3D%3D": -1, "data:image/png;base64,QUJD,QUJD": -1, "data:image/png;base64, QUJD": -1,
		"data:image/png;base64,QUJD#fragment": -1, `data:text/plain;a="b,c;base64,QUJD`: -1,

		"https://example.com/a.png": -1, "http://example.com": -1, "HTTPS://example.com/QUJD": -1,
		"ftp://example.com/a": -1,
	} {
		form := &Form{}
		form.SetFile("file", FromText(text))
		body, err := form.Open(t.Context(), NewBoundary(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := body.Size(); got != want {
			t.Errorf("%.60q has %d bytes, want %d", text, got, want)
		}
		body.Stop()
	}
}

// FuzzDecodedSize compares decodedSize with package base64.
func FuzzDecodedSize(f *testing.F) {
	for _, text := range []string{"QQ==", "QUJD\nRA==", "data:image/png;base64,QUJD", "QQ==QQ==", "-_-_", "\r\n"} {
		f.Add(text)
		f.Add(strings.Repeat("QUJD", 255) + text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		size := decodedSize(text)
		if strings.HasPrefix(text, "data:") {
			_, text, _ = strings.Cut(text, ",")
		}
		data, err := base64.StdEncoding.DecodeString(strings.NewReplacer("\r", "", "\n", "").Replace(text))
		if size >= 0 && (err != nil || size != int64(len(data))) || size == 0 {
			t.Errorf("%q has %d bytes, want %d, %v", text, size, len(data), err)
		}
	})
}
