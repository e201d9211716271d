package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// compile compiles a pattern so that it matches only whole texts.
func compile(pattern string) (*regexp.Regexp, error) {
	return regexp.Compile("^" + withoutAnchors(pattern) + "$")
}

const (
	// base64Pattern allows both alphabets, and also percent-encoded padding.
	base64Pattern = `[A-Za-z0-9+/_-]+(?:=|%3[Dd]){0,2}`
	// textPattern excludes the characters that end a value in URLs even if they are percent-encoded.
	textPattern = "[^,:]+"
	// positivePattern matches a number above 0.
	positivePattern = `(?:0*[1-9][0-9]*(?:\.[0-9]+)?|0+\.0*[1-9][0-9]*)`
)

// pattern returns a regular expression, without anchors, that matches values of the form in URLs before
// percent-encoding.
func (l *language) pattern(f form) string {
	switch f.kind {
	case flagForm:
		return ""
	case booleanForm:
		return "(?:true|false)"
	case wordForm:
		return alternatives(quoted(f.words))
	case numberForm:
		return f.numberPattern()
	case expressionForm:
		return l.expression
	case colorForm:
		return l.color
	case base64Form:
		return base64Pattern
	case promptForm:
		return "(?:prompt-" + textPattern + "|prompte-" + base64Pattern + ")"
	case patternForm:
		return withoutAnchors(f.pattern)
	case partsForm:
		return l.partsPattern(f)
	case listForm:
		return l.listPattern(f)
	}
	return textPattern // textForm, pathForm
}

// patternOf returns a regular expression that matches values of any of the forms.
func (l *language) patternOf(forms []form) string {
	var patterns []string
	for _, f := range forms {
		patterns = append(patterns, l.pattern(f))
	}
	return alternatives(patterns)
}

func alternatives(patterns []string) string {
	if len(patterns) == 1 {
		return patterns[0]
	}
	return "(?:" + strings.Join(patterns, "|") + ")"
}

func quoted(words []string) []string {
	var patterns []string
	for _, word := range words {
		patterns = append(patterns, regexp.QuoteMeta(word))
	}
	return patterns
}

// listPattern returns the pattern of a list, including its limits on the number of items.
func (l *language) listPattern(f form) string {
	item := l.patternOf(f.items)
	most := ""
	if f.maxItems > 0 {
		most = strconv.Itoa(f.maxItems - 1)
	}
	return fmt.Sprintf("%s(?:%s%s){%d,%s}", item, alternatives(quoted(f.separators)), item, f.minItems-1, most)
}

// partsPattern returns the pattern of a value with parts: the prefix, the parts without labels in order, then the parts
// with labels in any order.
func (l *language) partsPattern(f form) string {
	separator := alternatives(quoted(f.separators))
	var labelled []string
	first, closing := regexp.QuoteMeta(f.prefix), ""
	out := first
	for _, p := range f.parts {
		pattern := regexp.QuoteMeta(p.label) + l.patternOf(p.forms)
		if p.label != "" {
			labelled = append(labelled, pattern)
			continue
		}
		if out != "" {
			pattern = separator + pattern
		}
		if p.optional {
			out += "(?:"
			closing += ")?"
		}
		out += pattern
	}
	out += closing
	if len(labelled) == 0 {
		return out
	}
	label := alternatives(labelled)
	if out == "" {
		return fmt.Sprintf("%s(?:%s%s)*", label, separator, label)
	}
	return fmt.Sprintf("%s(?:%s%s)*", out, separator, label)
}

// numberPattern returns the pattern of a number. For whole numbers, it checks the bounds; for other numbers, only
// whether they may be 0 or negative.
func (f form) numberPattern() string {
	lowest, highest := bound(f.min, -maxNumber), bound(f.max, maxNumber)
	if f.decimals == 0 && !f.exclusive {
		return integerPattern(lowest, highest)
	}
	digits := `[0-9]+(?:\.[0-9]+)?`
	if f.exclusive && lowest == 0 && f.decimals == anyDecimals {
		digits = positivePattern
	} else if f.decimals == 0 {
		digits = `[0-9]+`
	} else if f.decimals > 0 {
		digits = fmt.Sprintf(`[0-9]+(?:\.[0-9]{1,%d})?`, f.decimals)
	}
	if lowest < 0 {
		return "N?" + digits
	}
	return digits
}

func bound(b *float64, otherwise float64) float64 {
	if b == nil {
		return otherwise
	}
	return *b
}

// integerPattern returns a pattern of whole numbers within bounds, with N in place of a minus sign. For bounds with
// more than four digits, it checks only the sign.
func integerPattern(lowest, highest float64) string {
	if lowest >= 0 {
		return naturalPattern(int(lowest), highest)
	}
	negative := "N" + naturalPattern(max(1, int(-highest)), -lowest)
	if highest < 0 {
		return negative
	}
	return alternatives([]string{negative, naturalPattern(0, highest)})
}

func naturalPattern(lowest int, highest float64) string {
	switch {
	case highest < 10_000:
		return alternatives(rangePatterns(lowest, int(highest)))
	case lowest == 1:
		return "[1-9][0-9]*"
	}
	return "[0-9]+"
}

// rangePatterns returns patterns for the numbers of a range. It divides the range into stretches in which the last
// digits can have any value, and returns a pattern for each.
func rangePatterns(lowest, highest int) []string {
	var patterns []string
	for lowest <= highest {
		// Step is the largest power of ten for which a stretch can begin here.
		free, step := 0, 1
		for step*10 <= highest && lowest%(step*10) == 0 && lowest+step*10-1 <= highest && lowest != 0 {
			free, step = free+1, step*10
		}
		// Join as many such stretches as fit before the next digit changes.
		digit := lowest / step % 10
		last := digit
		for last < 9 && lowest+(last-digit+2)*step-1 <= highest {
			last++
		}
		patterns = append(patterns, stretch(lowest/step/10, digit, last, free))
		lowest += (last - digit + 1) * step
	}
	return patterns
}

// stretch returns a pattern of the leading digits, a digit from first to last, and a number of free digits.
func stretch(leading, first, last, free int) string {
	out := ""
	if leading > 0 {
		out = strconv.Itoa(leading)
	}
	switch {
	case first == last:
		out += strconv.Itoa(first)
	default:
		out += fmt.Sprintf("[%d-%d]", first, last)
	}
	switch free {
	case 0:
		return out
	case 1:
		return out + "[0-9]"
	}
	return out + fmt.Sprintf("[0-9]{%d}", free)
}
