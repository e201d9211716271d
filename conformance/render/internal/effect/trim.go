package effect

import (
	"image"
	"slices"
)

// TrimBounds returns the part of a picture without the edges that have the color of its top left pixel: the smallest
// rectangle that has all pixels of which red, green, blue or alpha differs from it by more than threshold, from 0 to
// 255. Colors are weighted by their alpha first, so that all fully transparent pixels are equal. It returns all of the
// picture if no pixel differs.
func TrimBounds(m *image.NRGBA, threshold int) image.Rectangle {
	bounds, edge := image.Rectangle{}, weighted(m.Pix[:channels])
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride : (y+1)*m.Stride]
		first, last := 0, len(row)-channels
		for first <= last && !differs(weighted(row[first:][:channels]), edge, threshold) {
			first += channels
		}
		for last > first && !differs(weighted(row[last:][:channels]), edge, threshold) {
			last -= channels
		}
		if first <= last {
			bounds = bounds.Union(image.Rect(first/channels, y, last/channels+1, y+1))
		}
	}
	if bounds.Empty() {
		return m.Rect
	}
	return bounds
}

// weighted returns a pixel whose colors are multiplied by its alpha.
func weighted(pixel []byte) [4]int {
	alpha := int(pixel[3])
	return [4]int{
		(int(pixel[0])*alpha + 127) / 255, (int(pixel[1])*alpha + 127) / 255, (int(pixel[2])*alpha + 127) / 255, alpha,
	}
}

// differs reports whether a value of two pixels differs by more than a threshold.
func differs(a, b [4]int, threshold int) bool {
	for i := range a {
		if max(a[i]-b[i], b[i]-a[i]) > threshold {
			return true
		}
	}
	return false
}

// Clone returns a copy of a picture.
func Clone(m *image.NRGBA) *image.NRGBA {
	return &image.NRGBA{Pix: slices.Clone(m.Pix), Stride: m.Stride, Rect: m.Rect}
}

// Crop returns a copy of a part of a picture.
func Crop(m *image.NRGBA, part image.Rectangle) *image.NRGBA {
	part = part.Intersect(m.Rect)
	out := image.NewNRGBA(image.Rectangle{Max: part.Size()})
	for y := range part.Dy() {
		from := (part.Min.Y+y)*m.Stride + channels*part.Min.X
		copy(out.Pix[y*out.Stride:(y+1)*out.Stride], m.Pix[from:])
	}
	return out
}
