package text

import (
	"math"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// maxPoints bounds the memory for the outlines of a text.
const maxPoints = 4_000_000

// outline returns the outline of a glyph, with the origin of the glyph at (0, 0).
func (f *face) outline(glyph font.GID, advance int32) (*path, error) {
	if known, ok := f.outlines[glyph]; ok {
		return known, nil
	}
	data, _ := f.GlyphDataOutline(glyph)
	contours := f.contours(data.Segments)
	_, hasPicture := f.GlyphDataBitmap(glyph)
	if len(contours) == 0 && (glyph == missingGlyph || hasPicture) {
		contours = f.missingBox(advance)
	}
	if f.slant {
		slant(contours)
	}
	if f.embolden {
		contours = embolden(contours, f.size*subpixels/boldness)
	}
	p := newPath(contours...)
	f.outlines[glyph] = p
	for _, contour := range contours {
		*f.pointsOfFaces += len(contour)
	}
	if *f.pointsOfFaces > maxPoints {
		return nil, &LimitError{"number of points in the outlines", maxPoints}
	}
	return p, nil
}

// missingGlyph is the glyph for characters that a font does not have.
const missingGlyph font.GID = 0

// missingBox returns the outline for a character that no font has: a frame.
func (f *face) missingBox(advance int32) [][]point {
	em := f.size * subpixels
	gap, stroke, height := subpixelsOf(em, 1./16), subpixelsOf(em, 1./24), subpixelsOf(em, 0.7)
	width := max(advance, 6*gap)
	inner := rectangle(gap+stroke, -height+stroke, width-gap-stroke, -stroke)
	inner[1], inner[3] = inner[3], inner[1] // the other direction, so that the inside is empty
	return [][]point{rectangle(gap, -height, width-gap, 0), inner}
}

// contours turns the segments of an outline, whose y axis points up, into polygons.
func (f *face) contours(segments []font.Segment) [][]point {
	var contours [][]point
	var current []point
	finish := func() {
		if len(current) > 2 {
			contours = append(contours, current)
		}
		current = nil
	}
	for _, segment := range segments {
		var p [3]point
		for i, arg := range segment.Args {
			p[i] = point{subpixelsOf(float64(arg.X), f.scale), -subpixelsOf(float64(arg.Y), f.scale)}
		}
		if segment.Op == opentype.SegmentOpMoveTo {
			finish()
			current = append(current, p[0])
			continue
		}
		if len(current) == 0 {
			current = append(current, point{})
		}
		last := current[len(current)-1]
		switch segment.Op {
		case opentype.SegmentOpLineTo:
			current = append(current, p[0])
		case opentype.SegmentOpQuadTo:
			current = appendQuad(current, last, p[0], p[1])
		case opentype.SegmentOpCubeTo:
			current = appendCubic(current, last, p[0], p[1], p[2])
		}
	}
	finish()
	return contours
}

// slant makes upright letters oblique, by about 12 degrees.
func slant(contours [][]point) {
	for _, contour := range contours {
		for i, p := range contour {
			contour[i].x = divide(128*int64(p.x)-27*int64(p.y), 128)
		}
	}
}

// boldness says how much wider the strokes of letters become that are made bold: by an em divided by it.
const boldness = 24

// embolden moves the edges of letters outwards, so that strokes are wider by a number of subpixels. The left edge keeps
// its place.
func embolden(contours [][]point, strength float64) [][]point {
	bold := make([][]point, 0, len(contours))
	outwards := orientation(contours)
	for _, contour := range contours {
		contour = withoutRepeats(contour)
		moved := make([]point, len(contour))
		for i, p := range contour {
			before, after := contour[(i+len(contour)-1)%len(contour)], contour[(i+1)%len(contour)]
			x, y := miter(before, p, after)
			moved[i] = point{
				p.x + subpixelsOf(outwards*x+1, strength/2), p.y + subpixelsOf(outwards*y, strength/2),
			}
		}
		if len(moved) > 2 {
			bold = append(bold, moved)
		}
	}
	return bold
}

// orientation returns 1 if most of the outline goes clockwise, and -1 otherwise.
func orientation(contours [][]point) float64 {
	var area float64
	for _, contour := range contours {
		for i, p := range contour {
			next := contour[(i+1)%len(contour)]
			area += float64(float64(p.x)*float64(next.y)) - float64(float64(next.x)*float64(p.y))
		}
	}
	if area < 0 {
		return -1
	}
	return 1
}

// withoutRepeats returns a polygon without points that are equal to the one before.
func withoutRepeats(contour []point) []point {
	kept := make([]point, 0, len(contour))
	for i, p := range contour {
		if p != contour[(i+len(contour)-1)%len(contour)] {
			kept = append(kept, p)
		}
	}
	return kept
}

// miter returns the direction in which a corner of a polygon that goes clockwise moves if its edges move outwards by 1.
// At sharp corners it is shorter.
func miter(before, at, after point) (x, y float64) {
	inX, inY := direction(before, at)
	outX, outY := direction(at, after)
	const sharpest = 0.25
	length := max(sharpest, 1+(float64(inX*outX)+float64(inY*outY)))
	return (inY + outY) / length, -(inX + outX) / length
}

// direction returns the direction from one point to another, with length 1.
func direction(from, to point) (x, y float64) {
	x, y = float64(to.x)-float64(from.x), float64(to.y)-float64(from.y)
	length := math.Sqrt(float64(x*x) + float64(y*y))
	if length == 0 {
		return 0, 0
	}
	return x / length, y / length
}
