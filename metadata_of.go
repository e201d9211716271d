package imagekit

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/openimagekit/imagekit/internal/decode"
	"github.com/openimagekit/imagekit/internal/encode"
)

// MetadataProblem is what is wrong with a field of a struct for custom metadata.
type MetadataProblem string

// Values of [MetadataProblem].
const (
	// MetadataUnknownField means that the account has no metadata field of this name.
	MetadataUnknownField MetadataProblem = "unknown field"
	// MetadataWrongType means that the Go type cannot hold the values of the metadata field.
	MetadataWrongType MetadataProblem = "wrong type"
	// MetadataMissing means that a required metadata field has no struct field, or no value.
	MetadataMissing MetadataProblem = "missing required field"
	// MetadataNotAllowed means that a value is outside the options or limits of the metadata field.
	MetadataNotAllowed MetadataProblem = "value not allowed"
	// MetadataNotDecodable means that a value does not fit the struct field.
	MetadataNotDecodable MetadataProblem = "value does not fit"
)

// MetadataError describes a problem with one field. [ReadMetadata], [CheckMetadataType] and [CheckMetadata] return one
// for each problem, joined by [errors.Join].
type MetadataError struct {
	Problem     MetadataProblem
	StructField string // such as Product.Price; empty if the struct has no field for the metadata field
	Name        string // of the metadata field
	Reason      string // what is wrong, such as "the account has no such field"
}

// Error names the struct field, the metadata field and the problem.
func (e *MetadataError) Error() string {
	field := "metadata field " + fmt.Sprintf("%q", e.Name)
	if e.StructField != "" {
		field = e.StructField + ": " + field
	}
	return fmt.Sprintf("imagekit: %s: %s: %s", field, e.Problem, e.Reason)
}

// MetadataOf returns the custom metadata in a struct, for [UploadRequest] and [UpdateFileDetailsRequest]. T is a struct
// or a pointer to one; the tag of a field is the name of its metadata field. Fields without the tag are ignored.
//
//	type Product struct {
//		Brand    string                       `imagekit:"brand"`
//		Price    float64                      `imagekit:"price"`
//		Season   Season                       `imagekit:"season,omitempty"` // type Season string, a SingleSelect
//		Colors   []string                     `imagekit:"colors,omitempty"`
//		Released imagekit.Nullable[time.Time] `imagekit:"released"`
//		InStock  *bool                        `imagekit:"inStock"`
//	}
//
// Text and Textarea are strings, Number is any integer or float type, Boolean is bool, and Date is [time.Time] or
// [Date]. SingleSelect is a string, a number or a bool, like its options, and MultiSelect is a list of them.
//
// A nil pointer and an unset [Nullable] are left out; [Null] removes the value of the field. With the option omitempty
// or omitzero, a zero value is left out, and with omitempty an empty list too. Without these options, a nil list is
// sent as null, which removes the value. The fields of embedded structs are included, unless the pointer to the struct
// is nil.
//
// If value is a nil pointer, the result is empty. MetadataOf, [ReadMetadata], [CheckMetadata] and [CheckMetadataType]
// panic if T is another type, or if two fields have the same tag.
func MetadataOf[T any](value T) map[string]any {
	metadata := map[string]any{}
	v := indirect(reflect.ValueOf(value))
	t := reflect.TypeFor[T]()
	if v.IsValid() {
		t = v.Type() // T can be an interface
	} else if t.Kind() == reflect.Interface {
		return metadata
	}
	for _, field := range metadataFieldsOf(t) {
		if fieldValue, ok := field.get(v); ok {
			metadata[field.name] = fieldValue
		}
	}
	return metadata
}

// indirect returns what pointers and interfaces lead to. The result is invalid if one of them is nil.
func indirect(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

// ReadMetadata sets the fields of the struct that result points to from custom metadata, such as that of a [File]. It
// uses the tags that [MetadataOf] describes. A field without a value becomes zero. So does a field with the value null,
// except that a [Nullable] becomes null. If a field in an embedded struct has a value and the pointer to the struct is
// nil, ReadMetadata allocates the struct. It ignores values for which the struct has no field. If a value does not fit,
// its field becomes zero, the other fields are set, and the error contains a [*MetadataError] for each. If result
// points to a nil pointer, ReadMetadata allocates the struct. It panics if result is nil.
func ReadMetadata[T any](metadata map[string]any, result *T) error {
	if result == nil {
		panic("imagekit: ReadMetadata: result is nil")
	}
	v := reflect.ValueOf(result).Elem()
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	var errs []error
	for _, field := range metadataFieldsOf(v.Type()) {
		value, ok := metadata[field.name]
		target, canSet := field.target(v, ok)
		switch {
		case !canSet && ok:
			errs = append(errs, field.err(MetadataNotDecodable, "a pointer to an unexported embedded struct is nil"))
			continue
		case !canSet: // in an embedded struct that does not exist
			continue
		}
		if target.SetZero(); !ok {
			continue
		}
		if err := readMetadataValue(value, field.base, target); err != nil {
			target.SetZero()
			reason := fmt.Sprintf("%s cannot be a %s", shown(value), target.Type())
			errs = append(errs, field.err(MetadataNotDecodable, reason))
		}
	}
	return errors.Join(errs...)
}

// shown returns the beginning of a value as JSON, for errors.
func shown(value any) string {
	encoded, err := encode.JSON(value)
	if err != nil {
		return fmt.Sprintf("%T", value)
	}
	return fmt.Sprintf("%.100s", encoded)
}

// readMetadataValue decodes a value. The service may send a date with a time or without one.
func readMetadataValue(value any, base reflect.Type, target reflect.Value) error {
	switch text, _ := value.(string); {
	case base == reflect.TypeFor[time.Time]() && len(text) == len(time.DateOnly):
		value = text + "T00:00:00Z"
	case base == reflect.TypeFor[Date]() && len(text) > len(time.DateOnly):
		value = text[:len(time.DateOnly)]
	}
	encoded, err := encode.JSON(value)
	if err != nil {
		return err
	}
	return decode.Any(encoded, target.Addr().Interface())
}

// metadataField is a field of a struct that has the tag imagekit.
type metadataField struct {
	index       []int
	name        string // of the metadata field
	structField string // such as Product.Price
	base        reflect.Type
	omit        bool // leave out a zero value
	omitEmpty   bool // leave out an empty list
}

func (f *metadataField) err(problem MetadataProblem, reason string) error {
	return &MetadataError{Problem: problem, StructField: f.structField, Name: f.name, Reason: reason}
}

// target returns the field of a struct that is to be set. If the field is in an embedded struct whose pointer is nil,
// target makes the struct if create is true. It returns false if there is no such struct.
func (f *metadataField) target(v reflect.Value, create bool) (field reflect.Value, ok bool) {
	for _, i := range f.index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !create || !v.CanSet() {
					return v, false
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v, true
}

// nullable is implemented by [Nullable].
type nullable interface {
	IsNull() bool
	IsZero() bool
	get() any
}

func (n Nullable[T]) get() any { return n.value }

// get returns the value for the metadata field, and whether it is set. It is not set if v, the struct, is not valid.
func (f *metadataField) get(v reflect.Value) (value any, ok bool) {
	if !v.IsValid() {
		return nil, false
	}
	v, err := v.FieldByIndexErr(f.index)
	if err != nil { // in an embedded struct whose pointer is nil
		return nil, false
	}
	if v.Kind() != reflect.Interface {
		v = indirect(v)
	}
	if !v.IsValid() || f.omit && isZero(v) || f.omitEmpty && v.Kind() == reflect.Slice && v.Len() == 0 {
		return nil, false
	}
	if n, ok := v.Interface().(nullable); ok {
		if n.IsNull() || n.IsZero() {
			return nil, n.IsNull()
		}
		v = indirect(reflect.ValueOf(n.get()))
	}
	if !v.IsValid() || v.Kind() == reflect.Slice && v.IsNil() {
		return nil, true // null in JSON
	}
	return v.Interface(), true
}

// isZero reports whether a value is the zero value of its type, or its method IsZero says so.
func isZero(v reflect.Value) bool {
	z, ok := v.Interface().(interface{ IsZero() bool })
	return v.IsZero() || ok && z.IsZero()
}

var metadataTypes sync.Map // of reflect.Type to []metadataField

// metadataFieldsOf returns the fields of a struct type, or of one that pointers lead to, that have the tag.
func metadataFieldsOf(t reflect.Type) []metadataField {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("imagekit: %v is not a struct", t))
	}
	if fields, ok := metadataTypes.Load(t); ok {
		return fields.([]metadataField)
	}
	var fields []metadataField
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("imagekit"), ",")
		if name == "" || name == "-" || !f.IsExported() {
			continue
		}
		structField := t.Name() + "." + f.Name
		if i := slices.IndexFunc(fields, func(f metadataField) bool { return f.name == name }); i >= 0 {
			const format = "imagekit: %s and %s have the same tag %q"
			panic(fmt.Sprintf(format, fields[i].structField, structField, name))
		}
		options = "," + options + ","
		omitEmpty := strings.Contains(options, ",omitempty,")
		fields = append(fields, metadataField{
			index: f.Index, name: name, structField: structField, base: baseType(f.Type),
			omit: omitEmpty || strings.Contains(options, ",omitzero,"), omitEmpty: omitEmpty,
		})
	}
	metadataTypes.Store(t, fields)
	return fields
}

// baseType returns the type of the value that pointers and [Nullable] lead to.
func baseType(t reflect.Type) reflect.Type {
	for {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
			continue
		}
		n, ok := reflect.Zero(t).Interface().(nullable)
		if !ok || t.Kind() != reflect.Struct {
			return t
		}
		t = reflect.ValueOf(&n).Elem().Elem().FieldByName("value").Type()
	}
}
