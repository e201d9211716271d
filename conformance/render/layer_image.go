package render

import (
	"context"
	"errors"
	"image"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// imageLayer returns the picture of an image layer. Its edges are cut off first, see [trimsByDefault].
func (j *job) imageLayer(ctx context.Context, base *subject, layer urlbuilder.Layer) (*subject, error) {
	picture, err := j.layerPicture(ctx, layerPath(layer))
	if err != nil {
		return nil, err
	}
	top := newLayerSubject(base, picture)
	if err := j.spend(top.size(), top); err != nil {
		return nil, err
	}
	if trimsByDefault(layer.Transformation) {
		if err := j.trim(ctx, top); err != nil {
			return nil, err
		}
	}
	return top, j.applyChain(ctx, top, layer.Transformation)
}

// layerPath returns the path of the picture of an image layer, without a slash at its beginning.
func layerPath(layer urlbuilder.Layer) string { return strings.Trim(layer.Input, "/") }

// codeTrim is the parameter that cuts off edges of one colour.
const codeTrim = "t"

// trimsByDefault reports whether the edges of an image layer are cut off before its first step.
//
// Assumed: they are unless a step of the layer has the parameter t. Steps in named transformations and conditions do
// not count.
//
// See https://imagekit.io/docs/add-overlays-on-images#list-of-supported-image-transformations-in-image-layers
func trimsByDefault(chain urlbuilder.Chain) bool {
	for _, step := range chain {
		if _, ok := paramsOf(step).value(codeTrim); ok {
			return false
		}
	}
	return true
}

// trim applies t-true to a picture.
func (j *job) trim(ctx context.Context, s *subject) error {
	for _, each := range changesBefore {
		if each.code == codeTrim {
			return j.applyChange(ctx, s, params{}, each, valueTrue)
		}
	}
	return nil
}

const (
	// maxCachedBytes is the memory of all pictures of layers that a job keeps.
	maxCachedBytes = 64 << 20
	// bytesPerPixel is the memory of a pixel, at most.
	bytesPerPixel = 4
)

// layerCache has the decoded pictures of layers, which must not be changed, so that a file that many layers show is
// decoded once.
type layerCache struct {
	pictures map[string]*codec.Picture
	bytes    int64
}

// layerPicture returns the picture of a layer, which the caller can change.
func (j *job) layerPicture(ctx context.Context, path string) (*codec.Picture, error) {
	cached, ok := j.layerCache.pictures[path]
	if !ok {
		picture, err := j.openPicture(ctx, path)
		if err != nil || !j.layerCache.add(path, picture) {
			return picture, err
		}
		cached = picture
	}
	picture := *cached
	picture.Frames = slices.Clone(cached.Frames)
	if m, ok := picture.Frames[0].Image.(*image.NRGBA); ok { // changes write to pictures of this kind alone
		picture.Frames[0].Image = effect.Clone(m)
	}
	return &picture, nil
}

// add keeps a picture. It reports false if there is no room for it.
func (c *layerCache) add(path string, p *codec.Picture) bool {
	bytes := size{p.Width, p.Height}.area() * bytesPerPixel
	if bytes > maxCachedBytes-c.bytes {
		return false
	}
	if c.pictures == nil {
		c.pictures = map[string]*codec.Picture{}
	}
	c.pictures[path] = p
	c.bytes += bytes
	return true
}

// layerMemory is how many bytes the decoder of a layer's picture may allocate.
const layerMemory = 128 << 20

// openPicture reads and decodes the picture of a layer. An animation has its first frame only. An SVG file is drawn at
// its size.
//
// Assumed: a layer whose file does not exist, or is no picture, is an error.
func (j *job) openPicture(ctx context.Context, path string) (*codec.Picture, error) {
	data, err := readFile(j.Files, path, j.limits.FileSize)
	if err != nil {
		return nil, &ParameterError{"i", path, err}
	}
	limits := j.limits
	limits.Memory, limits.Frames = layerMemory, 1
	picture, err := codec.Decode(ctx, data, limits)
	if err != nil {
		err = codecError(err)
	}
	if errors.Is(err, ErrSource) {
		return nil, &ParameterError{"i", path, err}
	}
	if err != nil {
		return nil, err
	}
	return picture, j.rasterize(ctx, &subject{Picture: picture})
}
