package codec

import (
	"context"
	"sync"
)

// Codec reads and writes a format that a program links on demand. It is safe for concurrent use.
type Codec interface {
	Format() Format

	// Decode decodes at most the given number of frames of a file that [Inspect] has accepted and that is within the
	// limits. It does not apply orientation.
	Decode(ctx context.Context, data []byte, frames int) ([]Frame, error)

	// Encode encodes a picture whose size the format can store. Options have valid values. Metadata is added by the
	// caller where the format is WebP.
	Encode(ctx context.Context, p *Picture, o Options) ([]byte, error)
}

// linkedOnDemand has the packages that register a codec.
var linkedOnDemand = map[Format]string{
	WebP: "github.com/openimagekit/imagekit/conformance/render/webp",
	AVIF: "github.com/openimagekit/imagekit/conformance/render/avif",
}

var (
	codecsMu sync.RWMutex
	codecs   = map[Format]Codec{}
)

// Register makes a codec available to [Decode] and [Encode]. It replaces one of the same format.
func Register(c Codec) {
	codecsMu.Lock()
	defer codecsMu.Unlock()
	codecs[c.Format()] = c
}

// registered returns a *MissingCodecError that says what to import if there is no codec.
func registered(f Format, operation string) (Codec, error) {
	codecsMu.RLock()
	defer codecsMu.RUnlock()
	if c, found := codecs[f]; found {
		return c, nil
	}
	return nil, &MissingCodecError{Format: f, Operation: operation, ImportPath: linkedOnDemand[f]}
}
