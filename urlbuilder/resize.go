package urlbuilder

// Dimension is a length in pixels, a fraction of the original, or an arithmetic expression.
type Dimension interface{ int | float64 | Expr }

func dimensionParam[T Dimension](name string, value T) Param {
	switch v := any(value).(type) {
	case int:
		return intParam(name, v)
	case float64:
		return floatParam(name, v)
	case Expr:
		return textParam(name, string(v))
	}
	return Param{name: name, problem: "must be an int, a float64 or an Expr"}
}

// Height is the height of the result: pixels from 1, a fraction of the original between 0 and 1, or an expression.
//
// See https://imagekit.io/docs/image-resize-and-crop#height---h
func Height[T Dimension](value T) Param { return dimensionParam("h", value) }

// Width is the width of the result: pixels from 1, a fraction of the original between 0 and 1, or an expression.
//
// See https://imagekit.io/docs/image-resize-and-crop#width---w
func Width[T Dimension](value T) Param { return dimensionParam("w", value) }
