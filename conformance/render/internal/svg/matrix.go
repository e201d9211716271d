package svg

import (
	"math"
	"strings"
)

// point is a place or a direction.
type point struct{ x, y float64 }

func (p point) add(q point) point { return point{p.x + q.x, p.y + q.y} }
func (p point) sub(q point) point { return point{p.x - q.x, p.y - q.y} }
func (p point) times(factor float64) point {
	return point{float64(p.x * factor), float64(p.y * factor)}
}
func (p point) dot(q point) float64              { return float64(p.x*q.x) + float64(p.y*q.y) }
func (p point) cross(q point) float64            { return float64(p.x*q.y) - float64(p.y*q.x) }
func (p point) length() float64                  { return math.Sqrt(p.dot(p)) }
func (p point) between(q point, t float64) point { return p.add(q.sub(p).times(t)) }

// matrix maps a point to x' = m[0] x + m[2] y + m[4] and y' = m[1] x + m[3] y + m[5].
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

func (m matrix) apply(p point) point {
	return point{
		float64(m[0]*p.x) + float64(m[2]*p.y) + m[4],
		float64(m[1]*p.x) + float64(m[3]*p.y) + m[5],
	}
}

// mul returns the matrix that applies n first, and then m.
func (m matrix) mul(n matrix) matrix {
	x, y, origin := m.direction(point{n[0], n[1]}), m.direction(point{n[2], n[3]}), m.apply(point{n[4], n[5]})
	return matrix{x.x, x.y, y.x, y.y, origin.x, origin.y}
}

// direction maps a point as if the origin were mapped to itself.
func (m matrix) direction(p point) point {
	m[4], m[5] = 0, 0
	return m.apply(p)
}

func (m matrix) determinant() float64 { return float64(m[0]*m[3]) - float64(m[1]*m[2]) }

// scale is how much larger lengths become, about.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m.determinant())) }

// inverse returns the matrix that undoes m. It returns false if there is none.
func (m matrix) inverse() (matrix, bool) {
	d := m.determinant()
	if math.Abs(d) < 1e-12 {
		return matrix{}, false
	}
	n := matrix{m[3] / d, -m[1] / d, -m[2] / d, m[0] / d, 0, 0}
	origin := n.apply(point{m[4], m[5]})
	n[4], n[5] = -origin.x, -origin.y
	return n, true
}

// transformations make a matrix of the numbers in parentheses. They return false for a wrong number of them.
var transformations = map[string]func(n []float64) (matrix, bool){
	"translate": func(n []float64) (matrix, bool) {
		n = withDefault(n, 2, 0)
		return matrix{1, 0, 0, 1, n[0], n[1]}, len(n) == 2
	},
	"scale": func(n []float64) (matrix, bool) {
		n = withDefault(n, 2, n[0])
		return matrix{n[0], 0, 0, n[1], 0, 0}, len(n) == 2
	},
	"rotate": func(n []float64) (matrix, bool) {
		if len(n) == 1 {
			n = append(n, 0, 0)
		}
		if len(n) != 3 {
			return matrix{}, false
		}
		sin, cos := math.Sincos(radians(n[0]))
		turn := matrix{cos, sin, -sin, cos, 0, 0}
		return matrix{1, 0, 0, 1, n[1], n[2]}.mul(turn).mul(matrix{1, 0, 0, 1, -n[1], -n[2]}), true
	},
	"skewX":  func(n []float64) (matrix, bool) { return matrix{1, 0, math.Tan(radians(n[0])), 1, 0, 0}, len(n) == 1 },
	"skewY":  func(n []float64) (matrix, bool) { return matrix{1, math.Tan(radians(n[0])), 0, 1, 0, 0}, len(n) == 1 },
	"matrix": func(n []float64) (matrix, bool) { return matrix(withDefault(n, 6, 0)[:6]), len(n) == 6 },
}

// withDefault appends a value if one number is missing.
func withDefault(n []float64, length int, value float64) []float64 {
	for len(n) < length {
		n = append(n, value)
	}
	return n
}

func radians(degrees float64) float64 { return degrees / 180 * math.Pi }

// parseTransform reads a list of transformations, of which the last one is applied first.
func parseTransform(text string) (matrix, error) {
	m := identity
	for rest := strings.Trim(text, " \t\r\n,"); rest != ""; rest = strings.TrimLeft(rest, " \t\r\n,") {
		name, inside, opened := strings.Cut(rest, "(")
		arguments, after, closed := strings.Cut(inside, ")")
		transform, known := transformations[strings.TrimSpace(name)]
		numbers, err := parseNumbers(arguments)
		if !opened || !closed || !known || err != nil || len(numbers) == 0 {
			return m, unsupported("transform", text)
		}
		next, ok := transform(numbers)
		if !ok {
			return m, unsupported("transform", text)
		}
		m, rest = m.mul(next), after
	}
	for _, n := range m {
		if math.IsNaN(n) || math.Abs(n) > maxNumber {
			return m, unsupported("transform", text)
		}
	}
	return m, nil
}
