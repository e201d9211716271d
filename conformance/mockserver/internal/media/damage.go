package media

import (
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"slices"
	"strings"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// isDamage reports whether an error of a decoder means that the picture is damaged. It returns false if the picture
// exceeds a limit, or uses a feature that the decoder does not support, such as animations in WebP.
func isDamage(content *io.SectionReader, err error) bool {
	_, isJPEG := errors.AsType[jpeg.UnsupportedError](err)
	_, isPNG := errors.AsType[png.UnsupportedError](err)
	_, isTIFF := errors.AsType[tiff.UnsupportedError](err)
	return err != nil && !isJPEG && !isPNG && !isTIFF && !isAnimatedWebP(content) &&
		!errors.Is(err, errTooLarge) && !errors.Is(err, image.ErrFormat) && !errors.Is(err, bmp.ErrUnsupported)
}

// hasDamagedHeader reports whether a file whose size could not be read is a damaged picture, given its media type. AVIF
// is the only format without a decoder that is also detected by the extension, so that the content can be anything.
func hasDamagedHeader(content *io.SectionReader, mediaType string) bool {
	if mediaType == "image/avif" {
		return brandType(readAt(content, 0, 16)) == ""
	}
	c, found := pixelCodecs[strings.TrimPrefix(mediaType, "image/")]
	if !found {
		return false
	}
	_, err := c.config(io.NewSectionReader(content, 0, content.Size()))
	return isDamage(content, err)
}

// isAnimatedWebP reports whether the chunk VP8X, which comes first, has the flag of an animation.
func isAnimatedWebP(content *io.SectionReader) bool {
	head := readAt(content, 0, 21)
	return head != nil && string(head[12:16]) == "VP8X" && head[20]&0x02 != 0
}

// pictureExtensions are those of pictures that consist of pixels.
var pictureExtensions = []string{
	".avif", ".bmp", ".gif", ".heic", ".heif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp",
}

// NamedAsPicture reports whether the extension of a name is that of a picture that consists of pixels.
func NamedAsPicture(name string) bool {
	return slices.Contains(pictureExtensions, strings.ToLower(path.Ext(name)))
}
