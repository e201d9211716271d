package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// nouns are the words with which a description begins that is a noun phrase, and those of subordinate clauses that
// stand for one.
var nouns = []string{"The", "A", "An", "Any", "All", "One", "Always", "What", "When", "Where", "Who", "Why", "How"}

// verbs are the verbs with which a description can begin.
var verbs = []string{
	"Accepts", "Adds", "Asks", "Counts", "Describes", "Holds", "Lists", "Makes", "Names", "Publishes", "Removes",
	"Replaces", "Runs", "Sets",
}

// ofInterface matches the comment that the generator gives to a method of a server's interface.
var ofInterface = regexp.MustCompile(`\n\([A-Z]+ /`)

// generatorTexts are sentences of the generator with what replaces them.
var generatorTexts = []struct {
	pattern     *regexp.Regexp
	replacement string
}{
	{regexp.MustCompile(`^Defines values for (\w+)\.`), "Known values of [$1]."},
	{regexp.MustCompile(`^(\w+) defines model for (.+)\.\n`), "$1 is the model of $2.\n"},
	{regexp.MustCompile(`^(\w+) defines parameters for (\w+)\.`), "$1 holds the parameters of $2."},
	{regexp.MustCompile(`^(\w+) defines body for (\w+) for (\S+) ContentType\.`), "$1 is the $3 body of $2."},
	{regexp.MustCompile(`(?s)^(.+)\n(Handle\w+ handles [^\n]+)\n`), "$2 $1\n"},
}

// sentence puts the name of a declaration and a verb before its description. A comment that does not consist of a name
// and a description stays as it is.
func sentence(text string, s scope) (string, error) {
	for _, t := range generatorTexts {
		text = t.pattern.ReplaceAllString(text, t.replacement)
	}
	description, ok := strings.CutPrefix(text, s.name+" ")
	if s.params != nil && ofInterface.MatchString(text) {
		return s.name + " " + lowerFirst(description), nil
	}
	first, _, _ := strings.Cut(description, " ")
	switch {
	case s.name == "" || !ok || s.params != nil || unicode.IsLower(rune(first[0])):
		return text, nil
	case first == "Whether":
		return s.name + " indicates " + lowerFirst(description), nil
	case slices.Contains(verbs, first):
		return s.name + " " + lowerFirst(description), nil
	case !slices.Contains(nouns, first):
		return "", fmt.Errorf("the description of %s begins with %q; supported are %s",
			s.name, first, strings.Join(append(nouns, verbs...), ", "))
	case isPlural(description):
		return s.name + " are " + lowerFirst(description), nil
	}
	return s.name + " is " + lowerFirst(description), nil
}

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// afterNoun matches the end of the words that can precede "of", "that" and so on in a noun phrase.
var afterNoun = regexp.MustCompile(`[,.:;]|\s(of|that|which|with|without|to|in|for|from|at|by|on|between|sent|made)\s`)

// isPlural reports whether a noun phrase is in the plural, such as "The ids of the files".
func isPlural(phrase string) bool {
	if strings.HasPrefix(phrase, "All ") {
		return true
	}
	end := afterNoun.FindStringIndex(phrase)
	if end == nil || !strings.HasPrefix(phrase, "The ") {
		return false
	}
	words := strings.Fields(phrase[:end[0]])
	noun := words[len(words)-1]
	isSingular := func(ending string) bool { return strings.HasSuffix(noun, ending) }
	return strings.HasSuffix(noun, "s") && !slices.ContainsFunc([]string{"ss", "us", "is", "ias"}, isSingular)
}
