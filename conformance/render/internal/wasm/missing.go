package wasm

import (
	"context"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

// buildTag links the codecs.
//
// The modules come with Go packages (github.com/gen2brain/webp and avif) that look for a library of the operating
// system when the program starts, before they use their WebAssembly. What they would find differs between machines, and
// so would the files that it writes. The tag leaves that out of them. So they are linked with it only.
const buildTag = "nodynamic"

// Missing returns a codec for programs that were built without the tag. It fails with an error that names it.
func Missing(f codec.Format) codec.Codec { return missing{f} }

type missing struct{ format codec.Format }

// Format implements codec.Codec.
func (m missing) Format() codec.Format { return m.format }

// Encode implements codec.Codec.
func (m missing) Encode(context.Context, *codec.Picture, codec.Options) ([]byte, error) {
	return nil, &codec.MissingCodecError{Format: m.format, Operation: "encode", BuildTag: buildTag}
}

// Decode implements codec.Codec.
func (m missing) Decode(context.Context, []byte, int) ([]codec.Frame, error) {
	return nil, &codec.MissingCodecError{Format: m.format, Operation: "decode", BuildTag: buildTag}
}
