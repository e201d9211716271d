package urlbuilder

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// match returns the form of the value. If no form matches, reason describes the allowed values.
func (p *Parameter) match(value string) (form *ValueForm, reason string) {
	return matchForms(p.Forms, value)
}

// matchForms returns the first form that matches the value. If no form matches, reason describes the allowed values:
// those of the nearest form, if one form is nearest, otherwise those of all forms.
func matchForms(forms []ValueForm, value string) (form *ValueForm, reason string) {
	for i := range forms {
		f := &forms[i]
		if f.accepts(value) && (f.Kind != ExpressionForm || !hasNumbers(forms) || !isNumeric(value)) {
			return f, "" // a number is checked by the NumberForm only
		}
	}
	if len(forms) == 1 && forms[0].Kind == FlagForm && value == "1" {
		return &forms[0], "" // the Python guide of the service contains e-contrast-1
	}
	return nil, nearestProblem(forms, value)
}

// nearestProblem returns the problem of the value with the nearest form, or with all forms if none or several are
// nearest.
func nearestProblem(forms []ValueForm, value string) string {
	if len(forms) == 1 && value != "" {
		problem, _ := forms[0].problem(value)
		return problem
	}
	nearest := ""
	for i := range forms {
		problem, near := forms[i].problem(value)
		if near && nearest != "" {
			return mustBe(forms)
		}
		if near {
			nearest = problem
		}
	}
	return cmp.Or(nearest, mustBe(forms))
}

func hasNumbers(forms []ValueForm) bool {
	return slices.ContainsFunc(forms, func(f ValueForm) bool { return f.Kind == NumberForm })
}

// accepts reports whether a value has the form.
func (f *ValueForm) accepts(value string) bool {
	switch f.Kind {
	case FlagForm:
		return value == "" || value == "true" // the older SDKs write true
	case BooleanForm:
		return value == "true" || value == "false"
	case WordForm:
		return slices.Contains(f.Words, value)
	case NumberForm:
		return f.acceptsNumber(value)
	case ExpressionForm:
		return Expr(value).isArithmetic()
	case ColorForm:
		return Color(value).valid()
	case TextForm, PathForm:
		return value != ""
	case Base64Form:
		return isBase64(value)
	case PromptForm:
		return isPrompt(value)
	case PatternForm:
		return f.pattern().MatchString(value)
	}
	problem, _ := f.problem(value)
	return problem == ""
}

// problem returns the reason why the value does not match the form, or "" if it matches. near reports whether the value
// is almost right, such as a number that is too large.
func (f *ValueForm) problem(value string) (problem string, near bool) {
	switch f.Kind {
	case NumberForm:
		if n, ok := parseNumber(value); ok {
			return f.numberProblem(n, decimals(value)), true
		}
	case PartsForm:
		return f.partsProblem(value)
	case ListForm:
		return f.listProblem(value)
	case PromptForm:
		return mustBe([]ValueForm{*f}), strings.HasPrefix(value, base64Prompt)
	}
	return mustBe([]ValueForm{*f}), false
}

// patterns caches compiled patterns. They are compiled when they are needed, which is rare.
var patterns sync.Map // from the text to the *regexp.Regexp

func (f *ValueForm) pattern() *regexp.Regexp {
	if compiled, ok := patterns.Load(f.Pattern); ok {
		return compiled.(*regexp.Regexp)
	}
	compiled := regexp.MustCompile(f.Pattern)
	patterns.Store(f.Pattern, compiled)
	return compiled
}

// isBase64 reports whether a value is text in base64.
func isBase64(value string) bool {
	return decodeBase64(value) != ""
}

// decodeBase64 decodes both alphabets, with and without padding. It returns an empty text for a value that is not
// base64. It reads a space as a plus sign, because a decoder of queries replaces a plus sign by a space.
func decodeBase64(value string) string {
	standard := strings.NewReplacer("-", "+", "_", "/", " ", "+").Replace(strings.TrimRight(value, "="))
	text, err := base64.RawStdEncoding.DecodeString(standard)
	if err != nil {
		return ""
	}
	return string(text)
}

func isPrompt(value string) bool {
	if text, ok := strings.CutPrefix(value, base64Prompt); ok {
		return isBase64(text)
	}
	text, ok := strings.CutPrefix(value, plainPrompt)
	return ok && text != ""
}

// isNumeric reports whether a value is a number. A negative number begins with N, as in the service, or with a minus
// sign, as in the SDKs.
func isNumeric(value string) bool {
	_, ok := parseNumber(value)
	return ok
}

func parseNumber(value string) (n float64, ok bool) {
	if digits, negative := strings.CutPrefix(value, "-"); negative {
		value = "N" + digits
	}
	return Expr(value).number()
}

// decimals returns the number of digits after the decimal point.
func decimals(number string) int {
	_, digits, _ := strings.Cut(number, ".")
	return len(digits)
}

func (f *ValueForm) acceptsNumber(value string) bool {
	n, ok := parseNumber(value)
	return ok && f.inBounds(n) && (f.Decimals < 0 || decimals(value) <= f.Decimals)
}

func (f *ValueForm) inBounds(n float64) bool {
	return n >= f.Min && n <= f.Max && !(f.ExclusiveMin && n == f.Min)
}

// numberProblem returns the reason why a number is not allowed, or "" if it is. digits is the number of digits after
// its decimal point.
func (f *ValueForm) numberProblem(n float64, digits int) string {
	switch {
	case math.Abs(n) > maxNumber:
		return fmt.Sprintf("must be from %d to %d", int64(-maxNumber), int64(maxNumber))
	case !f.inBounds(n):
		return "must be " + f.bounds()
	case f.Decimals == 0 && digits > 0:
		return "must be a whole number"
	case f.Decimals > 0 && digits > f.Decimals:
		return "must have at most " + cardinal(f.Decimals) + " decimals"
	}
	return ""
}

// bounds describes the range of a NumberForm, such as "from 0 to 100".
func (f *ValueForm) bounds() string {
	low, high := f.Min > -maxNumber, f.Max < maxNumber
	switch {
	case f.ExclusiveMin && !high:
		return "greater than " + formatNumber(f.Min)
	case f.ExclusiveMin:
		return "greater than " + formatNumber(f.Min) + " and at most " + formatNumber(f.Max)
	case low && !high:
		return "at least " + formatNumber(f.Min)
	case !low && high:
		return "at most " + formatNumber(f.Max)
	}
	return "from " + formatNumber(f.Min) + " to " + formatNumber(f.Max)
}

func formatNumber(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// partsProblem returns the reason why a value does not consist of the parts of the form, or "" if it does.
func (f *ValueForm) partsProblem(value string) (problem string, near bool) {
	rest, ok := strings.CutPrefix(value, f.Prefix)
	if !ok {
		return mustBe([]ValueForm{*f}), false
	}
	for _, separator := range f.Separators {
		values, ok := f.split(rest, separator)
		if !ok {
			continue
		}
		wrong, isNear := f.wrongPart(values)
		if wrong == "" {
			return "", false
		}
		if problem == "" || isNear && !near {
			problem, near = wrong, isNear
		}
	}
	if problem == "" {
		problem = mustBe([]ValueForm{*f})
	}
	return problem, near
}

// split splits a text into the values of the parts. The values of omitted parts are empty. After a prefix, the text
// begins with a separator. ok is false if the text does not consist of the parts.
func (f *ValueForm) split(text, separator string) (values []string, ok bool) {
	values = make([]string, len(f.Parts))
	if text == "" {
		return values, f.Prefix != ""
	}
	if f.Prefix != "" {
		if text, ok = strings.CutPrefix(text, separator); !ok || text == "" {
			return nil, false
		}
	}
	if f.hasLabels() {
		return values, f.assignLabelled(values, text, separator)
	}
	return values, f.assignInOrder(values, strings.Split(text, separator), separator)
}

// hasLabels reports whether each part has a label. Parts with labels can be in any order.
func (f *ValueForm) hasLabels() bool {
	return !slices.ContainsFunc(f.Parts, func(p ValuePart) bool { return p.Label == "" })
}

// assignLabelled sets the value of each part to the text after its label. The text up to the next label can contain the
// separator.
func (f *ValueForm) assignLabelled(values []string, text, separator string) bool {
	current, start := -1, 0 // the part whose value has begun, and where
	for at := 0; at <= len(text); {
		token, _, _ := strings.Cut(text[at:], separator)
		labelled := slices.IndexFunc(f.Parts, func(p ValuePart) bool { return strings.HasPrefix(token, p.Label) })
		switch {
		case labelled >= 0 && values[labelled] != "":
			return false // the label occurs twice
		case labelled >= 0:
			current, start = labelled, at+len(f.Parts[labelled].Label)
		case current < 0:
			return false
		}
		at += len(token)
		if values[current] = text[start:at]; values[current] == "" {
			return false
		}
		at += len(separator)
	}
	return true
}

// assignInOrder assigns the tokens to the parts in order. If there are too many tokens, the first part that can contain
// the separator takes several.
func (f *ValueForm) assignInOrder(values, tokens []string, separator string) bool {
	long := slices.IndexFunc(f.Parts, ValuePart.canHoldSeparators)
	if surplus := len(tokens) - len(f.Parts); surplus > 0 {
		if long < 0 {
			return false
		}
		joined := strings.Join(tokens[long:long+surplus+1], separator)
		tokens = slices.Concat(tokens[:long], []string{joined}, tokens[long+surplus+1:])
	}
	for i, token := range tokens {
		after, ok := strings.CutPrefix(token, f.Parts[i].Label)
		if !ok || after == "" {
			return false
		}
		values[i] = after
	}
	return true
}

// canHoldSeparators reports whether a value of the part can contain separators.
func (p ValuePart) canHoldSeparators() bool {
	return slices.ContainsFunc(p.Forms, func(f ValueForm) bool {
		return f.Kind == ExpressionForm || f.Kind == TextForm || f.Kind == PromptForm || f.Kind == PartsForm
	})
}

// wrongPart returns the problem of the first part with a wrong value, or "" if all are right. The values of omitted
// parts are empty. near reports whether another part is right.
func (f *ValueForm) wrongPart(values []string) (problem string, near bool) {
	near = f.Prefix != "" || f.hasLabels()
	for i := range f.Parts {
		part := &f.Parts[i]
		reason := ""
		switch {
		case values[i] != "":
			_, reason = matchForms(part.Forms, values[i])
			near = near || reason == ""
		case !part.Optional:
			reason = "is missing"
		}
		if reason != "" && problem == "" {
			problem = inPart(part.Name, reason)
		}
	}
	return problem, near && problem != ""
}

// inPart returns the reason of the error for a wrong part of a value, or a wrong item in it.
func inPart(name, reason string) string {
	if item, ok := strings.CutPrefix(reason, "is invalid: "); ok {
		return "is invalid: " + name + ": " + item
	}
	return "is invalid: " + name + " " + reason
}

// listProblem returns the reason why a value is not a list of items of the form, or "" if it is.
func (f *ValueForm) listProblem(value string) (problem string, near bool) {
	items := strings.Split(value, f.Separators[0])
	for i, item := range items {
		if _, reason := matchForms(f.Items, item); reason != "" {
			return fmt.Sprintf("is invalid: %q %s", item, reason), i > 0
		}
		if f.Unique && slices.Contains(items[:i], item) {
			return fmt.Sprintf("is invalid: %q is given twice", item), true
		}
	}
	switch {
	case len(items) < f.MinItems:
		return "must have at least " + cardinal(f.MinItems) + " values", true
	case f.MaxItems > 0 && len(items) > f.MaxItems:
		return "must have at most " + cardinal(f.MaxItems) + " values", true
	}
	return "", false
}
