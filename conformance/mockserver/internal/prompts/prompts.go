package prompts

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Options are the context of a prompt.
type Options struct {
	Folder   string         // the folder that "this folder" means; empty if it is not known
	Location *time.Location // for days such as "yesterday"
	Now      time.Time
}

// Query is the translation of a prompt.
type Query struct {
	Search   string // a search query; empty if there are no conditions
	FileType string // images, videos, cssJs or others; empty for all files
	Versions bool   // older versions are included
}

// Limits of a query. Conditions beyond them are omitted.
const (
	maxWords  = 20   // words outside of phrases that become conditions
	maxLength = 8000 // characters, slightly less than the limit of package search
)

// Translate translates a prompt. It recognises the phrases in [rules]. Each other word must be in the name or in a tag
// of an asset, unless it is a filler such as "the".
//
// The service uses a language model for this. The phrases here are like those of its examples.
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

// translation is the state of a translation.
type translation struct {
	options    Options
	text       string // the rest of the prompt
	conditions []string
	length     int      // of the conditions in characters, including the operators between them
	kinds      []string // file types in the prompt, each once
	formats    []string
	versions   bool
}

// and joins conditions.
const and = " AND "

// add adds a condition: a field, an operator and a value in the syntax of queries.
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

// addLists adds the conditions that combine several phrases.
func (t *translation) addLists() {
	if len(t.formats) > 0 {
		t.add("format", "IN", list(t.formats))
	}
	if t.versions {
		t.add("type", "IN", list([]string{"file", "file-version"}))
	}
}

// addWords adds a condition for each word in the rest of the prompt.
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

// fillers are words that do not become conditions.
var fillers = strings.Fields(`
	a all an and any are as asset assets at be by can contain contains containing do every file files find for from get
	give have having i in is it list me my named of on only or our please search show that the their them these this
	those to uploaded created added updated modified changed was were which who with want you your than`)

var escaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// quote returns a text in the quotes and escapes of queries.
func quote(text string) string { return `"` + escaper.Replace(text) + `"` }

// list returns a list of texts in the form of queries.
func list(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = quote(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
