package codec

import (
	"context"
	"image"
	"image/gif"
	"math"
)

// encodeGIF writes full frames, each with colors of its own. A frame with transparent pixels is removed before the next
// one is shown, which would not hide it.
func encodeGIF(ctx context.Context, p *Picture) ([]byte, error) {
	size := p.Frames[0].Image.Bounds().Size()
	g := &gif.GIF{LoopCount: p.LoopCount, Config: image.Config{Width: size.X, Height: size.Y}}
	for _, f := range p.Frames {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m, transparent := quantize(ToNRGBA(f.Image))
		disposal := byte(gif.DisposalNone)
		if transparent {
			disposal = gif.DisposalBackground
		}
		delay := (f.Delay + gifDelay/2) / gifDelay
		g.Image = append(g.Image, m)
		g.Delay = append(g.Delay, int(min(max(delay, 0), math.MaxUint16)))
		g.Disposal = append(g.Disposal, disposal)
	}
	w := &writer{ctx: ctx}
	if err := gif.EncodeAll(w, g); err != nil {
		return nil, err
	}
	return w.file.Bytes(), nil
}
