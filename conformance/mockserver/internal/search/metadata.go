package search

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// customField returns a custom metadata field. Its type is not known when a query is parsed, so it supports all
// operators, and a condition does not hold for a value of another type: a text is never equal to a number. The service
// may refuse a condition that the type of the field does not support; here it selects nothing.
//
// A condition on a list holds if it holds for one element.
func customField(name string) *field {
	return &field{
		name:      customPrefix + name,
		operators: customOperators,
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

// custom is a parsed value of a query. A quoted value can be both a text and a date.
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

// anyElement reports whether a test holds for a value or for an element of a list. It never holds for nil.
func anyElement(v any, holds func(any) bool) bool {
	if list, ok := v.([]any); ok {
		return slices.ContainsFunc(list, holds)
	}
	return v != nil && holds(v)
}

// customTest compiles a condition on a value that is not a list.
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

// equalToOne returns a test for values that are equal to one of the wanted values, or are the same time.
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
		return false // a list inside a list cannot be a key of the map
	}
}

// onDate converts a test of times to one of metadata values. It does not hold for values that are not dates.
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
