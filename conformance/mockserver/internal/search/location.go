package search

import (
	"math"
	"strings"
	"time"
)

// Point is a position on earth, in degrees.
type Point struct{ Latitude, Longitude float64 }

// area reports whether it contains a point.
type area func(Point) bool

// readArea parses a circle, "40,100 5km", or the corners of a rectangle: two opposite ones, "40,100|50,105", or all
// four.
//
// Assumed: in a search query for a location, the sides of a rectangle run along meridians and parallels, and a
// rectangle does not cross the 180th meridian. The only unit of a radius is km.
func readArea(v *value, _ operator, _ time.Time) (want string) {
	const forms = `a location such as "40,100 5km" or "40,100|50,105"`
	if !v.quoted {
		return forms
	}
	centre, radius, isCircle := strings.Cut(v.text, " ")
	var corners []Point
	for corner := range strings.SplitSeq(centre, "|") {
		p, ok := parsePoint(corner)
		if !ok {
			return forms
		}
		corners = append(corners, p)
	}
	switch {
	case isCircle && len(corners) == 1:
		number, hasUnit := strings.CutSuffix(radius, "km")
		km, ok := parseNumber(number)
		if !hasUnit || !ok || km < 0 {
			return forms
		}
		v.data = circle(corners[0], km)
	case !isCircle && (len(corners) == 2 || len(corners) == 4):
		v.data = rectangle(corners)
	default:
		return forms
	}
	return ""
}

// parsePoint parses latitude,longitude.
func parsePoint(text string) (Point, bool) {
	first, second, _ := strings.Cut(text, ",")
	latitude, ok1 := parseNumber(first)
	longitude, ok2 := parseNumber(second)
	return Point{latitude, longitude}, ok1 && ok2 && math.Abs(latitude) <= 90 && math.Abs(longitude) <= 180
}

func circle(centre Point, km float64) area {
	return func(p Point) bool { return distance(centre, p) <= km }
}

func rectangle(corners []Point) area {
	low, high := corners[0], corners[0]
	for _, c := range corners {
		low.Latitude, low.Longitude = min(low.Latitude, c.Latitude), min(low.Longitude, c.Longitude)
		high.Latitude, high.Longitude = max(high.Latitude, c.Latitude), max(high.Longitude, c.Longitude)
	}
	return func(p Point) bool {
		return low.Latitude <= p.Latitude && p.Latitude <= high.Latitude && low.Longitude <= p.Longitude &&
			p.Longitude <= high.Longitude
	}
}

// distance returns the distance of two points in kilometres, by the haversine formula.
func distance(p, q Point) float64 {
	const earthRadius, radians = 6371, math.Pi / 180
	square := func(degrees float64) float64 { return math.Pow(math.Sin(degrees*radians/2), 2) }
	h := square(q.Latitude-p.Latitude) +
		math.Cos(p.Latitude*radians)*math.Cos(q.Latitude*radians)*square(q.Longitude-p.Longitude)
	return 2 * earthRadius * math.Asin(math.Sqrt(min(h, 1)))
}
