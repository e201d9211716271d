package library

import (
	"encoding/base64"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var layerKinds = []string{"image", "text", "video", "subtitles"}

// effects are the names behind e-.
var effects = []string{
	"bgremove", "blackwhite", "changebg", "colorize", "contrast", "distort", "dropshadow", "edit", "genvar", "gradient",
	"grayscale",
	"removedotbg", "retouch", "shadow", "sharpen", "upscale", "usm",
}

// rule reports whether a parameter can have a value. It is nil for parameters with any value.
type rule func(value string) bool

// aiTransformations are those of which a step can have one.
var aiTransformations = []string{
	"bg-genfill", "e-bgremove", "e-changebg", "e-dropshadow", "e-edit", "e-genvar", "e-removedotbg", "e-retouch",
	"e-upscale",
}

// removed are the names of the old syntax of overlays, which ended on 1 November 2023.
// https://github.com/imagekitio/docs-keep-a-changelog/blob/master/features/image-transformations/overlay.md
var removed = []string{
	"oa", "obg", "ofo", "oh", "oi", "oiar", "oib", "oibg", "oic", "oicm", "oidpr", "oifo", "oiq", "oit", "oix", "oixc",
	"oiy", "oiyc", "or", "ot", "otbg", "otc", "ote", "otf", "otia", "otp", "ots", "ott", "otw", "ow", "ox", "oy",
}

// parameters are the names that the service documents, without layers, conditions and effects.
// https://imagekit.io/docs/transformations
var parameters = map[string]rule{
	"w": dimension, "h": dimension, "x": dimension, "y": dimension, "xc": dimension, "yc": dimension,
	"lx": dimension, "ly": dimension, "lxc": dimension, "lyc": dimension,
	"so": dimension, "eo": dimension, "du": dimension, "lso": dimension, "leo": dimension, "ldu": dimension,
	"c":  oneOf("maintain_ratio", "force", "at_least", "at_max", "at_max_enlarge", "maintain_ratio_no_enlarge"),
	"cm": oneOf("extract", "pad_extract", "pad_resize", "pad_resize_no_enlarge", "pad_extract_no_shrink"),
	"fl": oneOf("h", "v", "h_v", "v_h"), "rt": rotation, "ar": ratio,
	"q": between(0, 100), "bl": between(0, 100), "o": between(0, 100), "al": between(1, 9),
	"z":   between(0, math.MaxFloat64),
	"dpr": expressionOr(between(0.1, 5)), "dn": expressionOr(between(1, 1200)),
	"pr": oneOf("true", "false"), "lo": oneOf("true", "false"), "md": oneOf("true", "false"),
	"cp": oneOf("true", "false"), "orig": oneOf("true", "false"), "c2pa": oneOf("true", "false"),
	"ie": isBase64,
	"t":  nil, "fo": nil, "lfo": nil, "lap": nil, "lm": nil, "f": nil, "r": nil, "bg": nil, "b": nil, "n": nil,
	"di": nil, "cr": nil, "pg": nil, "vc": nil, "ac": nil, "sr": nil, "i": nil,
	"fs": nil, "ff": nil, "co": nil, "ia": nil, "pa": nil, "tg": nil, "lh": nil, "fol": nil, "fsh": nil,
}

var (
	// expression is a number of pixels, a part of the original, or arithmetic with the sizes of pictures, such as
	// iw_div_2.
	expression = regexp.MustCompile(`^N?` + operand + `(_(add|sub|mul|div|mod|pow)_` + operand + `)*$`)
	ratioForm  = regexp.MustCompile(`^\d+(\.\d+)?[-_]\d+(\.\d+)?$`)
)

const operand = `(\d+(\.\d+)?|[ibc](w|h|ar|du)|idn|auto)`

func dimension(v string) bool { return expression.MatchString(v) }

func ratio(v string) bool { return ratioForm.MatchString(v) || expression.MatchString(v) }

// rotation is any number of degrees; N stands for minus, and the current SDKs write a minus.
func rotation(v string) bool {
	_, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimPrefix(v, "N"), "-"), 64)
	return v == "auto" || err == nil
}

// expressionOr accepts a number that a rule allows, or an expression that is no number.
func expressionOr(number rule) rule {
	return func(v string) bool {
		if _, err := strconv.ParseFloat(v, 64); err == nil {
			return number(v)
		}
		return expression.MatchString(v)
	}
}

// Beginnings of prompts.
const (
	genfill      = "genfill-"
	base64Prompt = "prompte-"
)

// promptProblem refuses a prompt in base64 that is none.
func promptProblem(argument string) (problem string) {
	if prompt, ok := strings.CutPrefix(argument, base64Prompt); ok && !isBase64(prompt) {
		return fmt.Sprintf("%q is no base64", prompt)
	}
	return ""
}

// isBase64 accepts both alphabets, and text without padding. A query turns + into a space.
func isBase64(v string) bool {
	v = strings.NewReplacer("-", "+", "_", "/", " ", "+").Replace(strings.TrimRight(v, "="))
	_, err := base64.RawStdEncoding.DecodeString(v)
	return err == nil
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
