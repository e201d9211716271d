package prompts

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// rule is a kind of phrase. Rules are tried in their order. A phrase is removed from the text when a rule matches it.
type rule struct {
	pattern *regexp.Regexp
	apply   func(t *translation, groups []string)
}

// Parts of patterns.
const (
	value   = `("[^"]+"|[\pL\pN_-]+)` // a word, or a text in quotes
	more    = `\b(?:larger|bigger|greater|heavier|more|over|above) (?:than )?`
	less    = `\b(?:smaller|lighter|less|fewer|under|below) (?:than )?`
	period  = `(hours?|days?|weeks?|months?|years?)`
	changed = `\b(uploaded|created|added|updated|modified|changed|edited)? ?(?:in |within |during |on )?(?:the )?`
	date    = `(\d{4}-\d{2}-\d{2})\b`
)

// rules has all kinds of phrases.
var rules = []rule{
	{compile(`\b(?:older|previous|old|all) versions\b`), func(t *translation, _ []string) { t.versions = true }},
	{compile(`\b(?:tagged|tags?|labell?ed)(?: with| as)? ` + value + `((?:(?:,| or|, or) ` + value + `)*)`), tagged},
	{compile(`\b(?:in|from|inside) (?:this|the current|the same) folder\b|\bhere\b`), inThisFolder},
	{compile(`\b(?:in|from|inside) (?:the )?folder ("[^"]+"|[^ ,]+)`), inFolder},
	{compile(`\b(?:in|from|inside) (/[^ ,]*)`), inFolder},
	{compile(more + `(\d+(?:\.\d+)?) ?(kb|mb|gb)\b`), size(">")},
	{compile(less + `(\d+(?:\.\d+)?) ?(kb|mb|gb)\b`), size("<")},
	{compile(`\bwider than (\d{1,9})(?: ?px| pixels)?\b`), number("width", ">")},
	{compile(`\bnarrower than (\d{1,9})(?: ?px| pixels)?\b`), number("width", "<")},
	{compile(`\b(?:taller|higher) than (\d{1,9})(?: ?px| pixels)?\b`), number("height", ">")},
	{compile(`\b(?:shorter|lower) than (\d{1,9})(?: ?px| pixels)?\b`), number("height", "<")},
	{compile(changed + `(?:last|past|previous) (\d{1,4}) ` + period + `\b`), lately},
	{compile(changed + `(?:last|past|previous|this)()? ` + period + `\b`), lately},
	{compile(changed + `(today|yesterday)\b`), onDay},
	{compile(changed + `(?:after|since|from) ` + date), since},
	{compile(changed + `before ` + date), before},
	{compile(`\b(?:not published|unpublished|drafts?)\b`), flag("published", "false")},
	{compile(`\bpublished\b`), flag("published", "true")},
	{compile(`\b(?:not private|public)\b`), flag("private", "false")},
	{compile(`\bprivate\b`), flag("private", "true")},
	{compile(`\b(?:transparent|with transparency)\b`), flag("transparency", "true")},
	{compile(`\b(jpe?g|png|gif|webp|svg|avif|heic|mp4|webm|mov|pdf)s?\b`), format},
	{compile(`\b(?:images?|pictures?|photos?|photographs?)\b`), kind("images")},
	{compile(`\b(?:videos?|clips?|movies?)\b`), kind("videos")},
	{compile(`\b(?:css|js|javascript|style ?sheets?|scripts?)\b`), kind("cssJs")},
	{compile(`\b(?:documents?|other files)\b`), kind("others")},
}

func compile(pattern string) *regexp.Regexp { return regexp.MustCompile("(?i)" + pattern) }

func unquoted(text string) string { return strings.Trim(text, `"`) }

var valuePattern = compile(value)

func tagged(t *translation, groups []string) {
	tags := []string{unquoted(groups[0])}
	for _, tag := range valuePattern.FindAllString(groups[1], -1) {
		if !strings.EqualFold(tag, "or") {
			tags = append(tags, unquoted(tag))
		}
	}
	t.add("tags", "IN", list(tags))
}

func inThisFolder(t *translation, _ []string) {
	if t.options.Folder != "" {
		t.add("path", ":", quote(t.options.Folder))
	}
}

func inFolder(t *translation, groups []string) {
	t.add("path", ":", quote("/"+strings.Trim(unquoted(groups[0]), "/")))
}

func size(operator string) func(*translation, []string) {
	return func(t *translation, groups []string) {
		t.add("size", operator, quote(groups[0]+strings.ToLower(groups[1])))
	}
}

func number(field, operator string) func(*translation, []string) {
	return func(t *translation, groups []string) { t.add(field, operator, groups[0]) }
}

func flag(field, value string) func(*translation, []string) {
	return func(t *translation, _ []string) { t.add(field, "=", value) }
}

func kind(name string) func(*translation, []string) {
	return func(t *translation, _ []string) {
		if !slices.Contains(t.kinds, name) {
			t.kinds = append(t.kinds, name)
		}
	}
}

func format(t *translation, groups []string) {
	name := strings.Replace(strings.ToLower(groups[0]), "jpeg", "jpg", 1)
	if !slices.Contains(t.formats, name) {
		t.formats = append(t.formats, name)
	}
}

// dateField returns the name of the date field that a verb refers to.
func dateField(verb string) string {
	switch strings.ToLower(verb) {
	case "updated", "modified", "changed", "edited":
		return "updatedAt"
	}
	return "createdAt"
}

// lately handles the last hours, days, weeks, months or years. Without a number, it adds a condition for the last one.
func lately(t *translation, groups []string) {
	count := groups[1]
	if count == "" {
		count = "1"
	}
	t.add(dateField(groups[0]), ">", quote(count+strings.ToLower(groups[2][:1])))
}

func onDay(t *translation, groups []string) {
	year, month, day := t.options.Now.In(t.options.Location).Date()
	if strings.EqualFold(groups[1], "yesterday") {
		day--
	}
	begin := time.Date(year, month, day, 0, 0, 0, 0, t.options.Location)
	t.add(dateField(groups[0]), ">=", instant(begin))
	t.add(dateField(groups[0]), "<", instant(begin.AddDate(0, 0, 1)))
}

func since(t *translation, groups []string) { t.addDate(groups, ">=") }

func before(t *translation, groups []string) { t.addDate(groups, "<") }

// addDate adds a condition for the beginning of a day. It ignores a day that does not exist.
func (t *translation) addDate(groups []string, operator string) {
	if day, err := time.ParseInLocation(time.DateOnly, groups[1], t.options.Location); err == nil {
		t.add(dateField(groups[0]), operator, instant(day))
	}
}

// instant returns a time in the form of queries.
func instant(at time.Time) string { return quote(at.UTC().Format("2006-01-02T15:04:05Z")) }
