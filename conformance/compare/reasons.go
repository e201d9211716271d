package main

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// reason is a reason for differences.
type reason struct {
	Reason      string   // a sentence
	Differences []string // patterns of differences; * matches any text, ? one character
}

// readReasons parses a list of reasons in YAML.
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

// explained is a difference with its reason. The reason is empty if there is none.
type explained struct{ difference, reason string }

// explain returns each difference with the first reason that matches it, and the patterns that match no difference.
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

// glob converts a pattern, in which * matches any text and ? one character, to a regular expression.
func glob(pattern string) *regexp.Regexp {
	wildcards := strings.NewReplacer(`\*`, ".*", `\?`, ".")
	return regexp.MustCompile("(?s)^" + wildcards.Replace(regexp.QuoteMeta(pattern)) + "$")
}
