package search

import "strings"

type operator string

const (
	opEqual        operator = "="
	opNotEqual     operator = "NOT ="
	opBegins       operator = ":"
	opLess         operator = "<"
	opLessEqual    operator = "<="
	opGreater      operator = ">"
	opGreaterEqual operator = ">="
	opIn           operator = "IN"
	opNotIn        operator = "NOT IN"
	opHas          operator = "HAS"
	opExists       operator = "EXISTS"
	opNotExists    operator = "NOT EXISTS"
)

// allOperators has all operators. The other sets are those of the fields for checks.
var (
	allOperators = []operator{
		opEqual, opNotEqual, opBegins, opLess, opLessEqual, opGreater, opGreaterEqual, opIn, opNotIn, opHas, opExists,
		opNotExists,
	}
	prefixes   = []operator{opEqual, opNotEqual, opBegins, opIn, opNotIn}
	membership = []operator{opIn, opNotIn, opExists, opNotExists}
	ordering   = []operator{opEqual, opNotEqual, opLess, opLessEqual, opGreater, opGreaterEqual, opIn, opNotIn}
)

func (o operator) negated() bool { return strings.HasPrefix(string(o), "NOT ") }

// base returns the operator without NOT.
func (o operator) base() operator { return operator(strings.TrimPrefix(string(o), "NOT ")) }

// comparisons report whether an operator holds, from the comparison of an asset's value with that of the query.
var comparisons = map[operator]func(order int) bool{
	opEqual:        func(order int) bool { return order == 0 },
	opLess:         func(order int) bool { return order < 0 },
	opLessEqual:    func(order int) bool { return order <= 0 },
	opGreater:      func(order int) bool { return order > 0 },
	opGreaterEqual: func(order int) bool { return order >= 0 },
}

// compares reports whether an operator needs ordered values.
func (o operator) compares() bool { return comparisons[o] != nil && o != opEqual }
