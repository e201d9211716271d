package main

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// fragments are texts that have a special meaning in URLs, in transformations, or for encoders.
var fragments = []string{
	"a", "b1", "Z", "0", "photo.jpg", "dir/", "é", "日本", "😀", "\u00a0", "\u202e", "\ufeff", "e\u0301",
	" ", "  ",
	"'", `"`, "`", "\\", "|", "{", "}", "[", "]", "^", "<", ">", "~", "!", "$", "(", ")", "*", ";", "@", "@@",
	"%", "%%", "%2", "%zz", "%41", "%2C", "%2c", "%2F", "%3A", "%25", "%252C", "%27", "%C3%A9", "%FF", "%00", "%0A",
	",", ":", "/", "//", "-", "_", ".", "..", "./", "../", "/../", "%2e", "%2E%2e", "?", "#", "&", "=", "+",
	"tr:", "tr=w-1", "ik-s=1", "ik-t=9", "l-end", "l-text,i-a", "if-end", "raw",
	"https://", "http://www.example.com/a.jpg",
	"//host/", "C:\\",
	"\xff", "\xc3", "\xed\xa0\x80", "\xf5", "\x00", "\n", "\r\n", "\t", "\x7f", "\x1b",
}

// words are ordinary texts.
var words = []string{
	"a", "menu", "Open Sans", "logo.png", "dir/logo.png", "Hello world", "x_y", "A-1", "café", "100%", "it's", "a=b",
	"50% off",
}

// runes are characters that encoders and parsers treat specially.
var runes = []rune{
	0x80, 0x85, 0xa0, 0xad, 0xb7, 0xdf, 0xe9, 0x130, 0x3c2, 0x300, 0x200b, 0x200d, 0x202e, 0x2028, 0x2029, 0x2044,
	0x2215, 0x3000, 0x3002, 0xd7ff, 0xe000, 0xfdd0, 0xfeff, 0xff0e, 0xff0f, 0xff1a, 0xff20, 0xfffd, 0xfffe, 0xffff,
	0x10000, 0x1f600, 0x10ffff,
}

// generator generates random values.
type generator struct {
	*rand.Rand
	params   map[string]func(g *generator) urlbuilder.Param
	names    []string        // keys of params
	depth    int             // depth of the current parameter
	uses     map[string]bool // functions of urlbuilder that the input uses
	sameText bool            // see input.sameText
}

func newGenerator(seed uint64) *generator {
	return &generator{Rand: rand.New(rand.NewPCG(seed, 0)), params: params, names: slices.Sorted(maps.Keys(params))}
}

// oneOf returns a random element of a list.
func oneOf[T any](g *generator, list ...T) T { return list[g.IntN(len(list))] }

// chance returns true with a probability of 1/n.
func (g *generator) chance(n int) bool { return g.IntN(n) == 0 }

// text returns an ordinary text or, less often, a hostile one. One in a hundred is empty.
func (g *generator) text() string {
	switch {
	case g.chance(100):
		return ""
	case g.chance(2):
		return oneOf(g, words...)
	}
	return g.hostile()
}

// hostile returns a random text of fragments, runes and bytes.
func (g *generator) hostile() string {
	var text strings.Builder
	for range 1 + g.IntN(4) {
		switch {
		case g.chance(8):
			text.WriteRune(oneOf(g, runes...))
		case g.chance(8):
			text.WriteByte(byte(g.IntN(256)))
		default:
			text.WriteString(oneOf(g, fragments...))
		}
	}
	return text.String()
}

// word returns an element of a list or, rarely, a hostile text.
func word[T ~string](g *generator, list ...T) T {
	if g.chance(25) {
		return T(g.hostile())
	}
	return oneOf(g, list...)
}
