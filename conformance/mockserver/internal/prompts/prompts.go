package prompts

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Options are the circumstances of a prompt.
type Options struct {
	Folder   string         // what "this folder" means; empty if that is not known
	Location *time.Location // of days such as "yesterday"
	Now      time.Time
}

// Query is what a prompt asks for.
type Query struct {
	Search   string // a query of conditions, empty if there is none
	FileType string // images, videos, cssJs or others; empty for all
	Versions bool   // older versions are asked for
}

// Limits of a query. What goes beyond them is left out.
const (
	maxWords  = 20   // that belong to no phrase and become conditions
	maxLength = 8000 // characters; the search takes a few more
)

// Translate reads a prompt. The phrases that it knows are in [rules]; a word that is neither in one of them nor a
// filler such as "the" has to be in the name or in a tag of an asset.
//
// The service has a language model for this. Here are phrases of the kind that its examples have.
func Translate(text string, o Options) Query {
	t := &translation{options: o, text: " " + strings.Join(strings.Fields(text), " ") + " "}
	for _, r := range rules {
		t.text = r.pattern.ReplaceAllStringFunc(t.text, func(phrase string) string {
			r.apply(t, r.pattern.FindStringSubmatch(phrase)[1:])
			return " , "
		})
	}
	t.addLists()
	t.addWords()
	q := Query{Search: strings.Join(t.conditions, and), Versions: t.versions}
	if len(t.kinds) == 1 {
		q.FileType = t.kinds[0]
	}
	return q
}

// translation is a prompt that is being read.
type translation struct {
	options    Options
	text       string // what is left of it
	conditions []string
	length     int      // of the conditions in characters, with what joins them
	kinds      []string // file types that it names, each once
	formats    []string
	versions   bool
}

// and joins conditions.
const and = " AND "

// add adds a condition: a field, an operator and a value as the search wants it.
func (t *translation) add(field, operator, value string) {
	t.addCondition(field + " " + operator + " " + value)
}

// addCondition adds a condition unless the query would be too long.
func (t *translation) addCondition(condition string) {
	length := t.length + utf8.RuneCountInString(condition) + len(and)
	if length <= maxLength {
		t.conditions, t.length = append(t.conditions, condition), length
	}
}

// addLists adds the conditions that are made of several phrases.
func (t *translation) addLists() {
	if len(t.formats) > 0 {
		t.add("format", "IN", list(t.formats))
	}
	if t.versions {
		t.add("type", "IN", list([]string{"file", "file-version"}))
	}
}

// addWords adds a condition for each word that is left.
func (t *translation) addWords() {
	var words []string
	for _, word := range strings.FieldsFunc(strings.ToLower(t.text), isSeparator) {
		if !slices.Contains(fillers, word) && !slices.Contains(words, word) && len(words) < maxWords {
			words = append(words, word)
		}
	}
	for _, word := range words {
		t.addCondition("(name HAS " + quote(word) + " OR tags HAS " + quote(word) + ")")
	}
}

func isSeparator(r rune) bool { return !unicode.In(r, unicode.L, unicode.Nd, unicode.M) }

// fillers are words that say nothing about an asset.
var fillers = strings.Fields(`
	a all an and any are as asset assets at be by can contain contains containing do every file files find for from get
	give have having i in is it list me my named of on only or our please search show that the their them these this
	those to uploaded created added updated modified changed was were which who with want you your than`)

var escaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// quote writes a text as queries have it.
func quote(text string) string { return `"` + escaper.Replace(text) + `"` }

// list writes a list of texts as queries have it.
func list(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = quote(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
