package urlbuilder

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// mustBe returns the reason of the error for a value that has none of the forms.
func mustBe(forms []ValueForm) string {
	hasFlag := func(f ValueForm) bool { return f.Kind == FlagForm }
	values := slices.DeleteFunc(slices.Clone(forms), hasFlag)
	switch {
	case len(values) == 0:
		return "must have no value"
	case len(values) < len(forms):
		return "must have no value, or one that is " + describe(values)
	}
	return "must be " + describe(values)
}

// describe describes in words the values that have one of the forms.
func describe(forms []ValueForm) string {
	var texts, words []string
	at := 0 // index of the text that lists the words
	for i := range forms {
		f := &forms[i]
		switch {
		case f.Kind == WordForm && len(words) == 0:
			at, words = len(texts), f.Words
			texts = append(texts, "")
		case f.Kind == WordForm:
			words = slices.Concat(words, f.Words)
		case f.isListOf(words):
			texts = append(texts, "several of these separated by "+f.Separators[0])
		default:
			texts = append(texts, f.describe())
		}
	}
	if len(words) > 0 {
		texts[at] = (&ValueForm{Kind: WordForm, Words: words}).describe()
	}
	return join(texts, "or")
}

// isListOf reports whether the items of a list form must be among the words.
func (f *ValueForm) isListOf(words []string) bool {
	if f.Kind != ListForm || len(f.Items) != 1 || f.Items[0].Kind != WordForm {
		return false
	}
	return !slices.ContainsFunc(f.Items[0].Words, func(word string) bool { return !slices.Contains(words, word) })
}

// join joins texts with commas, and the last two with the word.
func join(texts []string, word string) string {
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	last := len(texts) - 1
	return strings.Join(texts[:last], ", ") + " " + word + " " + texts[last]
}

func (f *ValueForm) describe() string {
	switch f.Kind {
	case BooleanForm:
		return "true or false"
	case WordForm:
		if len(f.Words) == 1 {
			return f.Words[0]
		}
		return "one of " + listWords(f.Words)
	case NumberForm:
		return f.describeNumber()
	case ExpressionForm:
		return "an arithmetic expression such as iw_div_2"
	case ColorForm:
		return colorRule
	case PathForm:
		return "a path"
	case Base64Form:
		return "text in base64"
	case PromptForm:
		return "prompt- and a text, or prompte- and a text in base64"
	case PatternForm:
		return f.describePattern()
	case PartsForm:
		return f.describeParts()
	case ListForm:
		return f.describeList()
	}
	return "a text"
}

// listWords lists the words, or the first ones if there are many.
func listWords(words []string) string {
	const most = 12
	if len(words) <= most {
		return strings.Join(words, ", ")
	}
	return strings.Join(words[:most/2], ", ") + " and " + strconv.Itoa(len(words)-most/2) + " more"
}

func (f *ValueForm) describePattern() string {
	if f.Description == "" {
		return "a text that matches " + f.Pattern
	}
	text := strings.TrimSuffix(f.Description, ".")
	return strings.ToLower(text[:1]) + text[1:]
}

func (f *ValueForm) describeNumber() string {
	number := "a number"
	if f.Decimals == 0 {
		number = "a whole number"
	}
	if f.Min <= -maxNumber && f.Max >= maxNumber {
		return number
	}
	bounds := f.bounds()
	if strings.HasPrefix(bounds, "at ") {
		return number + " of " + bounds
	}
	return number + " " + bounds
}

// describeParts returns the notation of a value that consists of parts, such as bl-BLUR_st-SATURATION.
func (f *ValueForm) describeParts() string {
	var b strings.Builder
	b.WriteString(f.Prefix)
	for i := range f.Parts {
		part := &f.Parts[i]
		if part.Optional {
			b.WriteByte('[')
		}
		if f.Prefix != "" || i > 0 {
			b.WriteString(f.Separators[0])
		}
		b.WriteString(part.Label + strings.ReplaceAll(strings.ToUpper(part.Name), " ", "-"))
		if part.Optional {
			b.WriteByte(']')
		}
	}
	return b.String()
}

func (f *ValueForm) describeList() string {
	number := "several values"
	switch {
	case f.MaxItems == 0 && f.MinItems < 2:
		number = "one or more values"
	case f.MaxItems > 0:
		number = fmt.Sprintf("%d to %d values", max(f.MinItems, 1), f.MaxItems)
	}
	return fmt.Sprintf("%s separated by %s, each %s", number, f.Separators[0], describe(f.Items))
}

// cardinal writes a small number as a word.
func cardinal(n int) string {
	words := [...]string{"no", "one", "two", "three", "four"}
	if n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}
