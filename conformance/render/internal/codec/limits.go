package codec

import "math"

// Defaults of [Limits]: the limits of the service for pictures.
const (
	DefaultFileSize = 40 << 20 // bytes
	DefaultPixels   = 100_000_000
)

// Limits bound what [Decode] accepts. A field that is 0 means its default.
type Limits struct {
	FileSize int64 // bytes of the file, by default DefaultFileSize
	Pixels   int64 // of the canvas, by default DefaultPixels
	Side     int   // pixels of each side, by default 65,535, the service's limit for results
	// Memory is how many bytes the decoder may allocate, by default 512 MB (2^20 bytes each). It is estimated from the
	// header: all frames that are decoded, what a decoder keeps besides the pixels, and copies in other color models.
	Memory int64
	// Frames is how many frames of an animation are decoded; by default all.
	Frames int
}

// What a LimitError is about.
const (
	whatFileSize = "bytes of the file"
	whatSide     = "pixels on one side"
)

// MaxSideWebP is the largest width and height of a WebP file in pixels.
const MaxSideWebP = 16_383

// Limits of other formats.
const (
	maxSideGIF  = 65535
	maxSideJPEG = 65535
)

func (l Limits) withDefaults() Limits {
	orDefault := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	orDefault(&l.FileSize, DefaultFileSize)
	orDefault(&l.Pixels, DefaultPixels)
	orDefault(&l.Memory, 512<<20)
	if l.Side <= 0 {
		l.Side = 65535
	}
	if l.Frames <= 0 {
		l.Frames = math.MaxInt
	}
	return l
}

// check returns a *LimitError for a picture that exceeds a limit.
func (l Limits) check(h *header) error {
	side := l.Side
	if h.Format == WebP {
		side = min(side, MaxSideWebP)
	}
	for _, c := range []struct {
		what       string
		value, max int64
	}{
		{whatSide, int64(max(h.Width, h.Height)), int64(side)},
		{"pixels", h.pixels(), l.Pixels},
		{"bytes in memory", h.memory(l.Frames), l.Memory},
	} {
		if c.value > c.max {
			return &LimitError{c.what, c.value, c.max}
		}
	}
	return nil
}
