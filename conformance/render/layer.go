package render

import (
	"context"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// codeLayer is the beginning of the names of layers, such as l-image.
const codeLayer = "l"

// drawLayer draws a layer on all frames of a picture.
//
// See https://imagekit.io/docs/add-overlays-on-images
func (j *job) drawLayer(_ context.Context, _ *subject, layer urlbuilder.Layer) error {
	j.report.addLayer(layer)
	return nil
}
