package urlbuilder

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Errors of [Builder.Verify] and [Builder.Parse], for use with [errors.Is].
var (
	// ErrSignatureMissing is the error for a URL without a signature.
	ErrSignatureMissing = errors.New("urlbuilder: URL is not signed")
	// ErrSignatureInvalid is the error for a URL that was not signed with the builder's private key, was changed, or is
	// not in the form that [Builder.Verify] accepts.
	ErrSignatureInvalid = errors.New("urlbuilder: signature is invalid")
	// ErrSignatureExpired is the error for a URL whose expiry is in the past.
	ErrSignatureExpired = errors.New("urlbuilder: signature has expired")
	// ErrExpiryTooLate is the error for a URL that expires later than [VerifyOptions] allow, or never.
	ErrExpiryTooLate = errors.New("urlbuilder: signature expires too late")
	// ErrEndpointMismatch is the error for a URL that is not under the URL endpoint of the builder. A [BuildError]
	// wraps it if Options.Src is such a URL and a signature is requested.
	ErrEndpointMismatch = errors.New("urlbuilder: URL is not under the URL endpoint")
)

// BuildError reports why a URL or a transformation cannot be built: the wrong field, the value and the reason. All
// functions of this package that build something return it; find it with [errors.As]. [Builder.Parse] returns it for a
// URL that no [Options] can build, the UnmarshalJSON methods for JSON that is not a transformation, and [ParseChain],
// [Chain.Check] and [Presets.Check] for a transformation that the service refuses.
//
//	urlbuilder: Path "/../a.jpg" leads out of the URL endpoint
//	urlbuilder: Transformation: step 2: q "180" must be from 1 to 100
type BuildError struct {
	// Field is the field of [Config], [Options] or [ResponsiveOptions] that is wrong, such as "Path" or
	// "Transformation"; it is also "Transformation" if a chain is built, read or checked by itself. For [Presets] it is
	// "Presets" or names the preset, such as `Presets["thumbnail"]`.
	Field string
	// Step is the number of the wrong step of the transformation, from 1, or 0 if the error does not concern one step.
	// For a parameter within a layer or a conditional step, it is the number of the step in the outermost chain.
	Step int
	// Start and End are the place of the wrong part in the text that [ParseChain] has parsed, in bytes:
	// text[Start:End]. Both are 0 if the error concerns the whole text, and for errors of other functions.
	Start, End int
	// Param is the name of the wrong parameter. It is a parameter of a transformation, named as in URLs ("q") or as in
	// JSON ("quality"), or a query parameter. It is empty if the error does not concern one parameter.
	Param string
	// Value is the wrong value. It is empty if the value is missing or could be a secret: it never contains PrivateKey,
	// Src, a signature or a password in URLEndpoint.
	Value string
	// Reason describes what is wrong, such as "must be from 1 to 100". It continues a sentence that begins with the
	// value.
	Reason string
	// Err is the cause, if there is one.
	Err error
}

// Error returns a one-line description: field, step, parameter, value and reason. Empty ones are omitted.
func (e *BuildError) Error() string {
	var b strings.Builder
	b.WriteString("urlbuilder: " + e.Field)
	if e.Step > 0 {
		fmt.Fprintf(&b, ": step %d", e.Step)
	}
	if isSimple(e.Param, "-_") && e.Param != "" {
		b.WriteString(": " + e.Param)
	} else if e.Param != "" {
		b.WriteString(": " + strconv.Quote(e.Param))
	}
	if e.Value != "" {
		fmt.Fprintf(&b, " %q", e.Value)
	}
	if e.Reason != "" {
		b.WriteString(" " + e.Reason)
	}
	if e.Err != nil {
		b.WriteString(": " + strings.TrimPrefix(e.Err.Error(), "urlbuilder: "))
	}
	return b.String()
}

// Unwrap returns the cause, if there is one.
func (e *BuildError) Unwrap() error { return e.Err }

// transformationField is the Field of a BuildError for a chain.
const transformationField = "Transformation"

// inField sets the field of a BuildError from code that cannot set it.
func inField(err error, field string) error {
	if e, ok := errors.AsType[*BuildError](err); ok {
		e.Field = field
	}
	return err
}

// inStep sets the step of a BuildError for a chain. The step is counted from 0.
func inStep(err error, step int) error {
	e, ok := errors.AsType[*BuildError](err)
	if !ok {
		e = &BuildError{Field: transformationField, Err: err}
	}
	e.Step = step + 1
	return e
}

// withoutPlace removes the place of a BuildError, which is a place in a text that the caller does not have.
func withoutPlace(err error) error {
	if e, ok := errors.AsType[*BuildError](err); ok {
		e.Start, e.End = 0, 0
	}
	return err
}

// inParam sets the parameter of a BuildError for a chain, unless it has one already.
func inParam(err error, name string) error {
	e, ok := errors.AsType[*BuildError](err)
	if !ok {
		e = &BuildError{Field: transformationField, Err: err}
	}
	if e.Param == "" {
		e.Param = name
	}
	return e
}

// badTransformation returns a BuildError for a chain. Its step and its parameter are not set yet.
func badTransformation(reason string) *BuildError {
	return &BuildError{Field: transformationField, Reason: reason}
}
