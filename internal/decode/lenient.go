package decode

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	// MaxMismatches is the maximum number of mismatches that are reported.
	MaxMismatches = 100
	// MaxPointer is the length in bytes at which the JSON pointer to a mismatch is cut.
	MaxPointer = 512
)

// lenient decodes a JSON text leniently. Its methods fail only if the text is not well-formed, or exceeds a limit.
type lenient struct {
	*jsontext.Decoder
	*report
	name  []byte // of the last property; the memory is reused for the next one
	inner *lenient
	text  bytes.Buffer // input of an inner decoder
}

// report records the values that do not fit.
type report struct {
	path       []byte // JSON pointer to the value that is decoded
	mismatches []string
	isFull     bool
}

// discarded returns a report that ignores all mismatches.
func discarded() *report { return &report{isFull: true} }

func newLenient(text []byte) *lenient { return &lenient{Decoder: newDecoder(text), report: &report{}} }

func newDecoder(text []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBuffer(text), options)
}

// end returns an error if anything but white space is left.
func (l *lenient) end() error { return end(l.Decoder) }

// accepts reports whether the next value has the kind of JSON that a type is decoded from.
func (l *lenient) accepts(t reflect.Type) bool {
	switch {
	case isLeaf(t):
		return true
	case t.Kind() == reflect.Slice:
		return l.PeekKind() == '['
	case t.Kind() == reflect.Struct, t.Kind() == reflect.Map:
		return l.PeekKind() == '{'
	}
	return true
}

// value decodes the next value into v. If it does not fit, v is zero.
func (l *lenient) value(v reflect.Value) (fits bool, err error) {
	t := v.Type()
	switch kind := l.PeekKind(); {
	case isLeaf(t):
		return l.leaf(v)
	case kind == 'n':
		if !isOpen(t) { // UnmarshalJSON of an open type ignores null
			v.SetZero()
		}
		return true, l.SkipValue()
	case t.Kind() == reflect.Pointer:
		return l.pointer(v)
	case t.Kind() == reflect.Interface:
		return l.dynamic(v)
	case !l.accepts(t):
		return false, l.misfit(v, kind)
	case t.Kind() == reflect.Slice:
		_, err := l.list(v, 0, 0)
		return true, err
	case t.Kind() == reflect.Map:
		return true, l.entries(v)
	case isOpen(t):
		return true, l.openObject(v)
	}
	return true, l.object(v)
}

// misfit skips and reports a value that is not an object or a list, as the type of v requires. It decodes an empty
// array into a map as an empty map, because some languages cannot distinguish them.
func (l *lenient) misfit(v reflect.Value, kind jsontext.Kind) error {
	v.SetZero()
	text, err := l.ReadValue()
	if err != nil {
		return err
	}
	l.mismatch()
	if v.Kind() == reflect.Map && kind == '[' && len(bytes.TrimSpace(text[1:len(text)-1])) == 0 {
		v.Set(reflect.MakeMap(v.Type()))
	}
	return nil
}

// mismatch reports the value at the current path.
func (r *report) mismatch() {
	switch {
	case r.isFull:
		return
	case len(r.path) > MaxPointer:
		r.mismatches = append(r.mismatches, string(bytes.ToValidUTF8(r.path[:MaxPointer], nil))+"…")
	default:
		r.mismatches = append(r.mismatches, string(r.path))
	}
	r.isFull = len(r.mismatches) == MaxMismatches
}

// enterName appends the name of a property to the path and returns the path's length before.
func (r *report) enterName(name []byte) int {
	length := len(r.path)
	r.path = append(r.path, '/')
	if len(name) > MaxPointer { // it will be cut
		name = name[:MaxPointer+1]
	}
	for _, c := range name {
		switch c {
		case '~':
			r.path = append(r.path, "~0"...)
		case '/':
			r.path = append(r.path, "~1"...)
		default:
			r.path = append(r.path, c)
		}
	}
	return length
}

// enterIndex appends the index of an element to the path and returns the path's length before.
func (r *report) enterIndex(i int) int {
	length := len(r.path)
	r.path = strconv.AppendInt(append(r.path, '/'), int64(i), 10)
	return length
}

func (r *report) leave(length int) { r.path = r.path[:length] }

func (l *lenient) pointer(v reflect.Value) (fits bool, err error) {
	if v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
	}
	if fits, err = l.value(v.Elem()); !fits {
		v.SetZero()
	}
	return fits, err
}

// list decodes an array into v, which already contains the first kept elements. It leaves out elements that do not fit.
// A limit of 0 means no limit.
func (l *lenient) list(v reflect.Value, kept, limit int) (leftOut int, err error) {
	if _, err := l.ReadToken(); err != nil {
		return 0, err
	}
	if v.Cap() == 0 {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0)) // an empty list is not nil
	}
	i := 0
	for ; l.PeekKind() != ']'; i++ {
		if limit > 0 && i == limit {
			return 0, &LimitError{Quantity: "list elements", Limit: int64(limit)}
		}
		if i < kept {
			if err := l.SkipValue(); err != nil {
				return 0, err
			}
			continue
		}
		outside := l.enterIndex(i)
		fits, err := l.value(grow(v, i-leftOut))
		if err != nil {
			return 0, err
		}
		l.leave(outside)
		if !fits {
			leftOut++
		}
	}
	v.SetLen(i - leftOut)
	_, err = l.ReadToken()
	return leftOut, err
}

// properties calls each for each property of an object. The memory of name is reused for the next property.
func (l *lenient) properties(each func(name []byte) error) error {
	if _, err := l.ReadToken(); err != nil {
		return err
	}
	for l.PeekKind() != '}' {
		quoted, err := l.ReadValue()
		if err != nil {
			return err
		}
		// The only error is for invalid UTF-8, which is replaced.
		l.name, _ = jsontext.AppendUnquote(slices.Grow(l.name[:0], len(quoted)), quoted)
		outside := l.enterName(l.name)
		if err := each(l.name); err != nil {
			return err
		}
		l.leave(outside)
	}
	_, err := l.ReadToken()
	return err
}

func (l *lenient) object(v reflect.Value) error {
	fields := fieldsOf(v.Type())
	return l.properties(func(name []byte) error {
		field, ok := fields.find(name)
		if !ok {
			return l.SkipValue()
		}
		_, err := l.value(v.FieldByIndex(field))
		return err
	})
}

func (l *lenient) entries(v reflect.Value) error {
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	element := reflect.New(v.Type().Elem()).Elem()
	return l.properties(func(name []byte) error {
		key := reflect.ValueOf(string(name)).Convert(v.Type().Key())
		if before := v.MapIndex(key); before.IsValid() {
			element.Set(before) // the strict decoder also merges objects of the same name
		} else {
			element.SetZero()
		}
		_, err := l.value(element)
		v.SetMapIndex(key, element)
		return err
	})
}

// dynamic decodes any value.
func (l *lenient) dynamic(v reflect.Value) (fits bool, err error) {
	var value any
	switch l.PeekKind() {
	case '{':
		entries, ok := v.Interface().(map[string]any) // from a property of the same name
		if !ok {
			entries = map[string]any{}
		}
		value, fits, err = entries, true, l.entries(reflect.ValueOf(&entries).Elem())
	case '[':
		elements := []any{}
		_, err = l.list(reflect.ValueOf(&elements).Elem(), 0, 0)
		value, fits = elements, true
	case '"':
		value, fits, err = decodeLeaf[string](l)
	case '0':
		value, fits, err = decodeLeaf[float64](l)
	default: // true or false, or an error; null is decoded elsewhere
		value, fits, err = decodeLeaf[bool](l)
	}
	if err == nil && fits {
		v.Set(reflect.ValueOf(value))
	} else {
		v.SetZero()
	}
	return fits, err
}

func decodeLeaf[T any](l *lenient) (value T, fits bool, err error) {
	fits, err = l.leaf(reflect.ValueOf(&value).Elem())
	return value, fits, err
}

// isLeaf reports whether values of a type are decoded as a whole: scalars, dates, unions.
func isLeaf(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Interface:
		return false
	case reflect.Struct, reflect.Map, reflect.Slice:
		decodesItself := reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]())
		return t == reflect.TypeFor[time.Time]() || decodesItself && !isOpen(t)
	}
	return true
}
