package mockserver

import (
	"slices"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// optimizedTypes are the media types of images that an account with the default settings optimizes.
//
// Assumed: animations and vector images without a transformation stay as they are.
var optimizedTypes = []string{"image/jpeg", "image/png", "image/webp", "image/tiff", "image/bmp"}

// optimizedChain is what the default settings of an account do.
//
// See https://imagekit.io/docs/image-optimization
var optimizedChain = urlbuilder.Chain{{urlbuilder.Format(urlbuilder.FormatAuto), urlbuilder.Quality(80)}}

// chainOf returns the transformation of a URL. Without one, and if the server optimizes images, it is that of the
// default settings.
func (a *api) chainOf(f library.Asset, t library.Target) urlbuilder.Chain {
	chain := t.Chain()
	if len(chain) > 0 || t.Suffix != "" || !a.optimization || !slices.Contains(optimizedTypes, f.MediaType) {
		return chain
	}
	return optimizedChain
}

// keepsOriginal reports whether a file is delivered as it is, because the rendition with the default settings has the
// same format and is not smaller.
//
// Assumed: that is what "lower qualities are not raised" means in the documentation of the quality.
func keepsOriginal(f library.Asset, t library.Target, result *rendition) bool {
	hasDefaults := len(t.Chain()) == 0 && t.Suffix == ""
	return hasDefaults && result.ContentType == f.MediaType && int64(len(result.Body)) >= f.Blob.Size
}
