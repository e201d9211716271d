package library

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/vectors"
)

// notAccepted are the vectors for which the reference SDKs write a transformation that the service refuses or that is
// not documented.
var notAccepted = []string{
	"classic/value/dash-is-name-only", "classic/value/unknown-names-pass-through",
	"current/tr/dash-is-a-plain-value", "current/tr/unknown-and-short-names", "current/tr/old-names-pass-through",
	"current/overlay/text-forced-plain", "classic-more/transformation/01", "classic-more/transformation/02",
	"classic-more/transformation/03", "classic-more/transformation/06", "classic-more/transformation/08",
	"classic-more/transformation/09", "classic-more/transformation/15", "current-more/transformation/01",
	"current-more/transformation/04", "current-more/overlay/01", "current-more/transformation/06",
	"classic-more/transformation/17", // a condition without its end

	"current-more/transformation/03",      // effects that are "false"
	"url-ours/transformation/leaves-path", // a name that the API does not allow

	// an opacity that is not a whole number
	"current/tr/border-background", "url-ours/transformation/newer-names-in-classic",

	// two AI transformations in a step
	"current/tr/ai-flags-on", "current/tr/ai-change-background-and-edit",

	// the old syntax of overlays
	"classic/name/overlayImage", "classic/name/overlayX", "classic/name/overlayY", "classic/name/overlayFocus",
	"classic/name/overlayHeight", "classic/name/overlayWidth", "classic/name/overlayText",
	"classic/name/overlayTextFontSize", "classic/name/overlayTextFontFamily", "classic/name/overlayTextColor",
	"classic/name/overlayAlpha", "classic/name/overlayTextTypography", "classic/name/overlayBackground",
	"classic/name/overlayImageTrim", "classic/position/query-from-config",
}

// TestCheckTransformation_Vectors checks the transformations of all URLs that the reference SDKs build.
func TestCheckTransformation_Vectors(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"url-classic", "url-current", "url-classic-more", "url-current-more", "url-ours",
	} {
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
				remarks, err := checkTransformation(chain, everyName)
				accepted := err == nil && len(remarks.Unknown) == 0
				if accepted == slices.Contains(notAccepted, v.ID) {
					t.Errorf("%s: %s: unknown %v, %v", v.ID, chain, remarks.Unknown, err)
				}
			}
		}
	}
}

func TestCheckTransformation_Remarks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Remarks{
		"w-1,e-blur-2:zz-1,yy-2,zz-3":            {Unknown: []string{"e-blur", "zz", "yy"}},
		"l-text,i-a,q-50,l-end":                  {Elsewhere: []string{"q in the text layer"}},
		"l-image,i-a,l-text,i-b,w-1,l-end,l-end": {},
		"if-w_gt_1,zz-1,if-else,yy-1,if-end":     {Unknown: []string{"zz", "yy"}},
		"lx-1,fs-2": {
			Elsewhere: []string{"lx outside of a layer", "fs outside of a layer"},
		},
		"n-small:w-1,l-image,i-a,lx-1,lfo-top,l-end": {},
	} {
		got, err := checkTransformation(text, everyName)
		if err != nil || !slices.Equal(got.Unknown, want.Unknown) || !slices.Equal(got.Elsewhere, want.Elsewhere) {
			t.Errorf("%s: got %+v, %v, want %+v", text, got, err, want)
		}
	}
}

func TestCheckTransformation_Errors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                        "malformed transformation: must not be empty",
		"w-1:q-101":               `malformed transformation: step 2: q "101" must be from 1 to 100`,
		"w-1:n-big":               `malformed transformation: there is no named transformation "big"`,
		"l-image,i-a,n-big,l-end": `malformed transformation: there is no named transformation "big"`,
	} {
		none := func(name string) bool { return false }
		if remarks, err := checkTransformation(text, none); err == nil || err.Error() != want {
			t.Errorf("%q: got %+v, %v, want %q", text, remarks, err, want)
		}
	}
}

// everyName reports that any named transformation exists.
func everyName(string) bool { return true }

// chainOf returns the transformation in a URL, or an empty string.
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

func TestCheckTransformation_ManyUnknown(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&text, "unknown%d-1,", i)
	}
	remarks, err := checkTransformation(text.String()+"w-1", func(string) bool { return true })
	if err != nil || len(remarks.Unknown) != 100 || remarks.Unknown[99] != "unknown99" {
		t.Errorf("%d unknown parameters, error %v", len(remarks.Unknown), err)
	}
}
