// Package decode decodes the JSON that the service sends into Go values. Well-formed JSON is decoded even if it
// contains values of other types than in openapi.yaml, as long as the outermost value has the right type.
//
// A value is decoded strictly first. If that fails, it is decoded leniently. For values that fit, the result of lenient
// decoding is the same. In addition, it
//
//   - accepts an integer in any notation (12.0, 1e3), and rounds a fraction where an integer is expected;
//   - sets the field of a value that does not fit to zero, and adds the value to the additional properties of a type
//     that has them;
//   - leaves out a list element that does not fit;
//   - accepts an empty array as an empty map.
//
// JSON that needs too much memory is refused before it is decoded; see [Limits].
package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ErrNoValue is returned for JSON that is empty or null.
var ErrNoValue = errors.New("no value")

// options accept what encoding/json accepts. The decoder is the one of encoding/json/v2, which is faster.
var options = jsonv2.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true),
	jsonv2.MatchCaseInsensitiveNames(true))

// Mismatches are values in the JSON whose types differ from those of the result.
type Mismatches struct {
	// Pointers are JSON pointers (RFC 6901) to the values, at most [MaxMismatches]. A pointer of more than [MaxPointer]
	// bytes is cut.
	Pointers []string
	// LeftOut is the number of elements of the outermost list that are left out.
	LeftOut int
}

// JSON decodes a JSON text into the value that result points to, which must be zero.
//
// It fails with [ErrNoValue] if the text is empty or null, with a [*LimitError] if a limit is exceeded, and with
// another error if the text is not well-formed or its outermost value has another type than result.
func JSON(text []byte, result any, limits Limits) (mismatches Mismatches, err error) {
	if trimmed := bytes.TrimSpace(text); len(trimmed) == 0 || string(trimmed) == "null" {
		return mismatches, ErrNoValue
	}
	if err := limits.checkMemory(text, nil); err != nil {
		return mismatches, err
	}
	v := reflect.ValueOf(result).Elem()
	if isList(v.Type()) {
		return list(text, v, limits)
	}
	strictErr := jsonv2.Unmarshal(text, result, options)
	if strictErr == nil || isMalformed(strictErr) {
		return mismatches, strictErr
	}
	l := newLenient(text)
	if !l.accepts(v.Type()) {
		return mismatches, strictErr
	}
	if err := limits.checkMemory(text, text); err != nil {
		return mismatches, err
	}
	v.SetZero() // remove what the strict decoder has set
	if _, err := l.value(v); err != nil {
		return mismatches, err
	}
	return Mismatches{Pointers: l.mismatches}, l.end()
}

// Value decodes a JSON text like [JSON] and returns the result.
func Value[T any](text []byte, limits Limits) (value T, mismatches Mismatches, err error) {
	mismatches, err = JSON(text, &value, limits)
	return value, mismatches, err
}

// Any decodes a JSON text into the variable that value points to, as encoding/json does: strictly, and without limits.
func Any(text []byte, value any) error { return jsonv2.Unmarshal(text, value, options) }

// IsValid reports whether a text is one JSON value.
func IsValid(text []byte) bool { return jsontext.Value(text).IsValid(options) }

// list decodes an array element by element: strictly up to the first element that does not fit, and leniently from
// there on. It keeps the elements that are already decoded, so that their memory is not allocated twice.
func list(text []byte, v reflect.Value, limits Limits) (mismatches Mismatches, err error) {
	strictErr := strictList(text, v, limits)
	if strictErr == nil || isMalformed(strictErr) || is[*LimitError](strictErr) {
		return mismatches, strictErr
	}
	l := newLenient(text)
	if l.PeekKind() != '[' {
		return mismatches, strictErr
	}
	repeated, err := element(text, v.Len())
	if err != nil {
		return mismatches, err
	}
	if err := limits.checkMemory(text, repeated); err != nil {
		return mismatches, err
	}
	leftOut, err := l.list(v, v.Len(), limits.Elements)
	if err != nil {
		return mismatches, err
	}
	return Mismatches{Pointers: l.mismatches, LeftOut: leftOut}, l.end()
}

// strictList decodes an array up to the first element that does not fit.
func strictList(text []byte, v reflect.Value, limits Limits) error {
	pooled := decoders.Get().(*pooledDecoder)
	defer pooled.release()
	decoder := pooled.read(text)
	if token, err := decoder.ReadToken(); err != nil {
		return err
	} else if token.Kind() != '[' {
		return fmt.Errorf("JSON value is %v, not an array", token.Kind())
	}
	n, texts := 0, newSharedTexts(v.Type().Elem())
	for ; decoder.PeekKind() != ']'; n++ {
		if limits.Elements > 0 && n == limits.Elements {
			return &LimitError{Quantity: "list elements", Limit: int64(n)}
		}
		if n > 0 && n == v.Cap() {
			v.Grow(moreElements(n, decoder.InputOffset(), int64(len(text))))
		}
		element := grow(v, n)
		texts.lend(element)
		if err := jsonv2.UnmarshalDecode(decoder, element.Addr().Interface()); err != nil {
			v.SetLen(n)
			return err
		}
		texts.settle(element)
	}
	if n == 0 {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0)) // an empty list is not nil
	}
	_, _ = decoder.ReadToken() // the end of the array
	return end(decoder)
}

// moreElements estimates how many elements follow the first n elements, which end at an offset in the text. It returns
// at most 8n, because the first elements can be much shorter than the others.
func moreElements(n int, offset, length int64) int {
	return int(min((length-offset)*int64(n)/offset+1, 8*int64(n)))
}

// decoders is a pool, because allocating a new decoder takes much of the time for a short list.
var decoders = sync.Pool{New: func() any { return new(pooledDecoder) }}

type pooledDecoder struct {
	jsontext.Decoder
	text bytes.Buffer
}

func (d *pooledDecoder) read(text []byte) *jsontext.Decoder {
	d.text = *bytes.NewBuffer(text)
	d.Reset(&d.text, options)
	return &d.Decoder
}

// release removes the reference to the text and returns the decoder to the pool.
func (d *pooledDecoder) release() {
	d.read(nil)
	decoders.Put(d)
}

// element returns the text of element n of an array.
func element(text []byte, n int) ([]byte, error) {
	decoder := newDecoder(text)
	if _, err := decoder.ReadToken(); err != nil {
		return nil, err
	}
	for range n {
		if err := decoder.SkipValue(); err != nil {
			return nil, err
		}
	}
	return decoder.ReadValue()
}

// grow makes v a list of n+1 elements and returns the last one, which is zero.
func grow(v reflect.Value, n int) reflect.Value {
	if n == v.Cap() {
		v.Grow(1)
	}
	v.SetLen(n + 1)
	element := v.Index(n)
	element.SetZero()
	return element
}

// end returns an error if anything but white space is left.
func end(decoder *jsontext.Decoder) error {
	switch _, err := decoder.ReadToken(); {
	case err == io.EOF: //nolint:errorlint // the decoder does not wrap it
		return nil
	case err != nil:
		return err
	}
	return errors.New("JSON value is followed by another one")
}

// isList reports whether values of a type are decoded from JSON arrays.
func isList(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && !reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]())
}

// isMalformed reports whether err is the error of a text that is not JSON.
func isMalformed(err error) bool {
	return is[*jsontext.SyntacticError](err) || errors.Is(err, io.ErrUnexpectedEOF) || is[*json.SyntaxError](err)
}

func is[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}
