package console

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// PrefersHTML reports whether the Accept header of a request prefers HTML to plain text, as those of browsers do. curl
// and fetch accept everything alike, so that they get text.
func PrefersHTML(r *http.Request) bool {
	ranges := acceptedRanges(r)
	html := quality(ranges, "text/html")
	return html > 0 && html > quality(ranges, "text/plain")
}

// acceptedRanges returns the media ranges of a request with their weights. It ignores malformed ranges.
func acceptedRanges(r *http.Request) map[string]float64 {
	ranges := map[string]float64{}
	for element := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		mediaRange, parameters, err := mime.ParseMediaType(element)
		if err != nil {
			continue
		}
		weight := 1.0
		if q, found := parameters["q"]; found {
			if weight, err = strconv.ParseFloat(q, 64); err != nil {
				continue
			}
		}
		ranges[mediaRange] = weight
	}
	return ranges
}

// quality returns the weight of a media type: that of the most specific range that includes it, otherwise 0.
func quality(ranges map[string]float64, mediaType string) float64 {
	family, _, _ := strings.Cut(mediaType, "/")
	for _, name := range []string{mediaType, family + "/*", "*/*"} {
		if weight, found := ranges[name]; found {
			return weight
		}
	}
	return 0
}
