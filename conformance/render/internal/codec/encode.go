package codec

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
)

// Options say how [Encode] writes a picture.
type Options struct {
	Format Format
	// Quality is from 1 to 100; 0 means 80, the service's default. It has the meaning of libjpeg for JPEG. PNG and GIF
	// have none.
	Quality int
	// Lossless asks WebP and AVIF for all pixels as they are. PNG is always lossless, JPEG never.
	Lossless bool
	// Progressive asks for a JPEG file that is shown coarsely before all of it has arrived. It is some percent larger.
	Progressive bool
	// KeepMetadata writes the EXIF and XMP data of the picture. The orientation in it becomes 1, since it has been
	// applied. GIF and AVIF files are written without.
	KeepMetadata bool
	// KeepProfile writes the color profile of the picture. GIF and AVIF files are written without.
	KeepProfile bool
	// DotsPerInch is the density that the file tells, at most 65,535. 0 means none of its own: only EXIF data that is
	// kept tells one. WebP files have no other than that of EXIF data; GIF and AVIF files have none.
	DotsPerInch int
}

const (
	defaultQuality = 80
	maxDotsPerInch = 65535
)

var maxSides = map[Format]int{JPEG: maxSideJPEG, GIF: maxSideGIF, WebP: MaxSideWebP}

// Encode writes a picture in a format. GIF files have all frames, the others the first one. Transparent pixels of a
// picture that becomes JPEG are blended with black. Pictures are not changed.
//
// The error is a [*LimitError] for a picture that is larger than the format allows, a [*MissingCodecError], that of the
// context, or one about a wrong option.
func Encode(ctx context.Context, p *Picture, o Options) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := checkEncoding(p, &o); err != nil {
		return nil, err
	}
	m := p.kept(o)
	switch o.Format {
	case JPEG:
		return encodeJPEG(ctx, p.Frames[0].Image, m, o)
	case PNG:
		return encodePNG(ctx, p.Frames[0].Image, m, o)
	case GIF:
		return encodeGIF(ctx, p)
	}
	c, err := registered(o.Format, "encode")
	if err != nil {
		return nil, err
	}
	data, err := c.Encode(ctx, p, o)
	if err != nil || o.Format != WebP {
		return data, err
	}
	return addWebPMetadata(data, m), nil
}

// checkEncoding sets the default quality.
func checkEncoding(p *Picture, o *Options) error {
	if o.Quality == 0 {
		o.Quality = defaultQuality
	}
	switch {
	case o.Quality < 1 || o.Quality > 100:
		return fmt.Errorf("quality %d is not between 1 and 100", o.Quality)
	case o.DotsPerInch < 0 || o.DotsPerInch > maxDotsPerInch:
		return fmt.Errorf("density of %d dots per inch is not between 0 and %d", o.DotsPerInch, maxDotsPerInch)
	case len(p.Frames) == 0 || p.Frames[0].Image.Bounds().Empty():
		return fmt.Errorf("writing %s: the picture has no pixels", o.Format)
	}
	size := p.Frames[0].Image.Bounds().Size()
	for _, f := range p.Frames {
		if f.Image.Bounds().Size() != size {
			return fmt.Errorf("writing %s: frames have the sizes %v and %v", o.Format, size, f.Image.Bounds().Size())
		}
	}
	if limit, side := maxSides[o.Format], max(size.X, size.Y); limit != 0 && side > limit {
		return &LimitError{whatSide, int64(side), int64(limit)}
	}
	return nil
}

// kept returns the metadata that options keep.
func (p *Picture) kept(o Options) Metadata {
	m := p.Metadata
	if !o.KeepMetadata {
		m.EXIF, m.XMP = nil, nil
	}
	if !o.KeepProfile {
		m.Profile = nil
	}
	if m.EXIF != nil {
		m.EXIF = uprightEXIF(m.EXIF, o.DotsPerInch)
	}
	return m
}

// inserted returns a file with parts put in at an offset.
func inserted(file []byte, at int, parts ...[]byte) []byte {
	return bytes.Join([][]byte{file[:at], bytes.Join(parts, nil), file[at:]}, nil)
}

// ToNRGBA returns a picture that begins at 0, 0 and whose rows follow one another: m itself if it is one.
func ToNRGBA(m image.Image) *image.NRGBA {
	if n, ok := m.(*image.NRGBA); ok && n.Rect.Min == (image.Point{}) && n.Stride == 4*n.Rect.Dx() {
		return n
	}
	size := image.Rectangle{Max: m.Bounds().Size()}
	if IsOpaque(m) { // image/draw is fast into RGBA
		dst := image.NewRGBA(size)
		draw.Draw(dst, size, m, m.Bounds().Min, draw.Src)
		return &image.NRGBA{Pix: dst.Pix, Stride: dst.Stride, Rect: dst.Rect}
	}
	dst := image.NewNRGBA(size)
	draw.Draw(dst, size, m, m.Bounds().Min, draw.Src)
	return dst
}

// IsOpaque reports whether no pixel of a picture is transparent. It returns false for models that cannot tell.
func IsOpaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
