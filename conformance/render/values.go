package render

import (
	"fmt"
	"strings"
)

// Values that several parameters can have.
const (
	valueAuto = "auto" // the service chooses
	valueTrue = "true" // of parameters that are only switched on
)

// isDefault reports whether a parameter has no value, or the one of parameters without a value.
func isDefault(value string) bool { return value == "" || value == valueTrue }

// parseLabelled reads a value that consists of parts with labels in any order, such as bl-15_st-40. The result has the
// text of each part that is given.
func parseLabelled(value string, labels ...string) (map[string]string, error) {
	parts := map[string]string{}
	last := ""
	for token := range strings.SplitSeq(value, "_") {
		label, text, isPart := cutLabel(token, labels)
		switch _, isRepeated := parts[label]; {
		case isPart && isRepeated:
			return nil, fmt.Errorf("%s is given twice", label)
		case isPart:
			parts[label], last = text, label
		case last == "":
			return nil, fmt.Errorf("%q must begin with one of %s", token, strings.Join(labels, ", "))
		default:
			parts[last] += "_" + token // of an expression, or of a direction such as top_left
		}
	}
	return parts, nil
}

func cutLabel(token string, labels []string) (label, text string, ok bool) {
	for _, label := range labels {
		if text, ok := strings.CutPrefix(token, label+"-"); ok {
			return label, text, true
		}
	}
	return "", "", false
}
