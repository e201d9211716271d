package fuzz_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// deliveryRequest returns a random request for a file at its URL.
func (s *session) deliveryRequest() *request {
	r := &request{kind: toDelivery, method: http.MethodGet}
	path := s.filePath()
	query := ""
	switch s.IntN(4) {
	case 0:
		path = "/tr:" + s.chain() + path
	case 1:
		query = "tr=" + s.maybeEscaped(s.chain())
	case 2:
		query = pick(s.source, []string{
			"ik-s=0&ik-t=1", "ik-t=9999999999&ik-s=" + strings.Repeat("a", 40), "ik-attachment=true",
			"ik-obj-version=abc",
			"updatedAt=1", "ik-s=", "ik-t=1e400&ik-s=x", "tr=", "tr", "%zz", "tr=w-1&tr=h-1", "ik-sanitizeSvg=false",
			"a=%FF&=;",
		})
	}
	r.target = "/" + mockserver.DefaultImageKitID + path
	if query != "" {
		r.target += "?" + query
	}
	if s.oneIn(5) {
		r.method = pick(s.source, []string{http.MethodHead, http.MethodHead, http.MethodPost, http.MethodOptions, "X"})
	}
	for range s.IntN(3) {
		f := pick(s.source, deliveryHeaders)
		r.add(f.name, f.value)
	}
	return r
}

var deliveryHeaders = []field{
	{"Range", "bytes=0-0"},
	{"Range", "bytes=0-"},
	{"Range", "bytes=-1"},
	{"Range", "bytes=0--2"},
	{"Range", "bytes=5-2"},
	{"Range", "items=0-1"},
	{"Range", "bytes=9223372036854775808-"},
	{"Range", "bytes=0-1,2-3,5-"},
	{"Range", ""},
	{"Range", "bytes=" + strings.Repeat("0-0,", 1000) + "0-0"},
	{"Range", "bytes=99999999-"},
	{"Range", "bytes="},
	{"If-None-Match", "*"},
	{"If-None-Match", `"x", W/"y"`},
	{"If-None-Match", `"`},
	{"If-Match", `"x"`},
	{"If-Match", "*"},
	{"If-Modified-Since", "Sun, 01 Mar 2026 12:00:00 GMT"},
	{"If-Modified-Since", "yesterday"},
	{"If-Unmodified-Since", "Mon, 01 Jan 1900 00:00:00 GMT"},
	{"If-Range", `"x"`},
	{"If-Range", "Sun, 01 Mar 2026 12:00:00 GMT"},
	{"Accept", "image/avif,image/webp,*/*;q=0"},
	{"Accept-Encoding", "gzip"},
	{"Referer", "http://[::1/"},
	{"Origin", "null"},
	{"User-Agent", strings.Repeat("ü", 5000)},
	{"DPR", "1e400"},
	{"Save-Data", "on"},
}

// filePath returns the path of a file, or an invalid one.
func (s *session) filePath() string {
	path, ok := s.pools.get(s.source, "filePath")
	switch {
	case ok && !s.oneIn(4):
		return (&url.URL{Path: path}).EscapedPath()
	case s.oneIn(2):
		return "/" + pick(s.source, hostileSegments)
	}
	return "/" + pick(s.source, []string{
		"https://example.com/a.jpg", "a/tr:w-1/b.jpg", "tr:/a.jpg",
		"ik-video.mp4/a.mp4",
	})
}

// maybeEscaped returns a text for a query, which is percent-encoded or not. It is always encoded if it has characters
// that are not allowed in a request line.
func (s *session) maybeEscaped(text string) string {
	if s.oneIn(2) || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return url.QueryEscape(text)
	}
	return text
}

var transformationCodes = []string{
	"w", "h", "ar", "c", "cm", "fo", "x", "y", "xc", "yc", "q", "f", "bl", "e-grayscale", "e-shadow", "e-gradient",
	"e-usm",
	"e-sharpen", "b", "bg", "r", "rt", "fl", "t", "n", "o", "dpr", "pr", "lo", "md", "cp", "orig", "pg", "so", "eo",
	"du", "vc",
	"ac", "sr", "di", "z", "l", "i", "ie", "ldu", "lso", "leo", "lx", "ly", "lfo", "fs", "ff", "co", "ia", "tg", "pa",
	"al", "if",
	"e-bgremove", "e-changebg", "e-dropshadow", "e-upscale", "e-genvar", "e-retouch", "dn", "oi", "ot", "lap", "lm",
	"unknown", "",
}

var transformationValues = []string{
	"1", "0", "-1", "100", "0.5", "1e9", "99999999999999999999", "auto", "true", "false", "maintain_ratio", "face",
	"custom", "jpg",
	"webp", "png", "FF0000", "red", "10_20", "ih_mul_2", "iw_div_2", "bw_sub_10", "@@a.jpg", "a.jpg", "image", "text",
	"video",
	"end", "subtitles", "canvas", "image-i-a.jpg-l-end", "ar_gt_1", "iw_gt_100", "else", "240_360_480", "bl-10_st-80",
	"%2C", "YQ%3D%3D",
	"auto-custom_override", "smart", "1-2", "N10", "", "-", "_", ".",
}

// chain returns a random transformation.
func (s *session) chain() string {
	if s.oneIn(10) {
		return s.layers()
	}
	var b strings.Builder
	for i := range s.IntN(5) {
		if i > 0 {
			b.WriteString(pick(s.source, []string{",", ",", ":", ";"}))
		}
		b.WriteString(pick(s.source, transformationCodes))
		if !s.oneIn(8) {
			b.WriteString("-" + pick(s.source, transformationValues))
		}
	}
	if name, ok := s.pools.get(s.source, namedKind); ok && s.oneIn(6) {
		b.WriteString(",n-" + url.PathEscape(name))
	}
	return b.String()
}

// layers returns nested layers, or a condition.
func (s *session) layers() string {
	if s.oneIn(2) {
		return fmt.Sprintf("if-ar_gt_%d,w-10,if-else,h-10,if-end", s.IntN(3))
	}
	n := pick(s.source, []int{1, 2, 3, 4, 100})
	return strings.Repeat("l-image,i-a.jpg,", n) + strings.TrimSuffix(strings.Repeat("l-end,", n-s.IntN(2)), ",")
}
