// Package effect changes the pixels of pictures: it turns, bends, rounds, frames, blurs and colors them. It knows
// nothing of ImageKit, URLs or files.
//
// Pictures are *image.NRGBA that begin at 0, 0 and whose rows follow one another. A function whose result has the size
// of the picture changes the picture in place. A function whose result has another size returns a new picture and
// leaves the given one as it is; where the size does not follow from the arguments at once, a second function tells it,
// so that callers can refuse what would be too large. Functions that take a context stop with its error when it ends.
//
// The result depends on the arguments alone: it is the same on every machine, because sums over pixels are sums of
// integers, and floating-point numbers are used for geometry and tables only. Colors are weighted by their alpha, so
// that those of transparent pixels do not bleed into their neighbors.
package effect
