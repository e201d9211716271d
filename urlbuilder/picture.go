package urlbuilder

// PictureAttributes are the attributes of the elements in a <picture> element, not escaped for HTML.
type PictureAttributes struct {
	Sources []PictureSource `json:"sources"` // a browser uses the first one whose type it supports
	Image   ImageAttributes `json:"image"`   // for browsers that support none of the types
}

// PictureSource has the attributes of a <source> element.
type PictureSource struct {
	Type   string `json:"type"` // such as image/avif
	SrcSet string `json:"srcSet"`
	Sizes  string `json:"sizes,omitempty"`
}

// Picture returns the attributes of a picture in several formats, the best one first: [FormatAVIF], [FormatWebP],
// [FormatJPG] (or [FormatJPEG]), [FormatPNG] or [FormatGIF]; AVIF and WebP if no format is given. The URLs of a source
// are the URLs of [Builder.Responsive] with f-FORMAT in their last step. The image, for browsers that support none of
// the formats, has the format that the transformation sets or, without one, that the service chooses.
//
// Accounts with automatic format conversion do not need Picture: the service then answers every URL with the best
// format that the browser accepts.
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
				Field: "formats", Value: string(format), Reason: "is not an image format for a picture source",
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

// imageType returns the media type of a format. It is empty unless the service can convert every image to the format.
func imageType(format FileFormat) string {
	switch format {
	case FormatAVIF, FormatWebP, FormatPNG, FormatGIF, FormatJPEG:
		return "image/" + string(format)
	case FormatJPG:
		return "image/jpeg"
	}
	return ""
}
