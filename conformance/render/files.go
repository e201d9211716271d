package render

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

// readFile reads a file whose size is within a limit.
func readFile(files fs.FS, name string, limit int64) ([]byte, error) {
	if files == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%w: %s has more than %d bytes", ErrLimit, name, limit)
	}
	return data, err
}

// layerMemory is how many bytes the decoder of a layer's picture may allocate.
const layerMemory = 128 << 20

// openPicture reads and decodes the picture of a layer. An animation has its first frame only.
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
	return picture, err
}
