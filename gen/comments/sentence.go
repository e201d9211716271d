package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// beforeNouns are the words at the beginning of a description before which "is" or "are" is missing.
var beforeNouns = []string{"The", "A", "An", "Always"}

// verbs are the verbs with which the description of a type or field can begin.
var verbs = []string{
	"Accepts", "Adds", "Asks", "Counts", "Describes", "Holds", "Lists", "Makes", "Names", "Publishes", "Removes",
	"Runs", "Sets",
}

// sentence returns a comment that consists of a name and a description as a sentence: "Size The size in bytes." becomes
// "Size is the size in bytes." Other comments stay as they are.
func sentence(text string, s scope) (string, error) {
	description, ok := strings.CutPrefix(text, s.name+" ")
	if s.name == "" || !ok {
		return text, nil
	}
	first := strings.Fields(description)[0]
	switch {
	case unicode.IsLower(rune(first[0])):
		return text, nil
	case s.params != nil || slices.Contains(verbs, first):
		return s.name + " " + lowerFirst(description), nil
	case first == "Whether":
		return s.name + " indicates " + lowerFirst(description), nil
	case !slices.Contains(beforeNouns, first):
		return "", fmt.Errorf("description of %s begins with %q, want Whether, %s",
			s.name, first, strings.Join(slices.Concat(beforeNouns, verbs), ", "))
	case isPlural(description):
		return s.name + " are " + lowerFirst(description), nil
	}
	return s.name + " is " + lowerFirst(description), nil
}

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// afterNoun matches the text after the noun of a phrase.
var afterNoun = regexp.MustCompile(`[,.:;]|\s(of|that|with|to|in)\s`)

// isPlural reports whether the noun of a phrase is a plural, such as "The ids of the files".
func isPlural(phrase string) bool {
	end := afterNoun.FindStringIndex(phrase)
	if end == nil || !strings.HasPrefix(phrase, "The ") {
		return false
	}
	phrase = phrase[:end[0]]
	return strings.HasSuffix(phrase, "s") && !strings.HasSuffix(phrase, "ss") && !strings.HasSuffix(phrase, "us")
}
