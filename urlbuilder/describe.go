package urlbuilder

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// mustBe says that a value must have one of the forms.
func mustBe(forms []Form) string {
	hasFlag := func(f Form) bool { return f.Kind == FlagForm }
	values := slices.DeleteFunc(slices.Clone(forms), hasFlag)
	switch {
	case len(values) == 0:
		return "must have no value"
	case len(values) < len(forms):
		return "must have no value, or one that is " + describe(values)
	}
	return "must be " + describe(values)
}

// describe says in words which values have one of the forms.
func describe(forms []Form) string {
	texts := make([]string, 0, len(forms))
	for i := range forms {
		texts = append(texts, forms[i].describe())
	}
	return join(texts, "or")
}

// join joins texts by commas, the last two by a word.
func join(texts []string, word string) string {
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	last := len(texts) - 1
	return strings.Join(texts[:last], ", ") + " " + word + " " + texts[last]
}

func (f *Form) describe() string {
	switch f.Kind {
	case BooleanForm:
		return "true or false"
	case WordForm:
		if len(f.Words) == 1 {
			return f.Words[0]
		}
		return "one of " + strings.Join(f.Words, ", ")
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
		return "a text that matches " + f.Pattern
	case PartsForm:
		return f.describeParts()
	case ListForm:
		return f.describeList()
	}
	return "a text"
}

func (f *Form) describeNumber() string {
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

// describeParts shows how the parts stand in a value, such as bl-BLUR_st-SATURATION.
func (f *Form) describeParts() string {
	var b strings.Builder
	b.WriteString(f.Prefix)
	for i := range f.Parts {
		part := &f.Parts[i]
		if part.Optional {
			b.WriteByte('[')
		}
		if b.Len() > 1 || i > 0 {
			b.WriteString(f.Separators[0])
		}
		b.WriteString(part.Label + strings.ReplaceAll(strings.ToUpper(part.Name), " ", "-"))
		if part.Optional {
			b.WriteByte(']')
		}
	}
	return b.String()
}

func (f *Form) describeList() string {
	number := "several values"
	if f.MaxItems > 0 {
		number = fmt.Sprintf("%d to %d values", max(f.MinItems, 1), f.MaxItems)
	}
	return fmt.Sprintf("%s with %s between them, each %s", number, f.Separators[0], describe(f.Items))
}

// cardinal writes a small number as a word.
func cardinal(n int) string {
	words := [...]string{"no", "one", "two", "three", "four"}
	if n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}
