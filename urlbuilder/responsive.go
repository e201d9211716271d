package urlbuilder

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ResponsiveOptions says in which widths a page needs an image. The zero value is an image as wide as the window.
type ResponsiveOptions struct {
	// Sizes is the HTML attribute: how wide the layout shows the image, such as "(min-width: 768px) 50vw, 100vw". The
	// URLs get width descriptors (640w). Widths that are too small for the smallest vw in Sizes on the narrowest device
	// are left out; a vw counts if it is a whole number from 0 to 199 with a space or nothing in front, so that
	// "calc(50vw - 2rem)" and "33.3vw" leave out nothing. Sizes is otherwise not looked at, and returned as it is.
	Sizes string
	// Width is the width of the image in the layout, in CSS pixels. If there are no Sizes, the URLs get density
	// descriptors: 1x is the nearest breakpoint that is at least as wide, 2x that for twice the width; only 1x if both
	// are the same. With Sizes it is no more than returned.
	Width int
	// DeviceBreakpoints are widths of windows in device pixels, in any order; [DefaultDeviceBreakpoints] if nil.
	DeviceBreakpoints []int
	// ImageBreakpoints are widths, in device pixels and in any order, of images that are smaller than a window;
	// [DefaultImageBreakpoints] if nil, none if empty. They are not used if there are neither Sizes nor a Width.
	ImageBreakpoints []int
}

// ImageAttributes are attributes of an <img> element, not escaped for HTML. Package htmlurl writes them into templates;
// html/template alone would take the commas within the URLs of SrcSet for its separators. As JSON they have the names
// that React and the browser SDK use.
type ImageAttributes struct {
	Src    string `json:"src"`             // URL of the widest image, for what does not know srcset
	SrcSet string `json:"srcSet"`          // URLs with descriptors, narrowest first
	Sizes  string `json:"sizes,omitempty"` // empty with density descriptors
	Width  int    `json:"width,omitempty"` // in CSS pixels, as in the options; 0 if there is none
}

// PictureAttributes are those of a <picture> element and what is in it, not escaped for HTML.
type PictureAttributes struct {
	Sources []PictureSource `json:"sources"` // of which a browser takes the first whose type it knows
	Image   ImageAttributes `json:"image"`   // for browsers that know none
}

// PictureSource has the attributes of a <source> element.
type PictureSource struct {
	Type   string `json:"type"` // such as image/avif
	SrcSet string `json:"srcSet"`
	Sizes  string `json:"sizes,omitempty"`
}

// ErrResponsive says that [ResponsiveOptions] make no image.
var ErrResponsive = errors.New("no responsive image")

var (
	deviceBreakpoints = []int{640, 750, 828, 1080, 1200, 1920, 2048, 3840}
	imageBreakpoints  = []int{16, 32, 48, 64, 96, 128, 256, 384}
	allBreakpoints    = slices.Concat(imageBreakpoints, deviceBreakpoints)
)

// DefaultDeviceBreakpoints returns a copy of the widths of windows, in device pixels, that the browser SDK uses: 640,
// 750, 828, 1080, 1200, 1920, 2048 and 3840.
func DefaultDeviceBreakpoints() []int { return slices.Clone(deviceBreakpoints) }

// DefaultImageBreakpoints returns a copy of the widths of smaller images, in device pixels, that the browser SDK uses:
// 16, 32, 48, 64, 96, 128, 256 and 384.
func DefaultImageBreakpoints() []int { return slices.Clone(imageBreakpoints) }

// Responsive returns the attributes of an image that is delivered in the width that its reader's screen needs. Each of
// its URLs is built from o with one more step behind the transformation, w-WIDTH,c-at_max, which makes a picture
// smaller but never larger; those that expire do so at one instant. The transformation itself is not changed.
//
// Widths and URLs are those of getResponsiveImageAttributes in version 5.5.1 of the browser SDK, @imagekit/javascript,
// with these differences: a width is listed once, even if it is a device and an image breakpoint (HTML does not allow
// two of the same); if the narrowest device needs more than the widest breakpoint, the widest is what there is; a comma
// at the end of a URL, where a srcset would lose it, is percent-encoded.
//
// If an original is narrower than the widest breakpoint, give breakpoints that fit: what is not enlarged keeps less
// than its descriptor promises, and browsers then show it smaller than Sizes says unless the style sheet gives it a
// width.
//
// The cost grows with the number of URLs; the allocations do not: there are three with the default breakpoints and
// width descriptors, up to four more with others. Src is part of SrcSet's memory.
//
// See https://imagekit.io/docs/integration/javascript#responsive-images
func (b *Builder) Responsive(o Options, r ResponsiveOptions) (ImageAttributes, error) {
	set, err := r.candidates()
	if err != nil {
		return ImageAttributes{}, err
	}
	b.fixExpiry(&o)
	return b.imageAttributes(&o, &r, set)
}

// Picture returns the attributes of a picture that is offered in several formats, best first: [FormatAVIF],
// [FormatWebP], [FormatJPG] (or [FormatJPEG]), [FormatPNG] or [FormatGIF]; AVIF and WebP if none is named. The URLs of
// a source are those of [Builder.Responsive] with f-FORMAT in their last step. The image, for browsers that know none
// of the formats, is in the format that the transformation says, or as the service decides.
//
// An account with automatic format conversion has no need of it: there one URL is answered with the best format that
// the browser accepts.
//
// See https://imagekit.io/docs/image-optimization#format---f
func (b *Builder) Picture(o Options, r ResponsiveOptions, formats ...FileFormat) (PictureAttributes, error) {
	set, err := r.candidates()
	if err != nil {
		return PictureAttributes{}, err
	}
	if len(formats) == 0 {
		formats = []FileFormat{FormatAVIF, FormatWebP}
	}
	b.fixExpiry(&o)
	p := PictureAttributes{Sources: make([]PictureSource, len(formats))}
	for i, format := range formats {
		mediaType := imageType(format)
		if mediaType == "" {
			return PictureAttributes{}, &ParamError{
				Param: "f", Value: string(format),
				Reason: "is no format for a picture's source",
			}
		}
		_, srcSet, err := b.srcSet(&o, set, format)
		if err != nil {
			return PictureAttributes{}, err
		}
		p.Sources[i] = PictureSource{Type: mediaType, SrcSet: srcSet, Sizes: set.sizes}
	}
	if p.Image, err = b.imageAttributes(&o, &r, set); err != nil {
		return PictureAttributes{}, err
	}
	return p, nil
}

// imageType returns the media type of a format, empty if it is none that the service can always convert to.
func imageType(format FileFormat) string {
	switch format {
	case FormatAVIF, FormatWebP, FormatPNG, FormatGIF, FormatJPEG:
		return "image/" + string(format)
	case FormatJPG:
		return "image/jpeg"
	}
	return ""
}

// fixExpiry makes all URLs of a set expire at the same instant, even if the clock ticks between them.
func (b *Builder) fixExpiry(o *Options) {
	if o.ExpiresIn > 0 && o.ExpiresAt.IsZero() {
		o.ExpiresAt, o.ExpiresIn = time.Unix(b.now().Unix(), 0).Add(o.ExpiresIn), 0
	}
}

func (b *Builder) imageAttributes(o *Options, r *ResponsiveOptions, set candidateSet) (ImageAttributes, error) {
	src, srcSet, err := b.srcSet(o, set, "")
	if err != nil {
		return ImageAttributes{}, err
	}
	return ImageAttributes{Src: src, SrcSet: srcSet, Sizes: set.sizes, Width: r.Width}, nil
}

// srcSet builds the URLs of a set, and returns the last one also by itself.
func (b *Builder) srcSet(o *Options, set candidateSet, format FileFormat) (src, srcSet string, err error) {
	resize := Step{Param{}, Crop(CropAtMax), Param{}}
	if format != "" {
		resize[2] = Format(format)
	}
	sized := *o
	sized.Transformation = make(Chain, len(o.Transformation)+1)
	sized.Transformation[copy(sized.Transformation, o.Transformation)] = resize

	w := b.works.Get().(*work)
	defer b.release(w)
	out := w.buffer[:0]
	var start, end int
	for i, width := range set.widths {
		resize[0] = Width(width)
		if i > 0 {
			out = append(out, ", "...)
		}
		start = len(out)
		if out, err = b.append(out, &sized, w); err != nil {
			return "", "", err
		}
		if out, err = closeCandidate(out, start); err != nil {
			return "", "", err
		}
		end = len(out)
		out = set.appendDescriptor(append(out, ' '), i)
	}
	w.buffer = out
	srcSet = string(out)
	return srcSet[start:end], srcSet, nil
}

// closeCandidate makes sure that a srcset's parser finds the end of the URL that begins at start: not within it, at a
// space, and not before a comma at its end. A signed URL ends in its signature, so nothing that is signed changes.
func closeCandidate(out []byte, start int) ([]byte, error) {
	if bytes.IndexByte(out[start:], ' ') >= 0 {
		return out, fmt.Errorf("%w: a space in a URL", ErrResponsive)
	}
	if last := len(out) - 1; out[last] == ',' {
		out = append(out[:last], "%2C"...)
	}
	return out, nil
}

// candidateSet is the images that a browser can choose from.
type candidateSet struct {
	widths  []int // in device pixels, ascending
	density bool  // they are for densities 1x, 2x, ...; else for their own width
	sizes   string
}

func (s *candidateSet) appendDescriptor(out []byte, i int) []byte {
	if s.density {
		return append(strconv.AppendInt(out, int64(i+1), 10), 'x')
	}
	return append(strconv.AppendInt(out, int64(s.widths[i]), 10), 'w')
}

// candidates chooses from the breakpoints.
func (r *ResponsiveOptions) candidates() (candidateSet, error) {
	devices, err := breakpoints("device", r.DeviceBreakpoints, deviceBreakpoints)
	if err != nil {
		return candidateSet{}, err
	}
	images, err := breakpoints("image", r.ImageBreakpoints, imageBreakpoints)
	if err != nil {
		return candidateSet{}, err
	}
	all := allBreakpoints
	if r.DeviceBreakpoints != nil || r.ImageBreakpoints != nil {
		all = ascending(slices.Concat(images, devices))
	}
	switch {
	case len(all) == 0:
		return candidateSet{}, fmt.Errorf("%w: no breakpoints", ErrResponsive)
	case r.Width < 0:
		return candidateSet{}, fmt.Errorf("%w: width is %d, must be positive", ErrResponsive, r.Width)
	case r.Sizes != "":
		return candidateSet{widths: wideEnough(all, devices, r.Sizes), sizes: r.Sizes}, nil
	case r.Width > 0:
		return candidateSet{widths: forDensities(all, r.Width), density: true}, nil
	case len(devices) == 0:
		return candidateSet{}, fmt.Errorf("%w: no device breakpoints", ErrResponsive)
	}
	return candidateSet{widths: devices, sizes: "100vw"}, nil
}

// breakpoints returns a list or, if it is nil, the default, ascending.
func breakpoints(kind string, list, byDefault []int) ([]int, error) {
	if list == nil {
		return byDefault, nil
	}
	for _, width := range list {
		if width <= 0 {
			return nil, fmt.Errorf("%w: %s breakpoint is %d, must be positive", ErrResponsive, kind, width)
		}
	}
	return ascending(slices.Clone(list)), nil
}

// ascending sorts the list and drops what it has twice.
func ascending(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}

// wideEnough returns the breakpoints that the narrowest device can use in the smallest of its sizes; the widest one if
// there is none.
func wideEnough(all, devices []int, sizes string) []int {
	smallest, found := smallestVW(sizes)
	if !found || len(devices) == 0 {
		return all
	}
	// in the SDK's arithmetic: 7vw of 100 pixels is slightly more than 7
	needed := float64(devices[0]) * (float64(smallest) / 100)
	first := slices.IndexFunc(all, func(width int) bool { return float64(width) >= needed })
	if first < 0 {
		first = len(all) - 1
	}
	return all[first:]
}

// smallestVW returns the smallest whole number, up to 199, in front of a vw and behind a space or nothing.
func smallestVW(sizes string) (smallest int, found bool) {
	smallest = math.MaxInt
	for at := 0; ; at += len("vw") {
		i := strings.Index(sizes[at:], "vw")
		if i < 0 {
			return smallest, found
		}
		at += i
		if vw, ok := percentage(sizes[:at]); ok {
			smallest, found = min(smallest, vw), true
		}
	}
}

// percentage returns the number at the end of s if it has one or two digits, or three that begin with 1.
func percentage(s string) (number int, ok bool) {
	start := len(s)
	for start > 0 && len(s)-start < 4 && '0' <= s[start-1] && s[start-1] <= '9' {
		start--
	}
	digits := s[start:]
	if digits == "" || len(digits) > 3 || len(digits) == 3 && digits[0] != '1' {
		return 0, false
	}
	if before, _ := utf8.DecodeLastRuneInString(s[:start]); start > 0 && !isScriptSpace(before) {
		return 0, false
	}
	number, err := strconv.Atoi(digits)
	return number, err == nil
}

// isScriptSpace reports what a regular expression of JavaScript takes for a space.
func isScriptSpace(r rune) bool {
	return r == '\uFEFF' || r != '\u0085' && unicode.IsSpace(r)
}

// forDensities returns the breakpoints nearest to once and twice the width, in CSS pixels.
func forDensities(all []int, width int) []int {
	nearest := func(pixels float64) int {
		for _, breakpoint := range all {
			if float64(breakpoint) >= pixels {
				return breakpoint
			}
		}
		return all[len(all)-1]
	}
	return slices.Compact([]int{nearest(float64(width)), nearest(2 * float64(width))})
}
