package render

import (
	"fmt"
	"image"
	"math"

	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
	"github.com/openimagekit/imagekit/conformance/render/internal/video"
)

// videoPlan is what the steps of a chain do to a video.
type videoPlan struct {
	trim
	steps                  []video.Step
	videoCodec, audioCodec string // values of vc and ac
}

// maxVideoSteps is how many steps can change the frames of a video. It bounds the time.
const maxVideoSteps = 50

// applyToVideo adds what a step does to the plan for a video: it is trimmed, then gets its size, is turned and gets a
// border.
func (j *job) applyToVideo(s *subject, p params) error {
	start, _ := p.value("so")
	end, _ := p.value("eo")
	duration, _ := p.value("du")
	if err := s.video.trim.apply(start, end, duration, s.frame()); err != nil {
		return err
	}
	if value, ok := p.value("vc"); ok {
		s.video.videoCodec = value
	}
	if value, ok := p.value("ac"); ok {
		s.video.audioCodec = value
	}
	if err := j.resizeVideo(s, p); err != nil {
		return err
	}
	return s.addVideoBorder(p)
}

// resizeVideo adds the parameters for size, crop, background and rotation to the plan.
//
// Assumed: the opacity of a background has no effect on a video.
func (j *job) resizeVideo(s *subject, p params) error {
	p.zoom = "" // it is for faces and objects
	placed, err := s.frame().plan(p, j.ClientHints, focusFinder{value: p.focus, custom: s.focusArea})
	if err != nil {
		return err
	}
	rotation, _ := p.value("rt")
	turns, _ := quarterTurns(rotation)
	if placed.keepsPicture(s.size()) && turns == 0 {
		return nil
	}
	step := placed.videoStep(s.size())
	step.Turns, step.Background = turns, defaultBackground
	if background, err := parseColor(p.background); err == nil {
		step.Background = background
	}
	s.focusArea = placed.moved(s.focusArea)
	if turns != 0 {
		s.focusArea = image.Rectangle{}
	}
	return s.addVideoStep(step)
}

// addVideoBorder adds the parameter b to the plan.
func (s *subject) addVideoBorder(p params) error {
	value, ok := p.value("b")
	if !ok {
		return nil
	}
	width, paint, err := parseBorder(value, s.frame())
	if err != nil {
		return &ParameterError{"b", value, err}
	}
	at := image.Pt(width, width)
	frame := image.Rect(0, 0, s.Width, s.Height)
	s.focusArea = s.focusArea.Add(at)
	return s.addVideoStep(video.Step{
		Scaled: frame.Max, Part: frame, Canvas: frame.Max.Add(at).Add(at), Offset: at, Background: paint,
	})
}

// addVideoStep adds a step to the plan.
func (s *subject) addVideoStep(step video.Step) error {
	if len(s.video.steps) == maxVideoSteps {
		return fmt.Errorf("%w: more than %d steps change the frames of a video", ErrLimit, maxVideoSteps)
	}
	s.video.steps = append(s.video.steps, step)
	result := step.Result()
	s.Width, s.Height = result.X, result.Y
	return nil
}

// videoStep returns the placement as a step for videos, which scales the whole frame before it takes a part of it.
func (p placement) videoStep(frame size) video.Step {
	across := float64(p.scaled.width) / (p.part.X1 - p.part.X0)
	down := float64(p.scaled.height) / (p.part.Y1 - p.part.Y0)
	scaled := wantedSize{float64(frame.width) * across, float64(frame.height) * down}.rounded()
	scaled = size{max(scaled.width, p.scaled.width), max(scaled.height, p.scaled.height)}
	corner := image.Pt(
		min(int(math.Round(p.part.X0*across)), scaled.width-p.scaled.width),
		min(int(math.Round(p.part.Y0*down)), scaled.height-p.scaled.height),
	)
	return video.Step{
		Scaled: image.Pt(scaled.width, scaled.height),
		Part:   image.Rectangle{corner, corner.Add(image.Pt(p.scaled.width, p.scaled.height))},
		Canvas: image.Pt(p.canvas.width, p.canvas.height), Offset: p.offset,
	}
}

// quarterTurns returns how often a value of rt turns a video by 90 degrees clockwise. ok is false for other angles.
func quarterTurns(value string) (turns int, ok bool) {
	angle, err := expression.Evaluate(value, nil)
	if err != nil || math.Mod(angle, 90) != 0 {
		return 0, false
	}
	return (int(math.Mod(angle, 360))/90 + 4) % 4, true
}
