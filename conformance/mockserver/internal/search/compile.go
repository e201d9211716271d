package search

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// test is a compiled condition, without NOT.
type test struct {
	holds func(*Asset) bool
	grade func(*Asset) int // relevance of the match; nil if the operator is not HAS
}

// graded returns a test that holds if the grade is positive.
func graded(grade func(*Asset) int) test {
	return test{holds: func(a *Asset) bool { return grade(a) > 0 }, grade: grade}
}

// texts compiles conditions on a field with one text.
func texts(get func(*Asset) string) func(operator, []value) test {
	return func(op operator, values []value) test {
		wanted := dataOf[string](values)
		switch op {
		case opBegins:
			return test{holds: func(a *Asset) bool { return strings.HasPrefix(get(a), wanted[0]) }}
		case opHas:
			w := wordsOf(wanted[0])
			return graded(func(a *Asset) int { return w.grade([]string{get(a)}) })
		}
		isWanted := oneOf(wanted)
		return test{holds: func(a *Asset) bool { return isWanted(get(a)) }}
	}
}

// lists compiles conditions on a field with two lists of texts, such as tags and AI tags.
func lists(get func(*Asset) (_, _ []string)) func(operator, []value) test {
	return func(op operator, values []value) test {
		wanted := dataOf[string](values)
		switch op {
		case opExists:
			return test{holds: func(a *Asset) bool {
				x, y := get(a)
				return len(x)+len(y) > 0
			}}
		case opHas:
			w := wordsOf(wanted[0])
			return graded(func(a *Asset) int { return w.grade(get(a)) })
		}
		isWanted := oneOf(wanted)
		return test{holds: func(a *Asset) bool {
			x, y := get(a)
			return slices.ContainsFunc(x, isWanted) || slices.ContainsFunc(y, isWanted)
		}}
	}
}

// folders compiles conditions on the path. Only the operator : includes assets in subfolders.
func folders(op operator, values []value) test {
	wanted := dataOf[string](values)
	if op != opBegins {
		isWanted := oneOf(wanted)
		return test{holds: func(a *Asset) bool { return isWanted(a.Folder) }}
	}
	top := wanted[0]
	if top == "/" {
		return test{holds: func(*Asset) bool { return true }}
	}
	return test{holds: func(a *Asset) bool {
		rest, below := strings.CutPrefix(a.Folder, top)
		return below && (rest == "" || rest[0] == '/')
	}}
}

func flags(get func(*Asset) bool) func(operator, []value) test {
	return func(_ operator, values []value) test {
		wanted := values[0].data.(bool)
		return test{holds: func(a *Asset) bool { return get(a) == wanted }}
	}
}

func numbers(get func(*Asset) float64) func(operator, []value) test {
	return func(op operator, values []value) test {
		holds := ordered(op, dataOf[float64](values), cmp.Compare[float64])
		return test{holds: func(a *Asset) bool { return holds(get(a)) }}
	}
}

// times compiles conditions on a time. They do not hold for an unknown time.
func times(get func(*Asset) time.Time) func(operator, []value) test {
	return func(op operator, values []value) test {
		holds := ordered(op, dataOf[time.Time](values), time.Time.Compare)
		return test{holds: func(a *Asset) bool {
			t := get(a)
			return !t.IsZero() && holds(t)
		}}
	}
}

func locations(_ operator, values []value) test {
	contains := values[0].data.(area)
	return test{holds: func(a *Asset) bool { return a.Location != nil && contains(*a.Location) }}
}

// ordered compiles a comparison with one value or, for IN, a look-up in several values.
func ordered[T any](op operator, wanted []T, compare func(T, T) int) func(T) bool {
	if op == opIn {
		slices.SortFunc(wanted, compare)
		return func(v T) bool {
			_, found := slices.BinarySearchFunc(wanted, v, compare)
			return found
		}
	}
	holds, bound := comparisons[op], wanted[0]
	return func(v T) bool { return holds(compare(v, bound)) }
}

// oneOf returns a function that reports whether a text is in a list. Searching a short list is faster than a map.
func oneOf(wanted []string) func(string) bool {
	const short = 8
	if len(wanted) <= short {
		return func(s string) bool { return slices.Contains(wanted, s) }
	}
	set := make(map[string]struct{}, len(wanted))
	for _, w := range wanted {
		set[w] = struct{}{}
	}
	return func(s string) bool {
		_, found := set[s]
		return found
	}
}
