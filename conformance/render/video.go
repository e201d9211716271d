package render

import (
	"context"
	"fmt"

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

// renderVideo makes a video, or a thumbnail of one. A video that nothing changes stays as it is.
func (r *Renderer) renderVideo(ctx context.Context, request Request, analysis *Analysis) (*Rendition, error) {
	// The URL asks for another kind of file.
	isConversion := request.Thumbnail || video.Sniff(request.Source) == video.GIF
	if r.video == nil {
		if isConversion {
			return nil, fmt.Errorf("%w: it needs ffmpeg", ErrSource)
		}
		analysis.Report.markNotRendered("needs ffmpeg")
		return originalVideo(request.Source, analysis.Report), nil
	}
	if !request.Thumbnail {
		analysis.Report.forVideo()
	}
	if !isConversion && (analysis.keepsOriginal || !analysis.Report.changesFile()) {
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
	return &Rendition{
		Body: result.File, ContentType: mediaTypeOf(options), Width: result.Width, Height: result.Height,
		Report: j.report, Varies: Varies{Accept: j.isAutoFormat(s.video), ClientHints: j.usesHints},
		ContentDPR: j.contentDPR(result.Width),
	}, nil
}

// skipVideoLayer reports that a layer on a video is not rendered.
func (j *job) skipVideoLayer(_ context.Context, _ *subject, layer urlbuilder.Layer) error {
	from := len(j.report)
	err := j.skipLayer(layer)
	j.report[from:].markNotRendered("")
	return err
}
