package codec

import (
	"errors"
	"fmt"
)

// ErrUnknownFormat is the error for a file that begins like none of the formats.
var ErrUnknownFormat = errors.New("unknown picture format")

// Reasons for which a file is damaged.
var (
	errTooShort = errors.New("the file is too short for the size that it claims")
	errNoPixels = errors.New("the file has no pixels")
	errSize     = errors.New("the pixels have another size than the header says")
)

// LimitError is the error for a picture that exceeds one of the [Limits], or what its format can store.
type LimitError struct {
	What       string // such as "pixels" or "bytes of the file"
	Value, Max int64
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("picture has %d %s, the limit is %d", e.Value, e.What, e.Max)
}

// FormatError is the error for a file that is damaged, or that uses a feature of its format that is not supported.
type FormatError struct {
	Format Format
	Err    error // what the decoder says
}

func (e *FormatError) Error() string { return fmt.Sprintf("reading %s: %v", e.Format, e.Err) }

// Unwrap returns the error of the decoder.
func (e *FormatError) Unwrap() error { return e.Err }

// MissingCodecError is the error for a format that this program cannot decode or encode.
type MissingCodecError struct {
	Format    Format
	Operation string // "decode" or "encode"
	// ImportPath names the package to import for its effect. It is empty if there is none, or if it is imported
	// already.
	ImportPath string
	// BuildTag names the tag with which the program must be built. It is empty if that is not what is missing.
	BuildTag string
}

func (e *MissingCodecError) Error() string {
	problem := fmt.Sprintf("cannot %s %s", e.Operation, e.Format)
	switch {
	case e.ImportPath != "":
		return fmt.Sprintf("%s: import _ %q in the program", problem, e.ImportPath)
	case e.BuildTag != "":
		return fmt.Sprintf("%s: build the program with -tags %s", problem, e.BuildTag)
	}
	return problem
}
