// Package reasons explains differences between documents. The reasons are in a file in YAML, with patterns of the
// differences that each of them explains.
package reasons

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Reason is a reason for differences.
type Reason struct {
	Reason      string   // a sentence
	Differences []string // patterns of differences; * matches any text, ? one character
}

// Read parses a list of reasons in YAML.
func Read(data []byte) ([]Reason, error) {
	var all []Reason
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

// Explained is a difference with its reason. The reason is empty if there is none.
type Explained struct{ Difference, Reason string }

// Explain returns each difference with the first reason that matches it, and the patterns that match no difference.
func Explain(differences []string, reasons []Reason) (all []Explained, unused []string) {
	all = make([]Explained, len(differences))
	for i, d := range differences {
		all[i].Difference = d
	}
	for _, r := range reasons {
		for _, pattern := range r.Differences {
			expression, isUsed := glob(pattern), false
			for i := range all {
				if expression.MatchString(all[i].Difference) {
					isUsed = true
					all[i].Reason = cmp.Or(all[i].Reason, r.Reason)
				}
			}
			if !isUsed {
				unused = append(unused, pattern)
			}
		}
	}
	return all, unused
}

// glob converts a pattern, in which * matches any text and ? one character, to a regular expression.
func glob(pattern string) *regexp.Regexp {
	wildcards := strings.NewReplacer(`\*`, ".*", `\?`, ".")
	return regexp.MustCompile("(?s)^" + wildcards.Replace(regexp.QuoteMeta(pattern)) + "$")
}
