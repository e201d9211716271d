// Package expression computes the arithmetic expressions and reads the numbers in the values of parameters.
//
// See https://imagekit.io/docs/arithmetic-expressions-in-transformations
package expression

import (
	"fmt"
	"math"
	"strings"
)

// Variables has the values of the names that an expression can contain, such as iw. A name without a value is not
// allowed where the expression stands.
type Variables map[string]float64

// operation is one of the operators of expressions.
type operation struct {
	level int // operations of a lower level are computed first
	apply func(x, y float64) float64
}

// operations has the operators by their names in expressions.
var operations = map[string]operation{
	"mul": {0, func(x, y float64) float64 { return x * y }},
	"div": {0, func(x, y float64) float64 { return x / y }},
	"add": {1, func(x, y float64) float64 { return x + y }},
	"sub": {1, func(x, y float64) float64 { return x - y }},
	"mod": {2, math.Mod},
	"pow": {3, math.Pow},
}

const lastLevel = 3

// Evaluate computes an expression such as iw_div_2, or a number, whose minus sign is an N or, as SDKs write it, -. It
// computes multiplications and divisions first, then additions and subtractions, then remainders, and powers last; each
// from left to right.
//
// Assumed: an expression without a finite value, such as a division by zero, is an error.
func Evaluate(text string, v Variables) (float64, error) {
	operands, operators, err := parseExpression(text, v)
	if err != nil {
		return 0, err
	}
	for level := range lastLevel + 1 {
		operands, operators = reduce(operands, operators, level)
	}
	result := operands[0]
	if math.IsNaN(result) || math.IsInf(result, 0) {
		return 0, fmt.Errorf("expression %q has no finite value", text)
	}
	return result, nil
}

// parseExpression splits an expression into values and the operators between them.
func parseExpression(text string, v Variables) (operands []float64, operators []operation, err error) {
	tokens := strings.Split(text, "_")
	for i, token := range tokens {
		if i%2 == 1 {
			operator, ok := operations[token]
			if !ok || i == len(tokens)-1 {
				return nil, nil, fmt.Errorf("expression %q has no operator and value at %q", text, token)
			}
			operators = append(operators, operator)
			continue
		}
		operand, err := operandOf(token, v)
		if err != nil {
			return nil, nil, fmt.Errorf("expression %q: %w", text, err)
		}
		operands = append(operands, operand)
	}
	return operands, operators, nil
}

// operandOf returns the value of a name or of a number.
func operandOf(token string, v Variables) (float64, error) {
	if value, ok := v[token]; ok {
		return value, nil
	}
	number, err := Number(token)
	if err != nil {
		return 0, fmt.Errorf("%q has no value here", token)
	}
	return number, nil
}

// reduce computes the operations of one level from left to right.
func reduce(operands []float64, operators []operation, level int) ([]float64, []operation) {
	values, rest := operands[:1], operators[:0]
	for i, operator := range operators {
		if operator.level != level {
			values, rest = append(values, operands[i+1]), append(rest, operator)
			continue
		}
		last := len(values) - 1
		values[last] = operator.apply(values[last], operands[i+1])
	}
	return values, rest
}
