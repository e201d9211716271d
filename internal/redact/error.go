package redact

import (
	"errors"
	"net/url"
	"reflect"
)

// Error returns err if its text contains no secrets, and otherwise an error with the redacted text. In that error,
// errors.Is and errors.As find the same errors as in err, except those whose texts contain secrets. Error returns nil
// for nil.
func (r *Redactor) Error(err error) error {
	if err == nil {
		return nil
	}
	if text := r.Text(err.Error()); text != err.Error() {
		return &redactedError{text: text, err: err, redactor: r}
	}
	return err
}

// redactedError replaces an error whose text contains a secret. It has no method Unwrap, because code that prints the
// causes of an error would print that text.
type redactedError struct {
	text     string
	err      error
	redactor *Redactor
}

func (e *redactedError) Error() string { return e.text }

// Is reports whether the hidden error is target.
func (e *redactedError) Is(target error) bool { return errors.Is(e.err, target) }

// As finds the errors in the tree of the hidden error whose texts contain no secret. It finds a [url.Error] as a copy
// without secrets.
func (e *redactedError) As(target any) bool {
	found := reflect.New(reflect.TypeOf(target).Elem())
	if !errors.As(e.err, found.Interface()) {
		return false
	}
	failed, ok := found.Elem().Interface().(error)
	switch outer, isURLError := failed.(*url.Error); { //nolint:errorlint // As has unwrapped it
	case isURLError:
		inner := &redactedError{text: e.redactor.Text(outer.Err.Error()), err: outer.Err, redactor: e.redactor}
		shown := &url.Error{Op: outer.Op, URL: e.redactor.Text(outer.URL), Err: inner}
		found.Elem().Set(reflect.ValueOf(shown))
	case ok && e.redactor.Text(failed.Error()) != failed.Error():
		return false
	}
	reflect.ValueOf(target).Elem().Set(found.Elem())
	return true
}
