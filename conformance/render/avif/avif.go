//go:build nodynamic

package avif

import (
	"bytes"
	"context"
	"image"

	"github.com/gen2brain/avif"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/wasm"
)

// speed of libaom, from 0 (small) to 10 (fast). The next slower one takes three times as long.
const speed = 10

type avifCodec struct{}

func init() { codec.Register(avifCodec{}) }

// Format implements codec.Codec.
func (avifCodec) Format() codec.Format { return codec.AVIF }

// Encode implements codec.Codec. Colors have the full resolution, as the service has them by default. A lossless file
// is one of the best quality: the module has no other way.
func (avifCodec) Encode(ctx context.Context, p *codec.Picture, o codec.Options) ([]byte, error) {
	m := codec.ToNRGBA(p.Frames[0].Image)
	quality := o.Quality
	if o.Lossless {
		quality = 100
	}
	options := avif.Options{
		Quality: quality, QualityAlpha: quality, Speed: speed, ChromaSubsampling: image.YCbCrSubsampleRatio444,
	}
	return wasm.Run(ctx, func() ([]byte, error) {
		var b bytes.Buffer
		err := avif.Encode(&b, m, options)
		return b.Bytes(), err
	})
}

// Decode implements codec.Codec. Of an animation it decodes the first frame.
func (avifCodec) Decode(ctx context.Context, data []byte, _ int) ([]codec.Frame, error) {
	return wasm.Run(ctx, func() ([]codec.Frame, error) {
		m, err := avif.Decode(bytes.NewReader(data))
		return []codec.Frame{{Image: wasm.Detach(m)}}, err
	})
}
