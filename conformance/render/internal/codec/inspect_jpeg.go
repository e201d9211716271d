package codec

import (
	"bytes"
	"cmp"
	"image/color"
	"image/jpeg"
	"slices"

	"github.com/openimagekit/imagekit/conformance/internal/chunk"
)

// maxScans bounds the passes over all pixels that a JPEG file can ask for.
const maxScans = 100

// Prefixes of the content of JPEG segments.
const (
	exifPrefix    = "Exif\x00\x00"
	xmpPrefix     = "http://ns.adobe.com/xap/1.0/\x00"
	profilePrefix = "ICC_PROFILE\x00" // a number from 1 on and the count of segments follow
)

// Segments of JPEG files.
const (
	segmentEXIF    = "\xff\xe1" // or XMP
	segmentProfile = "\xff\xe2"
	startOfScan    = "\xff\xda"
)

// inspectJPEG counts the samples of all components, the coefficients of a progressive file, which the decoder keeps
// until it has read all, and the conversion of color models other than YCbCr and gray.
func inspectJPEG(data []byte) (*header, error) {
	size, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if n := bytes.Count(data, []byte(startOfScan)); n > maxScans {
		return nil, &LimitError{"scans", int64(n), maxScans}
	}
	h := &header{Config: Config{Width: size.Width, Height: size.Height}}
	frame := jpegFrame{samples: 4, progressive: true, first: 1}
	var profile []profilePart
	for kind, body := range chunk.Walk(section(data), 2, chunk.JPEG) {
		switch kind {
		case "\xff\xc0", "\xff\xc1", "\xff\xc2":
			frame.read(kind, content(body))
		case segmentEXIF:
			h.addJPEGMetadata(content(body))
		case segmentProfile:
			profile = appendProfilePart(profile, content(body))
		}
	}
	h.meta.Profile = joinProfile(profile)
	h.perPixel = frame.samples
	if frame.progressive {
		h.perPixel += 4 * frame.samples
	}
	if size.ColorModel != color.YCbCrModel && size.ColorModel != color.GrayModel {
		h.perPixel += 8
	}
	// Each block has at least one bit. A segment whose picture consists of few scans has 64 pixels in a block.
	h.minSize = int64(float64(h.pixels()) * frame.first / (64 * 8))
	return h, nil
}

// jpegFrame is what the header of a frame says about samples.
type jpegFrame struct {
	samples     float64 // per pixel, of all components
	first       float64 // per pixel, of the first component
	progressive bool
}

// read reads the factors of the components: 1.5 samples per pixel for a picture whose colors have half of the
// resolution in both directions, for example. It leaves the largest possible values for a damaged header.
func (f *jpegFrame) read(kind string, body []byte) {
	var sum, most float64
	for i := 7; i < min(len(body), 6+4*3); i += 3 {
		blocks := max(1, float64(body[i]>>4)*float64(body[i]&0xf))
		sum, most = sum+blocks, max(most, blocks)
	}
	if sum == 0 {
		return
	}
	first := max(1, float64(body[7]>>4)*float64(body[7]&0xf))
	f.samples, f.first, f.progressive = sum/first, first/most, kind == "\xff\xc2"
}

func (h *header) addJPEGMetadata(body []byte) {
	if rest, found := bytes.CutPrefix(body, []byte(exifPrefix)); found && h.meta.EXIF == nil {
		h.meta.EXIF = rest
	}
	if rest, found := bytes.CutPrefix(body, []byte(xmpPrefix)); found && h.meta.XMP == nil {
		h.meta.XMP = rest
	}
}

// profilePart is a segment with a part of a color profile.
type profilePart struct {
	number byte
	data   []byte
}

func appendProfilePart(parts []profilePart, body []byte) []profilePart {
	rest, found := bytes.CutPrefix(body, []byte(profilePrefix))
	if !found || len(rest) < 2 {
		return parts
	}
	return append(parts, profilePart{rest[0], rest[2:]})
}

// joinProfile returns nil if there are no parts. A profile of which parts are missing is of no use either.
func joinProfile(parts []profilePart) []byte {
	slices.SortStableFunc(parts, func(a, b profilePart) int { return cmp.Compare(a.number, b.number) })
	var profile []byte
	for i, p := range parts {
		if int(p.number) != i+1 {
			return nil
		}
		profile = append(profile, p.data...)
	}
	return profile
}
