package render

import (
	"context"
	"fmt"
	"strconv"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

// codePage is the parameter that selects a frame of an animation.
const codePage = "pg"

// isPage reports whether a value of pg is a single number. Lists, ranges and names are for PSD files.
func isPage(value string) bool {
	page, err := strconv.Atoi(value)
	return err == nil && page > 0
}

// decodePage decodes one frame of an animation, or a still picture, for a thumbnail.
//
// Assumed: a thumbnail is a JPEG file unless f says otherwise or parts of it are transparent. A page behind the
// last one is an error. Other values of pg than a number select the first page.
//
// See https://imagekit.io/docs/vector-and-animated-images
func (j *job) decodePage(ctx context.Context) (*codec.Picture, error) {
	limits, page, value := j.limits, 1, j.lastValue(codePage)
	if isPage(value) {
		page, _ = strconv.Atoi(value)
	}
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
