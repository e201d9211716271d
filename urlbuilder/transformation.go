package urlbuilder

import (
	"strconv"
)

// TransformationPosition says where a URL carries its transformation.
type TransformationPosition int

// Positions of a transformation.
const (
	DefaultPosition TransformationPosition = iota // that of the builder; of a builder without one, that of its dialect
	PathPosition                                  // ENDPOINT/tr:w-300/photo.jpg
	QueryPosition                                 // ENDPOINT/photo.jpg?tr=w-300
)

// Dialect says in which of several equivalent forms URLs are written. A service whose URLs are cached already picks the one that
// its other programs use.
type Dialect int

// Dialects.
const (
	Classic Dialect = iota // as Node SDKs 3.x to 6.x: transformation in the path; form-encoded in the query
	Current                // as Node SDK 7.x: transformation in the query, readable
)

// Chain is a transformation: steps that are applied one after the other.
type Chain []Step

// Step is a list of parameters that are applied at once. Their order does not change the picture, but it is part of the URL.
type Step []Parameters

// Parameters is one parameter of a step, or several in [Raw] form. Make it with the functions of this package.
type Parameters struct{ text string }

// Height is the height of the result in pixels.
//
// See https://imagekit.io/docs/image-resize-and-crop#height---h
func Height(pixels int) Parameters { return Parameters{"h-" + strconv.Itoa(pixels)} }

// Width is the width of the result in pixels.
//
// See https://imagekit.io/docs/image-resize-and-crop#width---w
func Width(pixels int) Parameters { return Parameters{"w-" + strconv.Itoa(pixels)} }

// Raw is transformation text as it stands in a URL, such as "e-contrast,rt-90". It is emitted as it is, so it must not come from users.
func Raw(text string) Parameters { return Parameters{text} }

func (b *Builder) position(o Options) TransformationPosition {
	for _, position := range []TransformationPosition{o.TransformationPosition, b.transformationPosition} {
		if position != DefaultPosition {
			return position
		}
	}
	if b.dialect == Current {
		return QueryPosition
	}
	return PathPosition
}

func appendChain(out []byte, chain Chain) []byte {
	for i, step := range chain {
		if i > 0 {
			out = append(out, ':')
		}
		for j, p := range step {
			if j > 0 {
				out = append(out, ',')
			}
			out = append(out, p.text...)
		}
	}
	return out
}

// isEmpty reports that a chain has nothing to say, so that no URL ends up with a lone "tr:".
func (c Chain) isEmpty() bool {
	for _, step := range c {
		for _, p := range step {
			if p.text != "" {
				return false
			}
		}
	}
	return true
}
