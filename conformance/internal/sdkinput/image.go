package sdkinput

import (
	jsonv2 "github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Image has the properties of an Image or a Video of the vendor's @imagekit/react. Those of an Image are also the
// argument of getResponsiveImageAttributes in @imagekit/javascript.
type Image struct {
	arguments
	responsive urlbuilder.ResponsiveOptions
	single     bool // has one URL
}

// UnmarshalJSON implements [json.Unmarshaler].
func (in *Image) UnmarshalJSON(b []byte) error {
	var more struct {
		Width                               int
		Sizes                               string
		Responsive                          *bool
		DeviceBreakpoints, ImageBreakpoints []int
	}
	if err := jsonv2.Unmarshal(b, &in.arguments, lenientJSON); err != nil {
		return err
	}
	if err := jsonv2.Unmarshal(b, &more, lenientJSON); err != nil {
		return err
	}
	in.single = more.Responsive != nil && !*more.Responsive
	in.responsive = urlbuilder.ResponsiveOptions{
		Sizes: more.Sizes, Width: more.Width,
		DeviceBreakpoints: more.DeviceBreakpoints, ImageBreakpoints: more.ImageBreakpoints,
	}
	return nil
}

// Attributes builds the attributes of the image with package urlbuilder. An image that is not responsive has only a
// Src.
func (in *Image) Attributes(b *urlbuilder.Builder) (urlbuilder.ImageAttributes, error) {
	o := in.options("current")
	if in.single {
		src, err := b.URL(o)
		return urlbuilder.ImageAttributes{Src: src}, err
	}
	return b.Responsive(o, in.responsive)
}
