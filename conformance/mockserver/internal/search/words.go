package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words are what a HAS condition looks for, in lower case. All of them have to be found; for the last one the beginning
// of a word is enough. Spaces and punctuation separate words.
//
// Assumed: for HAS in a search query, everything but letters, marks and digits separates words. The words of a
// condition on tags may be found in different tags.
type words []string

func wordsOf(text string) words {
	return strings.FieldsFunc(strings.Map(unicode.ToLower, text), isSeparator)
}

// isSeparator is asked about every character of every text, nearly all of which are ASCII.
func isSeparator(r rune) bool {
	if r >= utf8.RuneSelf {
		return !unicode.In(r, unicode.L, unicode.Nd, unicode.M)
	}
	return (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z')
}

// How well a word is found.
const (
	notFound = iota
	foundBeginning
	foundWhole
)

// grade adds up how well the words are found in texts. It is 0 if one is not.
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

// find looks for a word that is in lower case, or for one that begins with it.
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

// endsWord reports whether no word goes on in the rest of a text.
func endsWord(rest string) bool {
	next, size := utf8.DecodeRuneInString(rest)
	return size == 0 || isSeparator(next)
}

// cutPrefixFold is strings.CutPrefix in any case, for a prefix in lower case. It allocates nothing, unlike
// strings.ToLower.
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
