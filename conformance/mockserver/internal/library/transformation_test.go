package library

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/vectors"
)

// notUnderstood are the vectors whose input makes the reference SDKs write what the service cannot understand, or what
// nobody knows.
var notUnderstood = []string{
	"classic/value/dash-is-name-only", "classic/value/unknown-names-pass-through",
	"current/tr/dash-is-a-plain-value", "current/tr/unknown-and-short-names", "current/tr/old-names-pass-through",
	"current/overlay/text-forced-plain", "classic-more/transformation/01", "classic-more/transformation/02",
	"classic-more/transformation/03", "classic-more/transformation/06", "classic-more/transformation/08",
	"classic-more/transformation/09", "classic-more/transformation/15", "current-more/transformation/01",
	"current-more/transformation/04", "current-more/overlay/01", "current-more/transformation/06",
}

// TestCheckTransformation_Vectors holds the check against all URLs that the reference SDKs build.
func TestCheckTransformation_Vectors(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"url-classic", "url-current", "url-classic-more", "url-current-more"} {
		text, err := vectors.Files.ReadFile(name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var suite struct {
			Vectors []struct {
				ID     string
				Expect struct{ URL string }
			}
		}
		if err := json.Unmarshal(text, &suite); err != nil {
			t.Fatal(err)
		}
		for _, v := range suite.Vectors {
			if chain := chainOf(v.Expect.URL); chain != "" {
				unknown, err := checkTransformation(chain, everyName)
				if understood := err == nil && unknown == nil; understood == slices.Contains(notUnderstood, v.ID) {
					t.Errorf("%s: %s: unknown %v, %v", v.ID, chain, unknown, err)
				}
			}
		}
	}
}

func TestCheckTransformation_Errors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                        "step 1, parameter 1: it is empty",
		"w-100,":                  "step 1, parameter 2: it is empty",
		"w-100::h-50":             "step 2, parameter 1: it is empty",
		"w100":                    `step 1, parameter 1: "w100" is not a name, a hyphen and a value`,
		"h-1:w-":                  `step 2, parameter 1: "w-" is not a name, a hyphen and a value`,
		"w-10,w-ten":              `step 1, parameter 2: "ten" is no value of w`,
		"q-101":                   `"101" is no value of q`,
		"dpr-6":                   `"6" is no value of dpr`,
		"c-extract":               `"extract" is no value of c`,
		"rt-left":                 `"left" is no value of rt`,
		"ar-wide":                 `"wide" is no value of ar`,
		"w-iw_times_2":            `"iw_times_2" is no value of w`,
		"l-picture,i-a,l-end":     `"picture" is no kind of layer`,
		"w-1:l-image,i-a,w-2":     "the layer that begins in step 2 has no l-end",
		"w-1,l-end":               "step 1, parameter 2: l-end without a layer",
		"l-image,i-a,l-end:l-end": "step 2, parameter 1: l-end without a layer",
	} {
		unknown, err := checkTransformation(text, everyName)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: unknown %v, error %v, want %q", text, unknown, err, want)
		}
	}
}

func FuzzCheckTransformation(f *testing.F) {
	for _, seed := range []string{
		"w-100,h-0.5:rt-N90", "l-image,i-a@@b,l-text,i-x,l-end,l-end",
		"w-iw_div_2:e-grayscale", ",:-",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		unknown, err := checkTransformation(text, everyName)
		if err != nil && unknown != nil {
			t.Errorf("%q: both %v and %v", text, unknown, err)
		}
		if strings.Count(text, "l-end") > strings.Count(text, "l-") && err == nil {
			t.Errorf("%q: an l-end too many is accepted", text)
		}
	})
}

// everyName is an account with every named transformation.
func everyName(string) bool { return true }

// chainOf cuts the transformation out of a URL.
func chainOf(u string) string {
	p, err := url.Parse(u)
	if err != nil {
		return ""
	}
	if tr := p.Query().Get("tr"); tr != "" {
		return tr
	}
	for segment := range strings.SplitSeq(p.Path, "/") {
		if after, ok := strings.CutPrefix(segment, "tr:"); ok {
			return after
		}
	}
	return ""
}
