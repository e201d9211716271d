package render

import (
	"context"
	"errors"
	"mime"
	"strconv"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Values of the parameter f that are not formats.
const (
	formatAuto = "auto" // the default
	formatOrig = "orig"
)

// output are the parameters that decide on the file that is written. They count for the whole chain, so that the last
// step which has one decides.
//
// Assumed: the documentation does not say which one counts if two steps of a chain have it.
type output struct {
	format, quality, lossless, progressive, metadata, profile, density string
}

func (o *output) fields() map[string]*string {
	return map[string]*string{
		"f": &o.format, "q": &o.quality, "lo": &o.lossless, "pr": &o.progressive, "md": &o.metadata, "cp": &o.profile,
		"dn": &o.density,
	}
}

// set sets the parameters that a step has.
func (o *output) set(step urlbuilder.Step) {
	fields := o.fields()
	for _, param := range step {
		if field, ok := fields[param.Name()]; ok {
			*field = param.Value()
		}
	}
}

// options returns how a picture is written in a format.
func (o output) options(format codec.Format) (codec.Options, error) {
	options := codec.Options{
		Format: format, Lossless: o.lossless == valueTrue, Progressive: o.progressive == valueTrue,
		KeepMetadata: o.metadata == valueTrue, KeepProfile: o.profile == valueTrue,
	}
	var err error
	if o.quality != "" {
		if options.Quality, err = strconv.Atoi(o.quality); err != nil {
			return options, &ParameterError{"q", o.quality, err}
		}
	}
	if expression.IsUnsigned(o.density) { // expressions are not rendered
		if options.DotsPerInch, err = strconv.Atoi(o.density); err != nil {
			return options, &ParameterError{"dn", o.density, err}
		}
	}
	return options, nil
}

// encode writes a picture in the format that f and the header Accept name. If f is auto, the smallest file of the
// formats that suit the picture is taken.
func (o output) encode(ctx context.Context, p *codec.Picture, accept string) ([]byte, codec.Format, error) {
	var best []byte
	var format codec.Format
	for i, candidate := range o.candidates(p, accept) {
		options, err := o.options(candidate)
		if err != nil {
			return nil, "", err
		}
		data, err := codec.Encode(ctx, p, options)
		if _, isMissing := errors.AsType[*codec.MissingCodecError](err); isMissing && i > 0 {
			continue // the first one is always written
		}
		if err != nil {
			return nil, "", err
		}
		if best == nil || len(data) < len(best) {
			best, format = data, candidate
		}
	}
	return best, format, nil
}

// candidates returns the formats to try. The first one is the format of the original or, if nothing writes that, one
// which has what the picture needs.
//
// A picture that became transparent is not written as JPEG, unless f asks for it: the transparent parts are black then,
// which is the default background.
//
// Assumed: f-auto never takes AVIF, which is off by default in an account.
func (o output) candidates(p *codec.Picture, accept string) []codec.Format {
	own := ownFormat(p)
	switch o.format {
	case formatOrig:
		return []codec.Format{own}
	case "", formatAuto:
		if own == codec.JPEG && p.HasAlpha {
			own = codec.PNG
		}
		if own == codec.GIF || !accepts(accept, codec.WebP.MediaType()) || max(p.Width, p.Height) > codec.MaxSideWebP {
			return []codec.Format{own}
		}
		return []codec.Format{own, codec.WebP}
	case "jpeg":
		return []codec.Format{codec.JPEG}
	case string(codec.GIF): // "GIF output only from GIF"
		return []codec.Format{own}
	}
	return []codec.Format{codec.Format(o.format)}
}

// ownFormat returns the format of the original, or JPEG or PNG if there is no encoder for it.
func ownFormat(p *codec.Picture) codec.Format {
	switch p.Format {
	case codec.JPEG, codec.PNG, codec.GIF:
		return p.Format
	}
	if p.HasAlpha {
		return codec.PNG
	}
	return codec.JPEG
}

// losesFrames reports whether a file has only the first frame of an animation, although its format, or that of the
// original, could have all of them.
func (o output) losesFrames(written codec.Format) bool {
	switch o.format {
	case "", formatAuto, formatOrig, string(codec.GIF):
		return written != codec.GIF
	}
	return written == codec.WebP || written == codec.AVIF
}

// accepts reports whether the header Accept names a media type. A wildcard such as */* or image/* does
// not count, because all clients send it.
func accepts(header, mediaType string) bool {
	for part := range strings.SplitSeq(header, ",") {
		named, parameters, err := mime.ParseMediaType(part)
		if quality, hasQuality := parameters["q"]; err == nil && named == mediaType {
			q, err := strconv.ParseFloat(quality, 64)
			return !hasQuality || err == nil && q > 0
		}
	}
	return false
}
