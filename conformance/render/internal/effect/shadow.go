package effect

import (
	"context"
	"image"
)

// ShadowOptions are the options of [Shadow].
type ShadowOptions struct {
	Sigma   float64     // the standard deviation of the blur in pixels
	Opacity int         // in percent from 0 to 100
	Offset  image.Point // to the right and downwards, in pixels
}

// Shadow lays a black shadow under the opaque parts of a picture. The picture keeps its size; the shadow is cut at its
// edges. A picture without transparent parts does not change.
func Shadow(ctx context.Context, m *image.NRGBA, o ShadowOptions) error {
	if m.Opaque() {
		return ctx.Err()
	}
	shadow := image.NewNRGBA(m.Rect)
	forOverlap(shadow, m, o.Offset, func(to, from []byte) { to[3] = from[3] })
	if err := Blur(ctx, shadow, o.Sigma); err != nil {
		return err
	}
	opacity := uint32(min(max(o.Opacity, 0), 100))
	return underlay(ctx, m, shadow, opacity)
}

// underlay lays a picture under another one of the same size, with an opacity in percent.
func underlay(ctx context.Context, m, below *image.NRGBA, opacity uint32) error {
	for y := range m.Rect.Dy() {
		if y%rowsPerCheck == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		above := m.Pix[y*m.Stride:][:m.Rect.Dx()*channels]
		row := below.Pix[y*below.Stride:][:len(above)]
		for i := 0; i < len(row); i += channels {
			to, from := above[i:i+channels:i+channels], row[i:i+channels:i+channels]
			from[3] = byte((uint32(from[3])*opacity + 50) / 100)
			if to[3] < 0xff && from[3] > 0 {
				overPixel(to, to, from)
			}
		}
	}
	return nil
}
