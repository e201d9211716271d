package codec

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"sync"
)

// pngHeaderEnd is the offset behind the chunk IHDR, which is the first one.
const pngHeaderEnd = len(pngSignature) + 4 + 4 + 13 + 4

// encodePNG inserts chunks after the header.
func encodePNG(ctx context.Context, m image.Image, meta Metadata, o Options) ([]byte, error) {
	if _, isGray := m.(*image.Gray); !isGray {
		m = ToNRGBA(m)
	}
	var encoder png.Encoder
	if size := m.Bounds().Size(); size.X*size.Y <= maxPooledPixels {
		encoder.BufferPool = pngBuffers{}
	}
	w := &writer{ctx: ctx}
	if err := encoder.Encode(w, m); err != nil {
		return nil, err
	}
	return inserted(w.file.Bytes(), pngHeaderEnd,
		profileChunk(meta.Profile), densityChunk(o.DotsPerInch), pngChunk("eXIf", "", meta.EXIF),
		pngChunk("iTXt", pngXMPPrefix, meta.XMP)), nil
}

// maxPooledPixels is the number of pixels up to which a picture is encoded with a buffer of pngBuffers: such a buffer
// refers to the picture and the file until it is used again.
const maxPooledPixels = 1 << 20

// pngBuffers are buffers for encoders. A buffer has about 1 MB, which takes longer to allocate than a small picture to
// encode.
type pngBuffers struct{}

var pngBufferPool = sync.Pool{New: func() any { return new(png.EncoderBuffer) }}

func (pngBuffers) Get() *png.EncoderBuffer  { return pngBufferPool.Get().(*png.EncoderBuffer) }
func (pngBuffers) Put(b *png.EncoderBuffer) { pngBufferPool.Put(b) }

// pngChunk returns nil if there is no content.
func pngChunk(kind, prefix string, content []byte) []byte {
	if content == nil {
		return nil
	}
	b := binary.BigEndian.AppendUint32(nil, uint32(len(prefix)+len(content)))
	b = append(append(append(b, kind...), prefix...), content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// profileChunk has a name, a zero, method 0 and the compressed profile.
func profileChunk(profile []byte) []byte {
	if profile == nil {
		return nil
	}
	var deflated bytes.Buffer
	z := zlib.NewWriter(&deflated)
	_, _ = z.Write(profile) // a buffer does not fail
	_ = z.Close()
	return pngChunk("iCCP", "ICC profile\x00\x00", deflated.Bytes())
}

// densityChunk has dots per meter, which are 39.37 times those per inch, in both directions, and the unit meter.
func densityChunk(dpi int) []byte {
	if dpi == 0 {
		return nil
	}
	const perMeter, per = 10_000, 254 // an inch has 0.0254 meters
	density := uint32((dpi*perMeter + per/2) / per)
	b := binary.BigEndian.AppendUint32(nil, density)
	return pngChunk("pHYs", "", append(binary.BigEndian.AppendUint32(b, density), 1))
}
