package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/internal/encode"
)

// openField is the field of generated types for the properties that openapi.yaml does not name.
const openField = "AdditionalProperties"

// isOpen reports whether a type keeps unknown properties.
func isOpen(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	field, ok := t.FieldByName(openField)
	return ok && field.Type == reflect.TypeFor[map[string]any]()
}

// Object decodes an object strictly into a struct with a field AdditionalProperties, which gets the properties that
// have no other field. The method UnmarshalJSON of this struct calls Object.
func Object[T any](text []byte, result *T) error {
	l := newLenient(text)
	if l.PeekKind() == 'n' {
		return nil
	}
	if l.PeekKind() != '{' {
		_, err := l.ReadToken()
		if err == nil {
			err = errors.New("JSON value is not an object")
		}
		return err
	}
	v := reflect.ValueOf(result).Elem()
	fields, rest := fieldsOf(v.Type()), restOf(v)
	return l.properties(func(name []byte) error {
		if field, ok := fields.byName[string(name)]; ok {
			return jsonv2.UnmarshalDecode(l.Decoder, v.FieldByIndex(field).Addr().Interface())
		}
		var value any
		if err := jsonv2.UnmarshalDecode(l.Decoder, &value); err != nil {
			return err
		}
		rest.set(string(name), value)
		return nil
	})
}

// openObject decodes an object into a struct with additional properties, which also get the values that do not fit its
// other fields.
func (l *lenient) openObject(v reflect.Value) error {
	fields, rest := fieldsOf(v.Type()), restOf(v)
	return l.properties(func(name []byte) error {
		key := string(name)
		text, err := l.ReadValue()
		if err != nil {
			return err
		}
		report := l.report
		if field, ok := fields.byName[key]; ok {
			if fits, err := l.part(text, report).value(v.FieldByIndex(field)); fits || err != nil {
				return err
			}
			report = discarded() // the mismatch has been reported
		}
		var value any
		fits, err := l.part(text, report).value(reflect.ValueOf(&value).Elem())
		if !fits {
			value = json.Number(text) // too large for a float64
		}
		rest.set(key, value)
		return err
	})
}

// part returns a decoder for a value within the text of l. It reuses the memory of the previous part.
func (l *lenient) part(text []byte, r *report) *lenient {
	if l.inner == nil {
		l.inner = &lenient{Decoder: new(jsontext.Decoder)}
	}
	l.inner.report = r
	l.inner.text = *bytes.NewBuffer(text)
	l.inner.Reset(&l.inner.text, options)
	return l.inner
}

// rest is the map of the additional properties of a value.
type rest struct{ properties *map[string]any }

func restOf(v reflect.Value) rest {
	return rest{v.FieldByName(openField).Addr().Interface().(*map[string]any)}
}

func (r rest) set(name string, value any) {
	if *r.properties == nil {
		*r.properties = map[string]any{}
	}
	(*r.properties)[name] = value
}

// MarshalObject encodes a struct with additional properties. An additional property replaces a field of the same name.
func MarshalObject(value any) ([]byte, error) {
	v := reflect.ValueOf(value)
	object := map[string]any{}
	for name, index := range fieldsOf(v.Type()).byName {
		if field := v.Type().FieldByIndex(index); !v.FieldByIndex(index).IsZero() || !isOptional(field) {
			object[name] = v.FieldByIndex(index).Interface()
		}
	}
	maps.Copy(object, v.FieldByName(openField).Interface().(map[string]any))
	return encode.JSON(object)
}

// isOptional reports whether the field is left out if its value is zero.
func isOptional(field reflect.StructField) bool {
	_, flags, _ := strings.Cut(field.Tag.Get("json"), ",")
	return flags == "omitempty"
}
