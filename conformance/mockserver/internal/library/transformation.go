package library

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// transformationCheck parses the text of a transformation. Steps are separated by colons, parameters by commas. Steps
// and parameters are counted from one, including those of layers.
type transformationCheck struct {
	hasNamed        func(name string) bool
	step, parameter int
	layers          []int // the steps in which the layers that are open begin
	unknown         []string
}

// checkTransformation returns the parameters that the mock does not know: they may be new, or misspelt. It returns an
// error with the position if the text is malformed. hasNamed reports whether a named transformation exists.
//
// Assumed: the service answers 400 to every transformation that is an error here.
func checkTransformation(text string, hasNamed func(name string) bool) (unknown []string, err error) {
	c := transformationCheck{hasNamed: hasNamed}
	for step := range strings.SplitSeq(text, ":") {
		c.step++
		c.parameter = 0
		for param := range strings.SplitSeq(step, ",") {
			c.parameter++
			if problem := c.check(param); problem != "" {
				return nil, fmt.Errorf(
					"malformed transformation: step %d, parameter %d: %s", c.step, c.parameter, problem)
			}
		}
	}
	if n := len(c.layers); n > 0 {
		return nil, fmt.Errorf("malformed transformation: the layer that begins in step %d has no l-end", c.layers[n-1])
	}
	return c.unknown, nil
}

// check returns what is wrong with one parameter, or nothing.
func (c *transformationCheck) check(param string) (problem string) {
	name, value, ok := strings.Cut(param, "-")
	switch {
	case param == "":
		return "it is empty"
	case !ok || name == "" || value == "":
		return fmt.Sprintf("%q is not a name, a hyphen and a value", param)
	case name == "l":
		return c.layer(value)
	}
	if name == "e" {
		effect, _, _ := strings.Cut(value, "-")
		c.know("e-"+effect, slices.Contains(effects, effect))
		return ""
	}
	if name == "n" && !c.hasNamed(value) {
		return fmt.Sprintf("there is no named transformation %q", value)
	}
	rule, known := parameters[name]
	c.know(name, known)
	if rule != nil && !rule(value) {
		return fmt.Sprintf("%q is no value of %s", value, name)
	}
	return ""
}

// layer starts or ends a layer.
func (c *transformationCheck) layer(kind string) (problem string) {
	switch {
	case slices.Contains(layerKinds, kind):
		c.layers = append(c.layers, c.step)
	case kind != "end":
		return fmt.Sprintf("%q is no kind of layer: there are %s", kind, strings.Join(layerKinds, ", "))
	case len(c.layers) == 0:
		return "l-end without a layer"
	default:
		c.layers = c.layers[:len(c.layers)-1]
	}
	return ""
}

func (c *transformationCheck) know(name string, known bool) {
	if !known && len(c.unknown) < maxUnknown && !slices.Contains(c.unknown, name) {
		c.unknown = append(c.unknown, name)
	}
}

var layerKinds = []string{"image", "text", "video", "subtitles"}

// effects are the names behind e-.
var effects = []string{
	"bgremove", "blackwhite", "changebg", "colorize", "contrast", "distort", "dropshadow", "edit", "genvar", "gradient",
	"grayscale",
	"removedotbg", "retouch", "shadow", "sharpen", "upscale", "usm",
}

// rule reports whether a parameter can have a value. It is nil for parameters with any value.
type rule func(value string) bool

// parameters are the names that the service documents, without layers and effects.
// https://imagekit.io/docs/transformations
var parameters = map[string]rule{
	"w": dimension, "h": dimension, "x": dimension, "y": dimension, "xc": dimension, "yc": dimension,
	"lx": dimension, "ly": dimension, "lxc": dimension, "lyc": dimension, "ox": dimension, "oy": dimension,
	"so": dimension, "eo": dimension, "du": dimension, "lso": dimension, "leo": dimension, "ldu": dimension,
	"c":  oneOf("maintain_ratio", "force", "at_least", "at_max", "at_max_enlarge", "maintain_ratio_no_enlarge"),
	"cm": oneOf("extract", "pad_extract", "pad_resize", "pad_resize_no_enlarge", "pad_extract_no_shrink"),
	"fl": oneOf("h", "v", "h_v", "v_h"), "rt": rotation, "ar": ratio,
	"q": between(0, 100), "bl": between(0, 100), "o": between(0, 100), "al": between(1, 9), "z": between(0, 100),
	"dpr": func(v string) bool { return v == "auto" || between(0.1, 5)(v) },
	"pr":  oneOf("true", "false"), "lo": oneOf("true", "false"), "md": oneOf("true", "false"),
	"cp":   oneOf("true", "false"),
	"orig": oneOf("true", "false"), "t": nil, "fo": nil, "lfo": nil, "lap": nil, "lm": nil, "f": nil, "r": nil,
	"bg": nil, "b": nil, "n": nil,
	"di": nil, "cr": nil, "pg": nil, "vc": nil, "ac": nil, "sr": nil, "if": nil, "i": nil, "ie": nil,
	"fs": nil, "ff": nil, "co": nil, "ia": nil, "pa": nil, "tg": nil, "lh": nil, "fol": nil, "fsh": nil,
	"oi": nil, "ofo": nil, "oh": nil, "ow": nil, "ot": nil, "ots": nil, "otf": nil, "otc": nil, "oa": nil, "ott": nil,
	"obg": nil, "oit": nil,
}

var (
	// expression is a number of pixels, a part of the original, or arithmetic with the sizes of pictures, such as
	// iw_div_2.
	expression = regexp.MustCompile(`^N?` + operand + `(_(add|sub|mul|div|mod|pow)_` + operand + `)*$`)
	ratioForm  = regexp.MustCompile(`^\d+(\.\d+)?[-_]\d+(\.\d+)?$`)
)

const operand = `(\d+(\.\d+)?|[ibc](w|h|ar|du)|auto)`

func dimension(v string) bool { return expression.MatchString(v) }

func ratio(v string) bool { return ratioForm.MatchString(v) || expression.MatchString(v) }

// rotation is in degrees; N stands for minus, and the current SDKs write a minus.
func rotation(v string) bool {
	return v == "auto" || between(0, 360)(strings.TrimPrefix(strings.TrimPrefix(v, "N"), "-"))
}

func oneOf(values ...string) rule {
	return func(v string) bool { return slices.Contains(values, v) }
}

// between accepts numbers from low to high.
func between(low, high float64) rule {
	return func(v string) bool {
		n, err := strconv.ParseFloat(v, 64)
		return err == nil && n >= low && n <= high
	}
}
