package video

import (
	"fmt"
	"image"
	"image/color"
	"strings"
)

// Step is a change of all frames: a frame is scaled, a part of it is laid on a canvas, and the canvas is turned.
type Step struct {
	Scaled     image.Point     // the size to which the whole frame is scaled
	Part       image.Rectangle // of the scaled frame
	Canvas     image.Point     // its size, not smaller than that of the part
	Offset     image.Point     // of the part on the canvas
	Background color.NRGBA     // of the canvas; its opacity is ignored
	Turns      int             // quarter turns clockwise, from 0 to 3
}

// check returns an error if a frame between two filters has too many pixels or does not exist.
func (s Step) check(l Limits) error {
	part := s.Part.Sub(s.Part.Min).Add(s.Offset)
	if s.Part.Empty() || !s.Part.In(image.Rectangle{Max: s.Scaled}) || !part.In(image.Rectangle{Max: s.Canvas}) {
		return fmt.Errorf("the part %v of %v does not fit on the canvas of %v", s.Part, s.Scaled, s.Canvas)
	}
	if err := l.checkFrame(s.Scaled.X, s.Scaled.Y); err != nil {
		return err
	}
	return l.checkFrame(s.Canvas.X, s.Canvas.Y)
}

// Result is the size of the frames after the step.
func (s Step) Result() image.Point {
	if s.Turns%2 == 1 {
		return image.Pt(s.Canvas.Y, s.Canvas.X)
	}
	return s.Canvas
}

// turnFilters are the filters for quarter turns.
var turnFilters = [][]string{nil, {"transpose=clock"}, {"hflip", "vflip"}, {"transpose=cclock"}}

// filters returns the filters of a step for frames of a size.
func (s Step) filters(frame image.Point) []string {
	var filters []string
	add := func(format string, values ...any) { filters = append(filters, fmt.Sprintf(format, values...)) }
	if s.Scaled != frame {
		add("scale=%d:%d:flags=%s", s.Scaled.X, s.Scaled.Y, scaleFlags)
	}
	if s.Part.Size() != s.Scaled {
		add("crop=%d:%d:%d:%d", s.Part.Dx(), s.Part.Dy(), s.Part.Min.X, s.Part.Min.Y)
	}
	if s.Part.Size() != s.Canvas {
		b := s.Background
		add("pad=%d:%d:%d:%d:0x%02x%02x%02x", s.Canvas.X, s.Canvas.Y, s.Offset.X, s.Offset.Y, b.R, b.G, b.B)
	}
	return append(filters, turnFilters[s.Turns%4]...)
}

// scaleFlags choose the algorithm of scaling, and the one whose results do not depend on the processor.
const scaleFlags = "bicubic+accurate_rnd+full_chroma_int+bitexact"

// filterGraph returns the filters of all steps, and the size of their result. The frames have colors of full resolution
// until the end, so that a part can begin at any pixel.
func (s *Source) filterGraph(steps []Step) (string, image.Point) {
	size := image.Pt(s.Info.Width, s.Info.Height)
	first := fmt.Sprintf("scale=%d:%d:flags=%s", size.X, size.Y, scaleFlags)
	filters := []string{first, "format=yuv444p"}
	for _, step := range steps {
		filters = append(filters, step.filters(size)...)
		size = step.Result()
	}
	even := image.Pt(max(size.X&^1, 2), max(size.Y&^1, 2))
	switch {
	case even == size:
	case even.In(image.Rectangle{Max: size.Add(image.Pt(1, 1))}):
		filters = append(filters, fmt.Sprintf("crop=%d:%d:0:0", even.X, even.Y))
	default: // a side of one pixel
		filters = append(filters, fmt.Sprintf("scale=%d:%d:flags=neighbor", even.X, even.Y))
	}
	filters = append(filters, "scale=flags="+scaleFlags, "format=yuv420p", "setsar=1")
	return strings.Join(filters, ","), even
}
