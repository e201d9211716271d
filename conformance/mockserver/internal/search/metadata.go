package search

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// customField is a field that an account has defined. What its values are, the values in the query and in the assets
// tell: a number fulfils no condition about texts.
//
// Of a list one element is enough. Which operators a field supports follows from its type.
//
// The type is not known when a query is parsed: a condition that the type does not support selects nothing here, and
// may be an error of the service.
func customField(name string) *field {
	return &field{
		name:      customPrefix + name,
		operators: allOperators,
		read:      readCustom,
		compile: func(op operator, values []value) test {
			if op == opHas {
				w := wordsOf(values[0].text)
				return graded(func(a *Asset) int {
					text, _ := a.CustomMetadata[name].(string)
					return w.grade([]string{text})
				})
			}
			holds := customTest(op, values)
			return test{holds: func(a *Asset) bool { return anyElement(a.CustomMetadata[name], holds) }}
		},
	}
}

// custom is what a value is compared as. A quoted one may be a date as well as a text.
type custom struct {
	literal any // string, float64 or bool
	date    time.Time
}

func readCustom(v *value, op operator, now time.Time) (want string) {
	if op == opBegins || op == opHas {
		if want := readText(v, op, now); want != "" {
			return want
		}
	}
	number, isNumeric := parseNumber(v.text)
	date, isDate := parseTime(v.text, now)
	switch {
	case !v.quoted && isNumeric:
		v.data = custom{literal: number}
	case op.compares() && !isDate:
		return "a number or a date"
	case isDate:
		v.data = custom{literal: v.text, date: date}
	case v.quoted:
		v.data = custom{literal: v.text}
	case isFlag(v.text):
		v.data = custom{literal: v.text == "true"}
	default:
		return "text in quotes, a number, true or false"
	}
	return ""
}

// anyElement reports whether a test holds for a value, or for an element of a list. It holds for none that is absent.
func anyElement(v any, holds func(any) bool) bool {
	if list, ok := v.([]any); ok {
		return slices.ContainsFunc(list, holds)
	}
	return v != nil && holds(v)
}

// customTest compiles a condition on a value that is no list.
func customTest(op operator, values []value) func(any) bool {
	wanted := dataOf[custom](values)
	switch {
	case op == opExists:
		return func(any) bool { return true }
	case op == opBegins:
		return func(v any) bool {
			text, ok := v.(string)
			return ok && strings.HasPrefix(text, wanted[0].literal.(string))
		}
	case !op.compares():
		return equalToOne(wanted)
	}
	if bound, ok := wanted[0].literal.(float64); ok {
		holds := ordered(op, []float64{bound}, cmp.Compare[float64])
		return func(v any) bool {
			n, ok := v.(float64)
			return ok && holds(n)
		}
	}
	return onDate(ordered(op, []time.Time{wanted[0].date}, time.Time.Compare))
}

// equalToOne holds for what is equal to one of the values as it stands, or the same time.
func equalToOne(wanted []custom) func(any) bool {
	literals := map[any]struct{}{}
	var dates []time.Time
	for _, w := range wanted {
		literals[w.literal] = struct{}{}
		if !w.date.IsZero() {
			dates = append(dates, w.date)
		}
	}
	isDate := onDate(ordered(opIn, dates, time.Time.Compare))
	return func(v any) bool {
		switch v.(type) {
		case string, float64, bool:
			_, found := literals[v]
			return found || dates != nil && isDate(v)
		}
		return false // a list in a list could not even be looked up
	}
}

// onDate makes a test of values as assets have them.
func onDate(holds func(time.Time) bool) func(any) bool {
	return func(v any) bool {
		text, ok := v.(string)
		if !ok {
			return false
		}
		date, ok := parseDate(text)
		return ok && holds(date)
	}
}
