package transformations_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// documentedPlaces are the places in which parameters may be used according to the documentation.
var documentedPlaces = []struct {
	in    urlbuilder.Places // if not 0, only parameters with special values in this place are meant
	codes string
	want  string
}{
	{0, "w h ar c cm fo r bg b fl q rt", "image, video, image layer, video layer"},
	{0, "x y xc yc z dpr o t bl pg", "image, image layer"},
	{0, "e-grayscale e-contrast e-sharpen e-usm e-shadow e-gradient e-distort", "image, image layer"},
	{0, "e-bgremove e-removedotbg e-dropshadow", "image, image layer"},
	{0, "e-changebg e-edit e-retouch e-upscale e-genvar", "image"},
	{0, "pr lo md cp dn c2pa di cr e-colorize", "image"},
	{0, "orig", "image, video"},
	{0, "f n", "image, video, video layer"},
	{0, "vc ac so eo du", "video, video layer"},
	{0, "sr", "video"},
	{0, "lx ly lxc lyc lfo lap", "image layer, video layer, text layer, solid color layer"},
	{0, "lso leo ldu", "image layer, video layer, text layer, subtitle layer, solid color layer"},
	{urlbuilder.InTextLayer, "i ie lm w fs ff co ia pa al tg lh bg r rt fl", "text layer"},
	{urlbuilder.InSubtitleLayer, "i ie lm bg fs ff co tg fol fsh", "subtitle layer"},
	{urlbuilder.InSolidColorLayer, "lm w h al bg e-gradient r", "solid color layer"},
	{urlbuilder.InImageLayer, "i ie lm", "image layer"},
	{urlbuilder.InVideoLayer, "i ie lm", "video layer"},
}

func TestDocumented_Places(t *testing.T) {
	t.Parallel()
	for _, d := range documentedPlaces {
		for _, code := range strings.Fields(d.codes) {
			if p, ok := urlbuilder.LookupParameter(code, d.in); !ok || p.Places.String() != d.want {
				t.Errorf("%s: places %q, want %q", code, p.Places, d.want)
			}
		}
	}
}

// TestDocumented_Conditional puts each parameter of images and videos into a condition. According to the documentation,
// all except pages are allowed there.
func TestDocumented_Conditional(t *testing.T) {
	t.Parallel()
	for p := range urlbuilder.Parameters() {
		if p.Places&(urlbuilder.OnImage|urlbuilder.OnVideo) == 0 || p.Code == "pg" {
			continue
		}
		for _, example := range p.Examples {
			text := "if-w_gt_1," + strings.TrimSuffix(p.Code+"-"+example, "-") + ",if-end"
			if _, err := urlbuilder.ParseChain(text); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}

// TestDocumented_Defaults compares the defaults of parameters, and of parts of values, with the documentation.
func TestDocumented_Defaults(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"c": "maintain_ratio", "fo": "center", "z": "1", "pr": "false", "lo": "false", "orig": "false", "o": "100",
		"fs": "45", "ia": "center", "lfo": "center", "lap": "top_left", "pg": "1", "bg": "black",
	} {
		if p, _ := urlbuilder.LookupParameter(code, 0); p.Default != want {
			t.Errorf("%s: default %q, want %q", code, p.Default, want)
		}
	}
	for code, want := range map[string]string{
		"e-shadow":     "bl-10_st-30_x-2_y-2",
		"e-gradient":   "ld-bottom_from-FFFFFF_to-00000000_sp-1",
		"e-colorize":   "co-gray_in-100",
		"e-dropshadow": "az-215_el-45_st-60",
	} {
		p, _ := urlbuilder.LookupParameter(code, 0)
		var defaults []string
		for _, part := range p.Forms[len(p.Forms)-1].Parts {
			defaults = append(defaults, part.Label+part.Default)
		}
		if got := strings.Join(defaults, "_"); got != want {
			t.Errorf("%s: defaults %s, want %s", code, got, want)
		}
	}
}
