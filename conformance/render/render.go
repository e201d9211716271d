package render

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"runtime"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/video"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Options configure a [Renderer]. The zero value has the defaults.
type Options struct {
	// Workers is the number of pictures that are rendered at the same time, by default runtime.GOMAXPROCS(0). Further
	// calls wait. The memory of a renderer is bounded by it: each worker needs at most about 1.3 GB.
	Workers int
	// MaxFileSize is the size of the largest file that is decoded in bytes, by default 40 MB (2^20 bytes each), the
	// limit of the service.
	MaxFileSize int64
	// MaxPixels is the number of pixels of the largest picture that is decoded or written, by default 100 million, the
	// limit of the service. A layer and the layers in it have at most half as many together. All steps together write
	// at most ten times as many, which bounds the time. Texts, frames of animations, and what a blur reads beyond the
	// edges of a picture count as pixels, too.
	MaxPixels int64
	// FFmpeg is the path of the program ffmpeg; a name without a slash is looked up in PATH. The program ffprobe must
	// be in the same folder or in PATH. Videos are not rendered if FFmpeg is empty, or if one of the programs does not
	// exist, see [FindFFmpeg].
	FFmpeg string
}

// Renderer applies transformations to pictures. It is safe for concurrent use.
type Renderer struct {
	limits  codec.Limits
	video   *video.Tool   // nil without ffmpeg
	workers chan struct{} // has a value for each call that renders
}

// New returns a renderer.
func New(o Options) *Renderer {
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.MaxFileSize < 1 {
		o.MaxFileSize = codec.DefaultFileSize
	}
	if o.MaxPixels < 1 {
		o.MaxPixels = codec.DefaultPixels
	}
	var tool *video.Tool
	if o.FFmpeg != "" {
		// It is nil if the program does not exist.
		tool, _ = video.New(o.FFmpeg, video.Limits{Pixels: min(o.MaxPixels, video.DefaultPixels)})
	}
	return &Renderer{
		video:   tool,
		limits:  codec.Limits{FileSize: o.MaxFileSize, Pixels: o.MaxPixels},
		workers: make(chan struct{}, o.Workers),
	}
}

// FindFFmpeg returns the path of the program ffmpeg for [Options]; a name without a slash is looked up in PATH. The
// error says which program does not exist: ffmpeg, or ffprobe, which belongs to it.
func FindFFmpeg(name string) (string, error) {
	tool, err := video.New(name, video.Limits{})
	if err != nil {
		return "", err
	}
	return tool.Path(), nil
}

// Request describes a rendition.
type Request struct {
	// Source has the bytes of the file. If it is nil, the file at Path is read from Files as soon as a worker is free.
	// Path has no slash at the beginning, such as "products/cup.jpg".
	Source []byte
	Path   string
	// Files has the files of the media library that the chain names: the pictures and the fonts of layers. Their names
	// are their paths in the library without the slash at the beginning. It can be nil if the chain names none.
	Files fs.FS
	// Chain is the transformation.
	Chain urlbuilder.Chain
	// Named has the named transformations to which the chain refers, see [Analyze].
	Named map[string]urlbuilder.Chain
	// Accept is the header of this name, on which the format depends. Without a format in it, such as for "*/*", the
	// format of the file is kept.
	Accept string
	// ClientHints are for w-auto and dpr-auto.
	ClientHints ClientHints
	// FocusArea is the part of the picture that is stored with the file as its custom coordinates, for fo-custom.
	FocusArea image.Rectangle
	// Thumbnail asks for a picture of a video, at the time that so gives, or of an animation, the frame that pg gives.
	// It is for URLs whose path ends in ik-thumbnail.jpg.
	Thumbnail bool
	// Video asks for a video of a GIF file. It is for URLs whose path ends in ik-gif-video.mp4.
	Video bool
}

// Rendition is a picture or a video to which a transformation was applied.
type Rendition struct {
	Body        []byte // the file; Source if nothing changed, so it must not be written to
	ContentType string
	// Width and Height are those of the picture, in pixels. They are 0 for sound, and for a video that did not change.
	Width, Height int
	// Varies says which headers of a request can change the result.
	Varies Varies
	// ContentDPR is the value of the header Content-DPR, 0 if the response has none.
	ContentDPR float64
	// Report says how each parameter of the chain was rendered.
	Report Report
}

// Varies says on which headers of a request a rendition depends.
type Varies struct{ Accept, ClientHints bool }

// Render applies a transformation. The result depends on the request alone. Parameters that are not rendered have no
// effect and are listed in the report.
//
// The error wraps [ErrSource], [ErrLimit] or [ErrTransformation], or is that of the context or of Files. A layer whose
// file does not exist is an ErrTransformation and an [fs.ErrNotExist].
func (r *Renderer) Render(ctx context.Context, request Request) (*Rendition, error) {
	analysis, err := Analyze(request.Chain, request.lookup)
	if err != nil {
		return nil, err
	}
	select {
	case r.workers <- struct{}{}:
		defer func() { <-r.workers }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if request.Source == nil {
		if request.Source, err = readFile(request.Files, request.Path, r.maxFileSize()); err != nil {
			return nil, err
		}
	}
	rendition, err := r.renderFile(ctx, request, analysis)
	if errors.Is(err, errKeepsOriginal) {
		analysis.keepsOriginal = true
		return r.renderFile(ctx, request, analysis)
	}
	return rendition, err
}

// errKeepsOriginal is the error of a step with orig-true. Whether it is applied can depend on conditions.
var errKeepsOriginal = errors.New("the transformation keeps the original")

// renderFile applies a transformation to a picture or a video.
func (r *Renderer) renderFile(ctx context.Context, request Request, analysis *Analysis) (*Rendition, error) {
	if request.isVideo() {
		return r.renderVideo(ctx, request, analysis)
	}
	return r.renderPicture(ctx, request, analysis)
}

// renderPicture applies a transformation to a picture.
func (r *Renderer) renderPicture(ctx context.Context, request Request, analysis *Analysis) (*Rendition, error) {
	config, err := codec.Inspect(request.Source)
	if err != nil {
		return nil, codecError(err)
	}
	analysis.Report.forPicture()
	original := &Rendition{
		Body: request.Source, ContentType: config.Format.MediaType(), Width: config.Width, Height: config.Height,
		Report: analysis.Report,
	}
	switch {
	case request.Thumbnail && analysis.keepsOriginal:
		request.Chain = nil
	case !request.Thumbnail && (analysis.keepsOriginal || !analysis.Report.changesFile()):
		return original, nil
	}
	if config.Format == codec.SVG {
		return r.renderVector(ctx, request, original)
	}
	rendition, err := r.newJob(request).run(ctx)
	if err != nil {
		return nil, err
	}
	if request.Thumbnail {
		rendition.Report.forPageThumbnail()
	} else {
		rendition.Report.forPicture()
	}
	return rendition, nil
}

// maxFileSize is the size of the largest file that is read. That of a video can be larger than that of a picture.
func (r *Renderer) maxFileSize() int64 {
	if r.video != nil {
		return max(r.limits.FileSize, video.DefaultSourceSize)
	}
	return r.limits.FileSize
}

// lastValue returns the last value of a parameter in the request's transformation.
func (r Request) lastValue(code string) string { return lastValue(r.Chain, r.Named, code) }

// lookup returns a named transformation of the request.
func (r Request) lookup(name string) (urlbuilder.Chain, bool) {
	chain, ok := r.Named[name]
	return chain, ok
}

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
