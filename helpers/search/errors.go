package search

import "strconv"

// Error reports a condition that no query can express. [Condition.Query] and [Condition.Param] return it for the first
// such condition.
//
//	search: name HAS "- -" must contain a letter or a digit
//	search: tags IN must have at least one value
//
// If the whole query is too long, it only has a Reason.
type Error struct {
	Field    string // the name of the field in queries, such as "createdAt" or "customMetadata.brand"
	Operator string // the operator in queries, such as "NOT IN"
	Value    string // the wrong value; empty if the error does not concern a value
	Reason   string // what is wrong, such as "must not be empty"
}

// Error returns field, operator, value and reason in one line.
func (e *Error) Error() string {
	if e.Operator == "" {
		return "search: " + e.Reason
	}
	field, value := e.Field, ""
	if !isPlain(field) {
		field = strconv.Quote(field)
	}
	if e.Value != "" {
		value = " " + strconv.Quote(shortened(e.Value))
	}
	return "search: " + field + " " + e.Operator + value + " " + e.Reason
}

// shortened returns at most 100 characters of a text.
func shortened(text string) string {
	const longest = 100
	count := 0
	for i := range text {
		if count == longest {
			return text[:i] + "…"
		}
		count++
	}
	return text
}

// isPlain reports whether a name is not empty and consists of letters, digits, periods and underscores.
func isPlain(name string) bool {
	for _, r := range name {
		if (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9') && r != '.' && r != '_' {
			return false
		}
	}
	return name != ""
}
