package codec

import (
	"context"
	"encoding/binary"
	"image"
)

const (
	// maxSegment is how many bytes of content a JPEG segment can have.
	maxSegment = 65535 - 2
	// maxProfileParts is how many segments a color profile can have.
	maxProfileParts = 255
)

// encodeJPEG inserts segments after the marker that begins the file.
func encodeJPEG(ctx context.Context, m image.Image, meta Metadata, o Options) ([]byte, error) {
	switch m.(type) {
	case *image.YCbCr, *image.Gray:
	default:
		m = withoutAlpha(ToNRGBA(m))
	}
	file, err := writeJPEG(ctx, m, o.Quality, o.Progressive)
	if err != nil {
		return nil, err
	}
	return inserted(file, 2,
		jfifSegment(o.DotsPerInch), exifSegment(meta.EXIF), xmpSegment(meta.XMP), profileSegments(meta.Profile)), nil
}

// segment returns nil for content that is too long: most decoders have no way to continue it elsewhere.
func segment(kind, prefix string, content []byte) []byte {
	n := len(prefix) + len(content)
	if n > maxSegment {
		return nil
	}
	b := binary.BigEndian.AppendUint16([]byte(kind), uint16(n+2))
	return append(append(b, prefix...), content...)
}

// jfifSegment has version 1.2, unit 1 for inch, and no thumbnail.
func jfifSegment(dpi int) []byte {
	if dpi == 0 {
		return nil
	}
	density := []byte{1, 2, 1, byte(dpi >> 8), byte(dpi), byte(dpi >> 8), byte(dpi), 0, 0}
	return segment("\xff\xe0", "JFIF\x00", density)
}

func exifSegment(exif []byte) []byte {
	if exif == nil {
		return nil
	}
	return segment(segmentEXIF, exifPrefix, exif)
}

func xmpSegment(xmp []byte) []byte {
	if xmp == nil {
		return nil
	}
	return segment(segmentEXIF, xmpPrefix, xmp)
}

// profileSegments numbers the parts of a profile from 1 on. It leaves out a profile that is too long.
func profileSegments(profile []byte) []byte {
	const size = maxSegment - len(profilePrefix) - 2
	count := (len(profile) + size - 1) / size
	if count > maxProfileParts {
		return nil
	}
	var b []byte
	for i := range count {
		part := profile[i*size : min(len(profile), (i+1)*size)]
		b = append(b, segment(segmentProfile, profilePrefix+string([]byte{byte(i + 1), byte(count)}), part)...)
	}
	return b
}
