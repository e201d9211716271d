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

	"current-more/transformation/03",      // effects that are "false"
	"url-ours/transformation/leaves-path", // a named transformation that the API does not make

	// an opacity that is no whole number
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
		"":                                      "must not be empty",
		"w-100,":                                "step 1 has an empty parameter",
		"w-100::h-50":                           "step 2 has an empty parameter",
		"w100":                                  "step 1: w100 must be a name, a hyphen and a value",
		"h-1:w-":                                "step 2: w must be a number greater than 0",
		"w-10,w-ten":                            `step 1: w "ten" must be a number greater than 0`,
		"q-101":                                 `step 1: q "101" must be from 1 to 100`,
		"dpr-6":                                 `step 1: dpr "6" must be from 0.1 to 5`,
		"c-extract":                             `step 1: c "extract" must be one of force, at_max, at_max_enlarge,`,
		"dpr-0":                                 `step 1: dpr "0" must be from 0.1 to 5`,
		"dn-1201":                               `step 1: dn "1201" must be from 1 to 1200`,
		"z-N1":                                  `step 1: z "N1" must be greater than 0`,
		"c2pa-1":                                `step 1: c2pa "1" must be true or false`,
		"rt-left":                               `step 1: rt "left" must be a number or auto`,
		"ar-wide":                               `step 1: ar "wide" must be WIDTH-HEIGHT, a number greater than 0`,
		"w-iw_times_2":                          `step 1: w "iw_times_2" must be a number greater than 0`,
		"l-picture,i-a,l-end":                   "step 1: l-picture is no kind of layer",
		"w-1:l-image,i-a,w-2":                   "step 2: l-image must end in l-end",
		"w-1,l-end":                             "step 1: l-end must stand behind a layer",
		"l-image,i-a,l-end:l-end":               "step 2: l-end must stand behind a layer",
		"oi-logo.png":                           `step 1: oi "logo.png" was removed by the service on 2023-11-01`,
		"w-1:ot-text,otc-FF0000":                `step 2: ot "text" was removed by the service on 2023-11-01`,
		"l-image,i-a,ofo-top,l-end":             `step 1: ofo "top" was removed by the service on 2023-11-01`,
		layers(4):                               "step 1: l-image must not nest more than 3 layers",
		"e-upscale,e-retouch":                   "step 1: e-retouch must not stand in the same step as e-upscale",
		"e-edit-prompt-a,w-1,e-genvar":          "step 1: e-genvar must not stand in the same step as e-edit",
		"bg-genfill-prompt-a,e-bgremove":        "step 1: e-bgremove must not stand in the same step as bg",
		"if-w_gt_1,e-genvar,e-edit-a,if-end":    `step 1: e-edit "a" must be prompt- and a text,`,
		"rt-90,if-w_gt_1,w-1,if-end":            `step 1: if "w_gt_1" must be a step of its own`,
		"w-1:if-w_gt_1,w-1,if-end,bl-10:rt-90":  `step 2: if "w_gt_1" must be a step of its own`,
		"if-w_gt_1,w-1,if-end,if-w_gt_1,if-end": `step 1: if "w_gt_1" must be a step of its own`,
		"if-w_gt_1,w-1:rt-90,if-h_gt_1,bl-1,if-end,if-end": `step 1: if "h_gt_1" must be a step of its own`,
		"if-w_gt_1,w-1":               `step 1: if "w_gt_1" must end in if-end`,
		"w-1,if-end":                  "step 1: if-end must stand behind a condition",
		"w-1:if-else":                 "step 2: if-else must stand behind a condition",
		"if-w_gt_1,if-else,if-else":   "step 1: if-else must stand behind a condition",
		"if-w_gt_1,l-end":             "step 1: l-end must stand behind a layer",
		"if-w_gt_1,l-text,i-a,if-end": "step 1: l-text must end in l-end",
		"l-text,ie-***,l-end":         `step 1: ie "***" must be text in base64`,
		"l-text,ie-aGVsb,l-end":       `step 1: ie "aGVsb" must be text in base64`,
		"l-image,ie-a.png,l-end":      `step 1: ie "a.png" must be text in base64`,
		"e-edit-prompte-!":            `step 1: e-edit "prompte-!" must be prompt- and a text, or prompte- and a`,
		"bg-genfill-prompte-a":        `step 1: bg "genfill-prompte-a" is wrong: prompt must be prompt- and a`,
		"w-1:e-changebg-prompte-a=b":  `step 2: e-changebg "prompte-a=b" must be prompt- and a text, or prompte-`,
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
