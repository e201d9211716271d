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
	// ErrExpiryTooLate is the error for a URL that is valid for longer than [VerifyOptions] allow.
	ErrExpiryTooLate = errors.New("urlbuilder: signature expires too late")
	// ErrEndpointMismatch is the error for a URL that is not under the URL endpoint of the builder. A [BuildError]
	// wraps it if Options.Src, which is to be signed, is such a URL.
	ErrEndpointMismatch = errors.New("urlbuilder: URL is not under the URL endpoint")
)

// BuildError says what a URL or a transformation cannot be built from: which field, which value, and what is wrong with
// it. All functions of this package that build something return it, for use with [errors.As]. So do [Builder.Parse],
// for a URL that no [Options] can build, the UnmarshalJSON methods, for JSON that is no transformation, and
// [ParseChain], [Chain.Check] and [Presets.Check], for what the service refuses.
//
//	urlbuilder: Path "/../a.jpg" leads out of the URL endpoint
//	urlbuilder: Transformation: step 2: q "180" must be from 1 to 100
type BuildError struct {
	// Field is the field of [Config], [Options] or [ResponsiveOptions] that is wrong, such as "Path" or
	// "Transformation"; it is also "Transformation" for a chain alone. For [Presets] it is "Presets", or names the
	// preset, such as `Presets["thumbnail"]`.
	Field string
	// Step is the number of the transformation's step that is wrong, from 1, or 0 if it is not a matter of one step. A
	// parameter within a layer or a conditional step has the number of the step that the outermost layer stands in.
	Step int
	// Param is the name of the parameter that is wrong: one of a transformation, as in URLs ("q") or as in JSON
	// ("quality"), or one of the query. It is empty if it is not a matter of one parameter.
	Param string
	// Value is the value that is wrong. It is empty if the value is missing, and if it could be a secret: it never
	// holds PrivateKey, Src, a signature or a password in URLEndpoint.
	Value string
	// Reason continues a sentence that begins with the value, such as "must be from 1 to 100".
	Reason string
	// Err is the cause, if there is one.
	Err error
}

// Error describes the error in one line: field, step, parameter, value and reason, as far as there are any.
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

// transformationField is the Field of errors in a chain.
const transformationField = "Transformation"

// inField sets the field of a BuildError, for a value that does not know where it belongs.
func inField(err error, field string) error {
	if e, ok := errors.AsType[*BuildError](err); ok {
		e.Field = field
	}
	return err
}

// inStep sets the step, counted from 0, of an error of a chain.
func inStep(err error, step int) error {
	e, ok := errors.AsType[*BuildError](err)
	if !ok {
		e = &BuildError{Field: transformationField, Err: err}
	}
	e.Step = step + 1
	return e
}

// inParam sets the parameter of an error of a chain that has none yet.
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

// badTransformation returns an error of a chain, without a step and a parameter yet.
func badTransformation(reason string) *BuildError {
	return &BuildError{Field: transformationField, Reason: reason}
}
