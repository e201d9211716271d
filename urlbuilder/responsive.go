package urlbuilder

import (
	"time"
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

	w := b.scratchPool.Get().(*scratch)
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
		if last := len(out) - 1; out[last] == ',' { // which the parser of a srcset would take for a separator
			out = append(out[:last], "%2C"...)
		}
		end = len(out)
		out = set.appendDescriptor(append(out, ' '), i)
	}
	w.buffer = out
	srcSet = string(out)
	return srcSet[start:end], srcSet, nil
}
