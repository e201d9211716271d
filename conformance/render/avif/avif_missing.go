//go:build !nodynamic

package avif

import (
	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/wasm"
)

func init() { codec.Register(wasm.Missing(codec.AVIF)) }
