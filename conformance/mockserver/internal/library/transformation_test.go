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

// notUnderstood are the vectors whose input makes the reference SDKs write what the service refuses or cannot
// understand, or what nobody knows.
var notUnderstood = []string{
	"classic/value/dash-is-name-only", "classic/value/unknown-names-pass-through",
	"current/tr/dash-is-a-plain-value", "current/tr/unknown-and-short-names", "current/tr/old-names-pass-through",
	"current/overlay/text-forced-plain", "classic-more/transformation/01", "classic-more/transformation/02",
	"classic-more/transformation/03", "classic-more/transformation/06", "classic-more/transformation/08",
	"classic-more/transformation/09", "classic-more/transformation/15", "current-more/transformation/01",
	"current-more/transformation/04", "current-more/overlay/01", "current-more/transformation/06",
	"classic-more/transformation/17", // a condition without its end

	// two AI transformations in a step
	"current/tr/ai-flags-on", "current/tr/ai-change-background-and-edit",

	// the old syntax of overlays
	"classic/name/overlayImage", "classic/name/overlayX", "classic/name/overlayY", "classic/name/overlayFocus",
	"classic/name/overlayHeight", "classic/name/overlayWidth", "classic/name/overlayText",
	"classic/name/overlayTextFontSize", "classic/name/overlayTextFontFamily", "classic/name/overlayTextColor",
	"classic/name/overlayAlpha", "classic/name/overlayTextTypography", "classic/name/overlayBackground",
	"classic/name/overlayImageTrim", "classic/position/query-from-config",
}

// TestCheckTransformation_Vectors holds the check against all URLs that the reference SDKs build.
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
				understood := err == nil && len(remarks.Unknown) == 0
				if understood == slices.Contains(notUnderstood, v.ID) {
					t.Errorf("%s: %s: unknown %v, %v", v.ID, chain, remarks.Unknown, err)
				}
			}
		}
	}
}

func TestCheckTransformation_Errors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                        "malformed transformation: it is empty",
		"w-100,":                  "step 1, parameter 2: it is empty",
		"w-100::h-50":             "step 2, parameter 1: it is empty",
		"w100":                    `step 1, parameter 1: "w100" is not a name, a hyphen and a value`,
		"h-1:w-":                  `step 2, parameter 1: "w-" is not a name, a hyphen and a value`,
		"w-10,w-ten":              `step 1, parameter 2: "ten" is no value of w`,
		"q-101":                   `"101" is no value of q`,
		"dpr-6":                   `"6" is no value of dpr`,
		"c-extract":               `"extract" is no value of c`,
		"dpr-0":                   `"0" is no value of dpr`,
		"dn-1201":                 `"1201" is no value of dn`,
		"z-N1":                    `"N1" is no value of z`,
		"c2pa-1":                  `"1" is no value of c2pa`,
		"rt-left":                 `"left" is no value of rt`,
		"ar-wide":                 `"wide" is no value of ar`,
		"w-iw_times_2":            `"iw_times_2" is no value of w`,
		"l-picture,i-a,l-end":     `"picture" is no kind of layer`,
		"w-1:l-image,i-a,w-2":     "the layer that begins in step 2 has no l-end",
		"w-1,l-end":               "step 1, parameter 2: l-end without a layer",
		"l-image,i-a,l-end:l-end": "step 2, parameter 1: l-end without a layer",

		"oi-logo.png":               "step 1, parameter 1: oi is the old syntax of overlays",
		"w-1:ot-text,otc-FF0000":    "step 2, parameter 1: ot is the old syntax of overlays",
		"l-image,i-a,ofo-top,l-end": "ofo is the old syntax of overlays",
		layers(4):                   "step 1, parameter 7: more than 3 layers are nested",

		"e-upscale,e-retouch":                "e-retouch is in the same step as e-upscale",
		"e-edit-prompt-a,w-1,e-genvar":       "step 1, parameter 3: e-genvar is in the same step as e-edit",
		"bg-genfill-prompt-a,e-bgremove":     "e-bgremove is in the same step as bg-genfill",
		"if-w_gt_1,e-genvar,e-edit-a,if-end": "e-edit is in the same step as e-genvar",

		"rt-90,if-w_gt_1,w-1,if-end":                       "step 1, parameter 2: nothing else can stand",
		"w-1:if-w_gt_1,w-1,if-end,bl-10:rt-90":             "step 2, parameter 4: nothing else can stand",
		"if-w_gt_1,w-1,if-end,if-w_gt_1,if-end":            "parameter 4: nothing else can stand",
		"if-w_gt_1,w-1:rt-90,if-h_gt_1,bl-1,if-end,if-end": "step 2, parameter 2: nothing else can stand",
		"if-w_gt_1,w-1":               "the condition that begins in step 1 has no if-end",
		"w-1,if-end":                  "if-end without a condition",
		"w-1:if-else":                 "if-else without a condition",
		"if-w_gt_1,if-else,if-else":   "if-else without a condition",
		"if-w_gt_1,l-end":             "l-end without a layer",
		"if-w_gt_1,l-text,i-a,if-end": "if-end without a condition",

		"l-text,ie-***,l-end":        `"***" is no value of ie`,
		"l-text,ie-aGVsb,l-end":      `"aGVsb" is no value of ie`,
		"l-image,ie-a.png,l-end":     `"a.png" is no value of ie`,
		"e-edit-prompte-!":           `"!" is no base64`,
		"bg-genfill-prompte-a":       `"a" is no base64`,
		"w-1:e-changebg-prompte-a=b": `"a=b" is no base64`,
	} {
		remarks, err := checkTransformation(text, everyName)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: remarks %v, error %v, want %q", text, remarks, err, want)
		}
	}
}

// layers returns nested image layers.
func layers(depth int) string {
	return strings.Repeat("l-image,i-a,", depth) + strings.Repeat("l-end,", depth-1) + "l-end"
}

func TestCheckTransformation_Valid(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		layers(3), "l-image,i-a,l-end,l-image,i-b,l-end,l-text,i-c,l-end,l-text,i-d,l-end",
		"e-upscale:e-retouch", "e-bgremove:bg-genfill,w-1,h-1,cm-pad_resize", "e-bgremove,l-image,i-a,e-bgremove,l-end",
		"if-w_gt_1,e-genvar,if-else,e-upscale,if-end", "if-ar_gt_1,w-200,if-else,w-300,if-end",
		"if-ar_gt_1,w-200,if-end",
		"h-200,c-at_max:if-h_eq_200,w-100,if-end:rt-90", "if-w_gt_1,w-1:rt-90,if-else,w-2:bl-1,if-end",
		"if-w_gt_1,if-h_gt_1,w-1,if-else,w-2,if-end,if-end", "if-w_gt_1,rt-90:if-h_gt_1,w-1,if-end,if-end",
		"if-w_gt_1,l-image,i-a,w-1,l-end,bl-1,if-end", "l-image,i-a,rt-90:if-w_gt_1,w-1,if-end,l-end",
		"l-text,ie-aGVsbG8=,l-end", "l-text,ie-aGVsbG8,l-end", "l-text,ie-_-8=,l-end", "l-text,ie-/+8=,l-end",
		"l-text,ie-/ 8=,l-end", "e-edit-prompte-YSBoYXQ=", "e-edit-prompt-a hat", "bg-genfill-prompte-YQ==",
		"rt-400", "rt-N400.5", "rt--90", "rt-auto", "z-150", "z-0.5", "dpr-iw_div_100", "dpr-auto", "dn-300",
		"dn-idn_mul_2", "c2pa-true", "e-sharpen-2000", "fo-auto-custom_override", "fo-person_car", "ar-iar_div_2",
	} {
		if remarks, err := checkTransformation(text, everyName); err != nil || remarks.Unknown != nil {
			t.Errorf("%q: remarks %v, error %v", text, remarks, err)
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
		remarks, err := checkTransformation(text, everyName)
		if err != nil && remarks.Unknown != nil {
			t.Errorf("%q: both %v and %v", text, remarks, err)
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

func TestCheckTransformation_ManyUnknown(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&text, "unknown%d-1,", i)
	}
	remarks, err := checkTransformation(text.String()+"w-1", func(string) bool { return true })
	if err != nil || len(remarks.Unknown) != 100 || remarks.Unknown[99] != "unknown99" {
		t.Errorf("%d unknown parameters, error %v", len(remarks.Unknown), err)
	}
}
