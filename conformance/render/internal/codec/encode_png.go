package codec

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
)

// pngHeaderEnd is the offset behind the chunk IHDR, which is the first one.
const pngHeaderEnd = len(pngSignature) + 4 + 4 + 13 + 4

// encodePNG inserts chunks after the header.
func encodePNG(ctx context.Context, m image.Image, meta Metadata, o Options) ([]byte, error) {
	if _, isGray := m.(*image.Gray); !isGray {
		m = ToNRGBA(m)
	}
	w := &writer{ctx: ctx}
	if err := png.Encode(w, m); err != nil {
		return nil, err
	}
	return inserted(w.file.Bytes(), pngHeaderEnd,
		profileChunk(meta.Profile), densityChunk(o.DotsPerInch), pngChunk("eXIf", "", meta.EXIF),
		pngChunk("iTXt", pngXMPPrefix, meta.XMP)), nil
}

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
