package main

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// reason explains differences.
type reason struct {
	Reason      string   // a sentence
	Differences []string // patterns of lines of the output; * stands for any text, ? for one character
}

// readReasons reads a list of reasons.
func readReasons(data []byte) ([]reason, error) {
	var all []reason
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&all); err != nil {
		return nil, err
	}
	for i, r := range all {
		if r.Reason == "" || len(r.Differences) == 0 {
			return nil, fmt.Errorf("entry %d needs a reason and differences", i+1)
		}
	}
	return all, nil
}

// explained is a difference with its reason, which is empty if there is none.
type explained struct{ difference, reason string }

// explain finds the reason of each difference, the first one that matches it. It also returns the patterns that match
// no difference.
func explain(differences []string, reasons []reason) (all []explained, unused []string) {
	all = make([]explained, len(differences))
	for i, d := range differences {
		all[i].difference = d
	}
	for _, r := range reasons {
		for _, pattern := range r.Differences {
			expression, isUsed := glob(pattern), false
			for i := range all {
				if expression.MatchString(all[i].difference) {
					isUsed = true
					all[i].reason = cmp.Or(all[i].reason, r.Reason)
				}
			}
			if !isUsed {
				unused = append(unused, pattern)
			}
		}
	}
	return all, unused
}

// glob returns the expression for a pattern in which * stands for any text, and ? for one character.
func glob(pattern string) *regexp.Regexp {
	wildcards := strings.NewReplacer(`\*`, ".*", `\?`, ".")
	return regexp.MustCompile("(?s)^" + wildcards.Replace(regexp.QuoteMeta(pattern)) + "$")
}
