package render

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"math"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/video"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// isVideo reports whether the file is a video, or becomes one.
func (r Request) isVideo() bool {
	switch video.Sniff(r.Source) {
	case "":
		return false
	case video.GIF:
		return r.Video && !r.Thumbnail
	}
	return codec.Sniff(r.Source) == "" // AVIF files begin like MP4 files
}

// renderVideo makes a video, or a thumbnail of one.
func (r *Renderer) renderVideo(ctx context.Context, request Request, analysis *Analysis) (*Rendition, error) {
	isAsked := request.Thumbnail || video.Sniff(request.Source) == video.GIF
	if r.video == nil {
		if isAsked {
			return nil, fmt.Errorf("%w: it needs ffmpeg", ErrSource)
		}
		return originalVideo(request.Source, analysis.Report.withNote("needs ffmpeg")), nil
	}
	if !request.Thumbnail {
		analysis.Report.forVideo()
	}
	if !isAsked && (analysis.keepsOriginal || !analysis.Report.changesFile()) {
		return originalVideo(request.Source, analysis.Report), nil
	}
	if analysis.keepsOriginal {
		request.Chain = nil
	}
	source, err := r.video.Open(ctx, request.Source)
	if err != nil {
		return nil, videoError(err)
	}
	defer source.Close()
	job := r.newJob(request)
	if request.Thumbnail {
		return job.thumbnail(ctx, source)
	}
	return job.transcode(ctx, source)
}

// originalVideo is the rendition that is the file itself. Its size is not known.
func originalVideo(file []byte, report Report) *Rendition {
	return &Rendition{Body: file, ContentType: video.MediaType(file), Report: report}
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

// thumbnail applies the chain to one frame.
//
// See https://imagekit.io/docs/create-video-thumbnails
func (j *job) thumbnail(ctx context.Context, source *video.Source) (*Rendition, error) {
	shown := size{source.Info.Width, source.Info.Height}
	part := trim{duration: source.Info.Duration, end: source.Info.Duration}
	if value := j.lastValue("so"); value != "" {
		if err := part.apply(value, "", "", frame{original: shown, current: shown}); err != nil {
			return nil, err
		}
	}
	m, err := source.Frame(ctx, part.start)
	if err != nil {
		return nil, videoError(err)
	}
	config := codec.Config{Format: codec.JPEG, Width: shown.width, Height: shown.height, Orientation: 1, Frames: 1}
	rendition, err := j.render(ctx, &codec.Picture{Config: config, Frames: []codec.Frame{{Image: m}}, LoopCount: -1})
	if err == nil {
		rendition.Report.forThumbnail(true)
	}
	return rendition, err
}

// videoPlan is what the steps of a chain do to a video.
type videoPlan struct {
	trim
	steps                  []video.Step
	videoCodec, audioCodec string // values of vc and ac
}

// transcode applies the chain to a video.
func (j *job) transcode(ctx context.Context, source *video.Source) (*Rendition, error) {
	info := source.Info
	s := &subject{
		Picture:   &codec.Picture{Config: codec.Config{Width: max(info.Width, 1), Height: max(info.Height, 1)}},
		focusArea: j.FocusArea,
		video:     &videoPlan{trim: trim{duration: info.Duration, end: info.Duration}},
	}
	s.original = s.size()
	if err := j.applyChain(ctx, s, j.Chain); err != nil {
		return nil, err
	}
	options, err := j.videoOptions(s.video, info)
	if err != nil {
		return nil, err
	}
	result, err := source.Transcode(ctx, options)
	if err != nil {
		return nil, videoError(err)
	}
	rendition := &Rendition{
		Body: result.File, ContentType: mediaTypeOf(options), Width: result.Width, Height: result.Height,
		Report: j.report, Varies: Varies{Accept: j.isAutoFormat(s.video), ClientHints: j.usesHints},
	}
	if j.isAutoWidth {
		rendition.ContentDPR = j.ClientHints.contentDPR(result.Width)
	}
	return rendition, nil
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

// skipVideoLayer reports that a layer on a video is not rendered.
func (j *job) skipVideoLayer(_ context.Context, _ *subject, layer urlbuilder.Layer) error {
	from := len(j.report)
	err := j.skipLayer(layer)
	copy(j.report[from:], j.report[from:].withNote(""))
	return err
}

// videoStep returns the placement as a step for videos, which scales the whole frame before it takes a part of it.
func (p placement) videoStep(frame size) video.Step {
	across := float64(p.scaled.width) / (p.part.X1 - p.part.X0)
	down := float64(p.scaled.height) / (p.part.Y1 - p.part.Y0)
	scaled := request{float64(frame.width) * across, float64(frame.height) * down}.rounded()
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
	angle, err := evaluate(value, nil)
	if err != nil || math.Mod(angle, 90) != 0 {
		return 0, false
	}
	return (int(math.Mod(angle, 360))/90 + 4) % 4, true
}

// lastValue returns the last value of a parameter in the steps of the chain and the named transformations in it,
// without those of conditions and layers.
func (r Request) lastValue(code string) string {
	return r.lastValueIn(r.Chain, code, map[string]string{})
}

// lastValueIn returns the last value in a chain. named has those of the named transformations that were searched, since
// names that refer several times to other names multiply the steps.
func (r Request) lastValueIn(chain urlbuilder.Chain, code string, named map[string]string) string {
	value := ""
	for _, step := range chain {
		for _, param := range step {
			switch name := param.Value(); param.Name() {
			case code:
				value = name
			case codeNamed:
				if _, ok := named[name]; !ok {
					named[name] = r.lastValueIn(r.Named[name], code, named)
				}
				value = cmp.Or(named[name], value)
			}
		}
	}
	return value
}
