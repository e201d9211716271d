package urlbuilder

import (
	"time"
)

// ResponsiveOptions describes the widths in which a page needs an image. The zero value describes an image as wide as
// the window.
type ResponsiveOptions struct {
	// Sizes is the HTML attribute sizes: the width of the image in the layout, such as "(min-width: 768px) 50vw,
	// 100vw". With Sizes, the URLs have width descriptors (640w). Widths that are too small for the smallest vw length
	// in Sizes on the narrowest device are omitted. This considers only lengths that are whole numbers from 0 to 199,
	// at the beginning of Sizes or after a space; for "calc(50vw - 2rem)" or "33.3vw", no width is omitted. Sizes is
	// not checked, and is returned unchanged.
	Sizes string
	// Width is the width of the image in the layout, in CSS pixels. Without Sizes, the URLs have density descriptors:
	// 1x is the smallest breakpoint that is at least Width, and 2x the smallest one that is at least twice Width. If
	// both are the same, there is only 1x. With Sizes, Width does not affect the URLs, and is returned unchanged.
	Width int
	// DeviceBreakpoints are the widths of windows in device pixels, in any order; [DefaultDeviceBreakpoints] if nil.
	DeviceBreakpoints []int
	// ImageBreakpoints are the widths of images that are smaller than a window, in device pixels and in any order;
	// [DefaultImageBreakpoints] if nil, none if empty. They are not used if neither Sizes nor Width is set.
	ImageBreakpoints []int
}

// ImageAttributes are attributes of an <img> element, not escaped for HTML. Package htmlurl writes them into templates;
// without it, html/template would treat the commas within the URLs of SrcSet as separators. The names in JSON are those
// that React and the browser SDK use.
type ImageAttributes struct {
	Src    string `json:"src"`             // URL of the widest image, for programs that do not support srcset
	SrcSet string `json:"srcSet"`          // URLs with descriptors, narrowest first
	Sizes  string `json:"sizes,omitempty"` // empty with density descriptors
	Width  int    `json:"width,omitzero"`  // in CSS pixels, from the options; 0 if not set
}

// Responsive returns the attributes of an image that a browser can load in the width that it needs. Each URL is built
// from o with one more step at the end of the transformation, w-WIDTH,c-at_max, which can shrink but not enlarge a
// picture. If the URLs expire, all expire at the same time. The chain in o is not changed.
//
// Widths and URLs are the same as those of getResponsiveImageAttributes in version 5.5.1 of the browser SDK,
// @imagekit/javascript, with these differences: a width that is both a device breakpoint and an image breakpoint is
// listed once, because HTML does not allow duplicates; if the narrowest device needs a larger width than the widest
// breakpoint, the widest breakpoint is used; a comma at the end of a URL is percent-encoded, because in a srcset it
// would not be part of the URL.
//
// If an original is narrower than the widest breakpoint, set breakpoints up to its width. Otherwise, because images are
// not enlarged, an image can be narrower than its descriptor, and browsers show it smaller than Sizes unless the style
// sheet sets its width.
//
// The time grows with the number of URLs, but the number of allocations does not: three with the default breakpoints
// and width descriptors, otherwise up to four more. Src shares the memory of SrcSet.
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

// fixExpiry makes all URLs of a set expire at the same time, even if the clock advances between building them.
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

// srcSet builds the URLs of a set. src is the last one of them.
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
		if last := len(out) - 1; out[last] == ',' { // the parser of a srcset would read it as a separator
			out = append(out[:last], "%2C"...)
		}
		end = len(out)
		out = set.appendDescriptor(append(out, ' '), i)
	}
	w.buffer = out
	srcSet = string(out)
	return srcSet[start:end], srcSet, nil
}
