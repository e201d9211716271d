package render

import (
	"errors"
	"fmt"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/video"
)

// Errors of [Renderer.Render], for errors.Is.
var (
	// ErrSource means that the file is no picture and no video that this package can decode, or that it is damaged.
	ErrSource = errors.New("the file cannot be decoded")
	// ErrLimit means that the file or the result is larger than a limit.
	ErrLimit = errors.New("a limit is exceeded")
	// ErrTransformation means that the transformation cannot be applied to this file, such as a part that is not within
	// the picture.
	ErrTransformation = errors.New("the transformation cannot be applied")
)

// ParameterError describes a parameter that cannot be applied to a picture. It is an [ErrTransformation].
type ParameterError struct {
	Code  string // such as "w"
	Value string // as in the URL
	Err   error
}

func (e *ParameterError) Error() string { return fmt.Sprintf("%s-%s: %v", e.Code, e.Value, e.Err) }

// Unwrap returns [ErrTransformation] and the cause.
func (e *ParameterError) Unwrap() []error { return []error{ErrTransformation, e.Err} }

// codecError turns an error of package codec into one of this package.
func codecError(err error) error {
	if _, ok := errors.AsType[*codec.LimitError](err); ok {
		return fmt.Errorf("%w: %w", ErrLimit, err)
	}
	_, isDamaged := errors.AsType[*codec.FormatError](err)
	_, isNotLinked := errors.AsType[*codec.MissingCodecError](err)
	if isDamaged || isNotLinked || errors.Is(err, codec.ErrUnknownFormat) {
		return fmt.Errorf("%w: %w", ErrSource, err)
	}
	return err
}

// videoError turns an error of package video into one of this package.
func videoError(err error) error {
	_, isLarge := errors.AsType[*video.LimitError](err)
	_, isSlow := errors.AsType[*video.TimeoutError](err)
	switch {
	case isLarge, isSlow:
		return fmt.Errorf("%w: %w", ErrLimit, err)
	case errors.Is(err, video.ErrFormat), errors.Is(err, video.ErrNoEncoder):
		return fmt.Errorf("%w: %w", ErrSource, err)
	}
	return err
}
