package render

import (
	"context"
	"fmt"
	"math"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
)

// codePage is the parameter that selects a frame of an animation.
const codePage = "pg"

// parsePage reads the number of a page.
func parsePage(value string) (int, error) { return expression.Integer(value, 1, math.MaxInt32) }

// isPage reports whether a value of pg is a single number. Lists, ranges and names are for PSD files.
func isPage(value string) bool {
	_, err := parsePage(value)
	return err == nil
}

// decodePage decodes one frame of an animation, or a still picture, for a thumbnail.
//
// Assumed: a thumbnail is a JPEG file unless f says otherwise or parts of it are transparent. A page behind the
// last one is an error. Other values of pg than a number select the first page.
//
// See https://imagekit.io/docs/vector-and-animated-images
func (j *job) decodePage(ctx context.Context) (*codec.Picture, error) {
	value := j.lastValue(codePage)
	page, err := parsePage(value)
	if err != nil {
		page = 1
	}
	limits := j.limits
	limits.Frames = page
	picture, err := codec.Decode(ctx, j.Source, limits)
	if err != nil {
		return nil, codecError(err)
	}
	if page > len(picture.Frames) {
		return nil, &ParameterError{codePage, value, fmt.Errorf("the file has %d pages", len(picture.Frames))}
	}
	picture.Frames = picture.Frames[page-1 : page]
	picture.Format, picture.Config.Frames, picture.LoopCount = codec.JPEG, 1, -1
	return picture, nil
}
