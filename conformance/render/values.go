package render

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
)

// Values that several parameters can have.
const (
	valueAuto = "auto" // the service chooses
	valueTrue = "true" // of parameters that are only switched on
)

// isDefault reports whether a parameter has no value, or the one of parameters without a value.
func isDefault(value string) bool { return value == "" || value == valueTrue }

// labelled is a part of a value that has a label, such as bl-15.
type labelled struct {
	label string
	read  func(text string) error // reads what follows the label and the hyphen
}

// readLabelled reads a value that consists of parts with labels in any order, such as bl-15_st-40. The parts that are
// given are read in the order of the arguments.
func readLabelled(value string, parts ...labelled) error {
	texts, err := splitLabelled(value, parts)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if text, ok := texts[part.label]; ok {
			if err := part.read(text); err != nil {
				return err
			}
		}
	}
	return nil
}

// splitLabelled returns the text of each part that is given, by its label.
func splitLabelled(value string, parts []labelled) (map[string]string, error) {
	texts := map[string]string{}
	last := ""
	for token := range strings.SplitSeq(value, "_") {
		label, text, isPart := cutLabel(token, parts)
		switch _, isRepeated := texts[label]; {
		case isPart && isRepeated:
			return nil, fmt.Errorf("%s is given twice", label)
		case isPart:
			texts[label], last = text, label
		case last == "":
			return nil, fmt.Errorf("%q has no label", token)
		default:
			texts[last] += "_" + token // of an expression, or of a direction such as top_left
		}
	}
	return texts, nil
}

func cutLabel(token string, parts []labelled) (label, text string, ok bool) {
	for _, part := range parts {
		if text, ok := strings.CutPrefix(token, part.label+"-"); ok {
			return part.label, text, true
		}
	}
	return "", "", false
}

// integerInto returns a function that reads a whole number between two limits.
func integerInto(to *int, least, most int) func(text string) error {
	return func(text string) (err error) {
		*to, err = expression.Integer(text, least, most)
		return err
	}
}

// colorInto returns a function that reads a colour.
func colorInto(to *color.NRGBA) func(text string) error {
	return func(text string) (err error) {
		*to, err = parseColor(text)
		return err
	}
}
