package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words are the words of a HAS condition, in lower case. All of them must be found; the last one may be the beginning
// of a longer word.
//
// Assumed: for HAS in a search query, every character except letters, marks and digits separates words. The words of a
// condition on tags may be found in different tags.
type words []string

func wordsOf(text string) words {
	return strings.FieldsFunc(strings.Map(unicode.ToLower, text), isSeparator)
}

// isSeparator reports whether a character separates words. The check for ASCII is for speed.
func isSeparator(r rune) bool {
	if r >= utf8.RuneSelf {
		return !unicode.In(r, unicode.L, unicode.Nd, unicode.M)
	}
	return (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z')
}

// Results of find, from worst to best.
const (
	notFound = iota
	foundBeginning
	foundWhole
)

// grade returns the sum of the results of find for all words, or 0 if a word is not found.
func (w words) grade(lists ...[]string) int {
	sum := 0
	for i, word := range w {
		best := notFound
		for _, texts := range lists {
			for _, text := range texts {
				best = max(best, find(text, word, i == len(w)-1))
			}
		}
		if best == notFound {
			return 0
		}
		sum += best
	}
	return sum
}

// find searches for a word in lower case. If beginning is set, a longer word that begins with it is found too.
func find(text, word string, beginning bool) int {
	best, inWord := notFound, false
	for i, r := range text {
		wasInWord := inWord
		inWord = !isSeparator(r)
		if wasInWord || !inWord {
			continue
		}
		rest, ok := cutPrefixFold(text[i:], word)
		switch {
		case ok && endsWord(rest):
			return foundWhole
		case ok && beginning:
			best = foundBeginning
		}
	}
	return best
}

// endsWord reports whether a word ends before rest.
func endsWord(rest string) bool {
	next, size := utf8.DecodeRuneInString(rest)
	return size == 0 || isSeparator(next)
}

// cutPrefixFold is strings.CutPrefix without regard to case. The prefix must be in lower case. It does not allocate,
// unlike strings.ToLower.
func cutPrefixFold(text, prefix string) (rest string, ok bool) {
	for _, want := range prefix {
		r, size := utf8.DecodeRuneInString(text)
		if size == 0 || unicode.ToLower(r) != want {
			return text, false
		}
		text = text[size:]
	}
	return text, true
}
