package urlbuilder_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestParam_TinyNumbers(t *testing.T) {
	t.Parallel()
	b := demoBuilder(t, PathPosition, Classic)
	for _, p := range []Param{StartOffset(1e-7), EndOffset(1e-300), Duration(0.001)} {
		_, err := b.URL(Options{Path: "a.jpg", Transformation: Chain{{p}}})
		if err == nil || !strings.Contains(err.Error(), "must have at most two decimals") {
			t.Errorf("%s: error %v", p.Name(), err)
		}
	}
}

// TestParam_SeparatorsInParts builds values from parts that contain the separator of parts, so that the service would
// read them as several parts.
func TestParam_SeparatorsInParts(t *testing.T) {
	t.Parallel()
	b := demoBuilder(t, PathPosition, Classic)
	for want, p := range map[string]Param{
		`e-gradient "from-red_sp-5" is invalid: colour "red_sp-5" must be a colour`: Gradient(
			GradientOptions{From: "red_sp-5"}),
		`e-gradient "to-red_sp-5" is invalid: colour "red_sp-5" must be a colour`: Gradient(
			GradientOptions{To: "red_sp-5"}),
		`e-gradient "ld-top_to-blue" is invalid: direction "top_to-blue" must be one of top,`: Gradient(
			GradientOptions{Direction: "top_to-blue"}),
		`e-gradient "sp-1_to-blue" is invalid: stop point "1_to-blue" must be`: Gradient(
			GradientOptions{StopPoint: "1_to-blue"}),
		`e-gradient "ld-top_to-blue_sp-1_from-red" is invalid: direction "top_to-blue" must be`: Gradient(
			// two invalid parts: the error is for the first
			GradientOptions{Direction: "top_to-blue", StopPoint: "1_from-red"}),
		`e-colorize "co-red_in-5" is invalid: colour "red_in-5" must be a colour`: Colorize(
			ColorizeOptions{Color: "red_in-5"}),
		`cr "red_5_blue" is invalid: colour "red_5_blue" must be a colour`: ColorReplace(
			ColorReplaceOptions{To: "red_5_blue"}),
		`cr "_100" must be`:                          ColorReplace(ColorReplaceOptions{Tolerance: new(100)}),
		`r "___10" must be`:                          RadiusCorners("", "", "", "10"),
		`b "_5_red" is invalid: width must be`:       Border[Expr]("", "5_red"),
		`b "iw_div_20_red" is invalid: `:             Border[Expr]("iw_div", "20_red"),
		`pa "_5" must be`:                            Padding[Expr]("", "5"),
		`tg "_b" is invalid: "" must be one of b, i`: Typography("", Bold),
	} {
		_, err := b.URL(Options{Path: "a.jpg", Transformation: Chain{{p}}})
		if err == nil || !strings.Contains(err.Error(), "urlbuilder: Transformation: step 1: "+want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestParam_InvalidPart builds values with an invalid part or item. The errors contain the part and the reason.
func TestParam_InvalidPart(t *testing.T) {
	t.Parallel()
	b := demoBuilder(t, PathPosition, Classic)
	for want, p := range map[string]Param{
		`ar "0-1" is invalid: width must be greater than 0`:  AspectRatio(0, 1),
		`ar "4-0" is invalid: height must be greater than 0`: AspectRatio(4, 0),
		`b "0_red" is invalid: width must be at least 1`:     Border(0, "red"),
		`b "5_#" is invalid: colour must be a colour`:        Border(5, "#"),
		`fol "N1_red" is invalid: width must be at least 0`:  FontOutline(-1, "red"),
		`sr "100" is invalid: "100" must be one of 240, 360`: StreamingResolutions(100),
		`sr "240_240" is invalid: "240" is given twice`:      StreamingResolutions(240, 240),
		`e-distort "p-1_2_3_4_5_6_7_x" is invalid: corners: "x" must be a whole number`: Custom(
			"e-distort", "p-1_2_3_4_5_6_7_x"),
		`w "99999999999999999999" must be from -9007199254740992 to 9007199254740992`: Custom(
			"w", "99999999999999999999"),
		`pg "0_1" must have page numbers of at least 1`:     Pages(0, 1),
		`pg "0-1" must have page numbers of at least 1`:     PageRange(0, 1),
		`pg "0-" must have page numbers of at least 1`:      PagesFrom(0),
		`pg "name-\"\"" must have at least one name`:        PageNames(),
		`pg "name-\"\"" must not have names that are empty`: PageNames(""),
	} {
		_, err := b.URL(Options{Path: "a.jpg", Transformation: Chain{{p}}})
		if err == nil || !strings.Contains(err.Error(), "urlbuilder: Transformation: step 1: "+want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestParseChain_EmptyParts(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"bg-blurred_", "bg-blurred__5", "bg-blurred_5_", "bg-genfill-", "bg-gradient_dominant_", "cr-FF0022_",
		"cr-FF0022__00FF00", "e-shadow-bl-", "e-shadow-bl-_st-5", "e-shadow-bl-5_", "e-shadow-bl-5__st-5",
		"e-distort-p-",
		"e-usm-1-1-1-", "b-_red", "e-gradient-ld-_sp-1",
	} {
		if _, err := ParseChain(text); !isBuildError(err, "Transformation") {
			t.Errorf("%s: error %v", text, err)
		}
	}
}

// TestParseChain_Long parses long texts. The memory must not grow with the square of their length. The test is not
// parallel, because it measures all memory that the process allocates.
func TestParseChain_Long(t *testing.T) {
	race.SkipSlow(t)
	texts := []string{
		strings.Repeat("if-w_gt_1,", 20) + strings.Repeat("l-text,i-a,", 3) + strings.Repeat("w-1,", longText/4) +
			"l-end,l-end,l-end" + strings.Repeat(",if-end", 20),
		strings.Repeat("if-w_gt_1,", longText/20) + "w-1" + strings.Repeat(",if-end", longText/20),
	}
	for _, part := range []string{
		"if-w_gt_1,", "if-end,", "if-else,", "l-image,", "l-image,i-a,l-end,", "l-end,", "l-", ",", ":", "_", "-",
		"w-1,",
		"w-1:", "w,", "e-upscale,", "e-upscale:", "a-1,", "if-w_gt_1,w-1,if-end:", "if-w_gt_1,w-1,if-end,",
		"lx-1,lxc-1,",
	} {
		texts = append(texts, strings.Trim(strings.Repeat(part, longText/len(part)), ",:"))
	}
	for text, part := range map[string]string{
		"w-iw%s": "_div_iw", "r-%s": "5_", "b-%s": "_", "bg-blurred%s": "_5", "pg-1%s": "_1", "sr-%s": "240_",
		"fo-car%s": "_car", "tg-%s": "b_", "pa-%s": "1_", "e-shadow-bl-%s": "1_", "e-gradient-sp-iw%s": "_div_2",
		"e-gradient-ld-%s": "_sp-", "e-distort-p-%s": "1_", "e-edit-prompte-%s": "AAAA", "cr-%s": "red_",
		"if-w_gt_1%s,w-1,if-end": "_and_w_gt_1", "l-text,ie-%s,l-end": "-_", "n-a%s": "é",
	} {
		texts = append(texts, strings.Replace(text, "%s", strings.Repeat(part, longText/len(part)), 1))
	}
	for _, text := range texts {
		checkLongText(t, text)
	}
}

// longText is the approximate length of the texts, in bytes.
const longText = 100_000

// checkLongText parses a text of about longText bytes and checks the allocated memory.
func checkLongText(t *testing.T, text string) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	chain, err := ParseChain(text)
	runtime.ReadMemStats(&after)
	const limit = 500 // allocated bytes for each byte of the text
	if perByte := (after.TotalAlloc - before.TotalAlloc) / longText; perByte > limit {
		t.Errorf("%.40s...: allocates %d bytes for each byte of the text, want at most %d", text, perByte, limit)
	}
	if err == nil && chain.String() != text {
		t.Errorf("%.40s...: String returns another text", text)
	}
	if err := parseLenient(t, text); err != nil && chain != nil {
		t.Errorf("%.40s...: %v", text, err)
	}
}

// parseLenient parses a text as the transformation of a URL, without checks.
func parseLenient(t *testing.T, text string) error {
	t.Helper()
	_, err := demoBuilder(t, QueryPosition, Current).Parse("https://ik.imagekit.io/demo/a.jpg?tr=" + text)
	return err
}

func TestParseChain_Nested(t *testing.T) {
	t.Parallel()
	const tooDeep = `step 1: if "w_gt_1" must not nest more than 20 layers and conditions`
	for n, want := range map[int]string{20: "", 21: tooDeep} {
		text := strings.Repeat("if-w_gt_1,", n) + "w-1" + strings.Repeat(",if-end", n)
		if _, err := ParseChain(text); want == "" && err != nil ||
			want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%d conditions: %v", n, err)
		}
	}
}

// The values contain no character that a URL can contain unescaped.
func TestCustom_UnsafeCharacters(t *testing.T) {
	t.Parallel()
	for _, value := range []string{",", ":", "\x00", ",:"} {
		checkRefused(t, value, Custom("zz", value))
	}
	checkRefused(t, "e without an effect", Custom("e", "new"))
	for value, want := range map[string]string{"é": "zz-%C3%A9", "\"": "zz-%22", "é\"": "zz-%C3%A9%22"} {
		urls, err := buildAll(t, Chain{{Custom("zz", value)}})
		if err != nil || !strings.Contains(urls[0], want) {
			t.Errorf("%s: got %s, %v; want %s", value, urls, err, want)
		}
	}
}

// The service would read the first names as another name, with or without a value.
func TestCustom_Names(t *testing.T) {
	t.Parallel()
	b := demoBuilder(t, PathPosition, Classic)
	for name, want := range map[string]string{
		"-": "begins with a hyphen", "-w": "begins with a hyphen", "w-5": "the service reads as w with a value",
		"e-shadow-bl": "the service reads as e-shadow with a value", "i-am": "the service reads as i with a value",
		"e": "must have the name of the effect", "e-": "must have the name of the effect",
	} {
		_, err := b.URL(Options{Path: "a.jpg", Transformation: Chain{{Custom(name, "99")}}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	for _, name := range []string{"new", "new-one", "e-new", "e-new-one", "w_5", "_"} {
		chain := Chain{{Custom(name, "99")}}
		parsed, err := ParseChain(chain.String())
		if err != nil || !parsed.Equal(chain) {
			t.Errorf("%s: parsed as %s, %v", chain, parsed, err)
		}
	}
}

// Custom does not create a parameter without a value. The error suggests RawParam, unless the parameter needs a value.
func TestCustom_EmptyValue(t *testing.T) {
	t.Parallel()
	b := demoBuilder(t, PathPosition, Classic)
	for name, want := range map[string]string{
		"new":         "step 1: new must not be empty; use RawParam for a parameter without a value",
		"e-grayscale": "step 1: e-grayscale must not be empty; use RawParam for a parameter without a value",
		"w":           "step 1: w must not be empty",
	} {
		_, err := b.URL(Options{Path: "a.jpg", Transformation: Chain{{Custom(name, "")}}})
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
