package scale

import (
	"context"
	"image"
)

// writer writes the samples of a line, one slice for each plane, as pixels of four bytes.
type writer func(to []byte, planes [][]int32)

// fill writes all lines of a picture.
func fill(ctx context.Context, out *image.NRGBA, write writer, planes ...*sampler) error {
	samples := make([][]int32, len(planes))
	for y := range out.Rect.Dy() {
		if err := ctx.Err(); err != nil { // an enlarged picture has many lines without a new line of blocks
			return err
		}
		for i, p := range planes {
			line, err := p.line(ctx, y)
			if err != nil {
				return err
			}
			samples[i] = line
		}
		write(out.Pix[y*out.Stride:(y+1)*out.Stride], samples)
	}
	return nil
}

// toByte returns the byte that is nearest to a sample: the sample divided by 257, between 0 and 255.
func toByte(sample int32) byte {
	clamped := uint32(min(max(sample, 0), sampleOne))
	return byte((clamped*0xff01 + 1<<23) >> 24)
}

func writeGray(to []byte, planes [][]int32) {
	for _, sample := range planes[0] {
		gray := toByte(sample)
		to[0], to[1], to[2], to[3] = gray, gray, gray, 0xff
		to = to[4:]
	}
}

// The factors of JFIF, with 16 fractional bits.
const (
	redOfCr   = 91881  // 1.402
	greenOfCb = 22554  // 0.344136
	greenOfCr = 46802  // 0.714136
	blueOfCb  = 116130 // 1.772
)

// noChroma is the sample of Cb and Cr in gray pixels.
const noChroma = 128 * 0x101

func writeYCbCr(to []byte, planes [][]int32) {
	luma, blues, reds := planes[0], planes[1], planes[2]
	blues, reds = blues[:len(luma)], reds[:len(luma)]
	for i, y := range luma {
		cb, cr := int64(blues[i]-noChroma), int64(reds[i]-noChroma)
		pixel := to[i*4:][:4]
		pixel[0] = toByte(y + int32(redOfCr*cr>>16))
		pixel[1] = toByte(y - int32((greenOfCb*cb+greenOfCr*cr)>>16))
		pixel[2] = toByte(y + int32(blueOfCb*cb>>16))
		pixel[3] = 0xff
	}
}

// writeRGBA divides colors by their alpha.
func writeRGBA(to []byte, planes [][]int32) {
	for samples := planes[0]; len(samples) >= 4; samples = samples[4:] {
		pixel := to[:4]
		to = to[4:]
		alpha := samples[3]
		pixel[3] = toByte(alpha)
		switch {
		case pixel[3] == 0:
			clear(pixel)
		case alpha == sampleOne:
			pixel[0], pixel[1], pixel[2] = toByte(samples[0]), toByte(samples[1]), toByte(samples[2])
		default:
			for i := range 3 {
				pixel[i] = unmultiply(samples[i], alpha)
			}
		}
	}
}

// unmultiply returns the byte for a color that is multiplied by alpha, which is positive.
func unmultiply(sample, alpha int32) byte {
	color := (2*0xff*int64(max(sample, 0)) + int64(alpha)) / (2 * int64(alpha))
	return byte(min(color, 0xff))
}
