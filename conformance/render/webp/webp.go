//go:build nodynamic

package webp

import (
	"bytes"
	"context"
	"time"

	"github.com/gen2brain/webp"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/wasm"
)

// Methods of libwebp, from 0 (fast) to 6 (small). Large pictures would take seconds with the usual one.
const (
	usualMethod = 4
	fastMethod  = 0
	// maxUsual is how many pixels a picture has at most that is encoded with the usual method.
	maxUsual = 1 << 20
)

type webpCodec struct{}

func init() { codec.Register(webpCodec{}) }

// Format implements codec.Codec.
func (webpCodec) Format() codec.Format { return codec.WebP }

// Encode implements codec.Codec.
func (webpCodec) Encode(ctx context.Context, p *codec.Picture, o codec.Options) ([]byte, error) {
	m := codec.ToNRGBA(p.Frames[0].Image)
	options := webp.Options{Quality: o.Quality, Lossless: o.Lossless, Method: usualMethod}
	if m.Rect.Dx()*m.Rect.Dy() > maxUsual {
		options.Method = fastMethod
	}
	return wasm.Run(ctx, func() ([]byte, error) {
		var b bytes.Buffer
		err := webp.Encode(&b, m, options)
		return b.Bytes(), err
	})
}

// Decode implements codec.Codec.
func (webpCodec) Decode(ctx context.Context, data []byte, frames int) ([]codec.Frame, error) {
	return wasm.Run(ctx, func() ([]codec.Frame, error) {
		if frames == 1 {
			m, err := webp.Decode(bytes.NewReader(data))
			return []codec.Frame{{Image: wasm.Detach(m)}}, err
		}
		w, err := webp.DecodeAll(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		var all []codec.Frame
		for i, m := range w.Image[:min(frames, len(w.Image))] {
			delay := time.Duration(w.Delay[i]) * time.Millisecond
			all = append(all, codec.Frame{Image: wasm.Detach(m), Delay: delay})
		}
		return all, nil
	})
}
