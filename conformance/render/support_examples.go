package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// ownExamples replace the examples that openapi.yaml has for a parameter: those have no effect on a picture of 360 by
// 240 pixels, or are not rendered.
var ownExamples = map[string][]string{
	"w": {"200", "0.5", "iw_div_3"},
	"h": {"120", "0.5", "ih_mul_0.75"},
	"x": {"20", "iw_mul_0.4"}, "y": {"80", "ih_mul_0.4"}, "xc": {"220", "iw_div_3"}, "yc": {"90", "ih_div_2"},
	"f":   {"jpg", "png", "auto"},
	"q":   {"75", "10"},
	"o":   {"50"},
	"fl":  {"h", "v"},
	"lap": {"center"}, "ff": {"Open Sans", "fonts@@Go-Italic.ttf"},
	"lm":  {"multiply", "cutter", "cutout", "displace,lx-20"},
	"lxc": {"100", "N60"}, "lyc": {"100", "N60"},
	"bg": {
		"F3E9DC", "AAFF0010", "blurred", "blurred_25_N15", "dominant", "gradient_dominant", "gradient_dominant_4",
	},
	"e-distort":     {"p-40_20_330_60_310_200_20_230", "a-45", "a-N45"},
	"cr":            {"FF0022", "8A5A2B_40", "2255CC_30_B03010"},
	"lh":            {"30", "bh_div_4"},
	codeConditional: {"ar_gt_1,w-240,bl-3,if-else,h-240,if-end"},
	codeLayer:       {"image", "text"},
}

// exampleTemplates are chains in which the effect of a parameter can be seen. %s stands for the parameter. Without an
// entry, the parameter is the whole chain.
var exampleTemplates = map[string]string{
	"ar": "w-240,%s", "dpr": "w-150,%s", "c": "w-200,h-200,%s", "cm": "w-400,h-200,%s,bg-8FB8AD",
	"fo": "w-120,h-200,%s", "z": "w-160,h-160,%s,fo-face",
	"x": "w-120,h-120,cm-extract,%s", "y": "w-120,h-120,cm-extract,%s", "xc": "w-120,h-120,cm-extract,%s",
	"yc": "w-120,h-120,cm-extract,%s", "bg": "w-360,h-360,cm-pad_resize,%s", "di": "w-200,%s", "orig": "w-200,%s",
	"t":        "w-360,h-360,cm-pad_resize,bg-white:%s",
	"e-shadow": "w-240,h-240,r-max:w-300,h-300,cm-pad_extract,bg-FFFFFF00:%s",
	"ia":       "l-text,i-Good coffee every day,fs-32,w-200,bg-white,%s,l-end",
	"lh":       "l-text,i-Good coffee every day,fs-32,w-200,bg-white,%s,l-end",
	"pa":       "l-text,i-Good coffee,fs-32,bg-white,%s,l-end",
	"q":        "%s,f-jpg", "pr": "%s,f-jpg", "lo": "%s,f-png",
}

// Templates of layers. Their pictures are those of the folder testdata.
const (
	imageLayerTemplate = "l-image,i-rocket.jpg,w-140,%s,l-end"
	textLayerTemplate  = "l-text,i-Good coffee,fs-40,%s,l-end"
)

// layerExamples are chains for the kinds and the inputs of layers.
var layerExamples = map[string]string{
	"l-image": "l-image,i-rocket.jpg,w-140,l-end", "l-text": "l-text,i-Good coffee,fs-40,co-white,l-end",
	"i": "l-text,i-Good coffee,l-end", "ie": "l-text,ie-R29vZCBjb2ZmZWU=,l-end",
}

// examples returns chains that show what an entry does. Those that the entry has itself come first.
func (s Support) examples() []string {
	if s.Grade == NotRendered || s.NotForImages || len(s.Examples) > 0 {
		return s.Examples
	}
	var chains []string
	for _, value := range exampleValues(s.Code) {
		head, _, _ := strings.Cut(value, ",") // of a condition
		if supportOf(s.Code, head).Values == s.Values && supportOf(s.Code, head).Grade == s.Grade {
			chains = append(chains, exampleChain(s.Code, value))
		}
	}
	return chains
}

// exampleValues returns the values that the examples of a parameter have, without those that have no effect.
func exampleValues(code string) []string {
	if own := ownExamples[code]; len(own) > 0 {
		return own
	}
	var values []string
	for p := range urlbuilder.Parameters() {
		if p.Code != code || len(values) > 0 {
			continue
		}
		for _, value := range p.Examples {
			if value != "false" && value != valueAuto && !slices.Contains(values, value) {
				values = append(values, value)
			}
		}
	}
	return values
}

// exampleChain returns the chain that shows a parameter.
func exampleChain(code, value string) string {
	parameter := code
	if value != "" {
		parameter += "-" + value
	}
	for _, known := range []string{parameter, code} {
		if chain, ok := layerExamples[known]; ok {
			return chain
		}
	}
	template, ok := exampleTemplates[code]
	switch {
	case ok:
	case hasPlace(code, urlbuilder.OnImage) || code == codeConditional:
		template = "%s"
	case hasPlace(code, urlbuilder.InImageLayer):
		template = imageLayerTemplate
	default:
		template = textLayerTemplate
	}
	return fmt.Sprintf(template, parameter)
}

// hasPlace reports whether a parameter is documented for a place.
func hasPlace(code string, place urlbuilder.Places) bool {
	p, ok := urlbuilder.LookupParameter(code, place)
	return ok && p.Places.Has(place)
}
