package urlbuilder

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
			return PictureAttributes{}, &BuildError{
				Field: "formats", Value: string(format), Reason: "is not a format for the source of a picture",
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
