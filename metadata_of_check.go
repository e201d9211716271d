package imagekit

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// CheckMetadataType checks that the struct type T, whose tags [MetadataOf] describes, fits the custom metadata fields
// of the account, which [Client.GetCustomMetadataFields] returns. Call it in a test or when a program starts. The error
// contains a [*MetadataError] for each problem: a tag without a metadata field, a Go type that cannot hold the values,
// and a required metadata field without a tag.
func CheckMetadataType[T any](fields []CustomMetadataField) error {
	var errs []error
	tags := metadataFieldsOf(reflect.TypeFor[T]())
	for i := range tags {
		tag := &tags[i]
		field := slices.IndexFunc(fields, func(f CustomMetadataField) bool { return f.Name == tag.name })
		if field < 0 {
			errs = append(errs, tag.err(MetadataUnknownField, "the account has no such field"))
			continue
		}
		if kind := fields[field].Schema.Type; !holdsMetadata(tag.base, kind) {
			errs = append(errs, tag.err(MetadataWrongType, fmt.Sprintf("a %s cannot hold a %s", tag.base, kind)))
		}
	}
	for _, field := range fields {
		known := slices.ContainsFunc(tags, func(f metadataField) bool { return f.name == field.Name })
		if field.Schema.IsValueRequired && !known {
			errs = append(errs, &MetadataError{
				Problem: MetadataMissing, Name: field.Name, Reason: "the struct has no field for it",
			})
		}
	}
	return errors.Join(errs...)
}

// holdsMetadata reports whether a Go type can hold the values of a type of metadata fields.
func holdsMetadata(t reflect.Type, kind CustomMetadataFieldType) bool {
	switch kind {
	case CustomMetadataFieldTypeText, CustomMetadataFieldTypeTextarea:
		return t.Kind() == reflect.String
	case CustomMetadataFieldTypeNumber:
		return isNumber(t)
	case CustomMetadataFieldTypeBoolean:
		return t.Kind() == reflect.Bool
	case CustomMetadataFieldTypeDate:
		return t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[Date]()
	case CustomMetadataFieldTypeSingleSelect:
		return isOption(t)
	case CustomMetadataFieldTypeMultiSelect:
		return t.Kind() == reflect.Slice && isOption(t.Elem())
	}
	return true // a type that the service has added
}

// isOption reports whether a type can hold an option: a string, a number or a boolean.
func isOption(t reflect.Type) bool {
	return t.Kind() == reflect.String || t.Kind() == reflect.Bool || t.Kind() == reflect.Interface || isNumber(t)
}

func isNumber(t reflect.Type) bool {
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64 && t.Kind() != reflect.Uintptr
}

// CheckMetadata checks the type of a struct like [CheckMetadataType]. It also checks that the values are among the
// options and within the minimum, maximum and length of the metadata fields, and that required fields have a value.
func CheckMetadata[T any](value T, fields []CustomMetadataField) error {
	errs := []error{CheckMetadataType[T](fields)}
	v := indirect(reflect.ValueOf(value))
	for _, tag := range metadataFieldsOf(reflect.TypeFor[T]()) {
		field := slices.IndexFunc(fields, func(f CustomMetadataField) bool { return f.Name == tag.name })
		if field < 0 || !holdsMetadata(tag.base, fields[field].Schema.Type) {
			continue
		}
		schema := &fields[field].Schema
		switch fieldValue, ok := tag.get(v); {
		case ok && fieldValue != nil:
			if reason := notAllowed(reflect.ValueOf(fieldValue), schema); reason != "" {
				errs = append(errs, tag.err(MetadataNotAllowed, reason))
			}
		case schema.IsValueRequired:
			errs = append(errs, tag.err(MetadataMissing, "it must have a value"))
		}
	}
	return errors.Join(errs...)
}

// notAllowed returns the reason why a value is not allowed, or "" if it is allowed.
func notAllowed(v reflect.Value, schema *CustomMetadataFieldSchema) string {
	switch schema.Type {
	case CustomMetadataFieldTypeText, CustomMetadataFieldTypeTextarea:
		n := int64(utf8.RuneCountInString(v.String()))
		switch {
		case n < schema.MinLength:
			return fmt.Sprintf("%d characters are less than %d", n, schema.MinLength)
		case schema.MaxLength > 0 && n > schema.MaxLength:
			return fmt.Sprintf("%d characters are more than %d", n, schema.MaxLength)
		}
	case CustomMetadataFieldTypeSingleSelect:
		return notOption(v, schema.SelectOptions)
	case CustomMetadataFieldTypeMultiSelect:
		for i := range v.Len() {
			if reason := notOption(v.Index(i), schema.SelectOptions); reason != "" {
				return reason
			}
		}
	case CustomMetadataFieldTypeNumber, CustomMetadataFieldTypeDate:
		switch {
		case v.CanFloat() && (math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0)):
			return fmt.Sprintf("%v is not a finite number", v)
		case isBefore(v.Interface(), schema.MinValue):
			return fmt.Sprintf("%v is less than %v", v, schema.MinValue)
		case isBefore(schema.MaxValue, v.Interface()):
			return fmt.Sprintf("%v is more than %v", v, schema.MaxValue)
		}
	}
	return ""
}

// notOption returns the reason why a value is not allowed, or "" if it is one of the options, which are texts, numbers
// and booleans.
func notOption(v reflect.Value, options []any) string {
	value := v.Interface()
	text := fmt.Sprint(value)
	number, isNumeric := metadataNumber(value)
	isOption := func(option any) bool {
		if other, ok := metadataNumber(option); ok || isNumeric {
			return ok && isNumeric && other == number
		}
		_, isBool := option.(bool)
		return isBool == (reflect.ValueOf(value).Kind() == reflect.Bool) && fmt.Sprint(option) == text
	}
	if slices.ContainsFunc(options, isOption) {
		return ""
	}
	return fmt.Sprintf("%q is not one of %q", text, options)
}

// isBefore reports whether a number or a date is less than another. It returns false if one of them is nil.
func isBefore(x, y any) bool {
	if a, ok := metadataNumber(x); ok {
		b, ok := metadataNumber(y)
		return ok && cmp.Less(a, b)
	}
	a, okA := metadataDate(x)
	b, okB := metadataDate(y)
	return okA && okB && a.Before(b)
}

func metadataNumber(value any) (float64, bool) {
	v := reflect.ValueOf(value)
	switch {
	case !v.IsValid():
		return 0, false
	case v.Kind() == reflect.Float32: // JSON has its shortest text
		n, err := strconv.ParseFloat(strconv.FormatFloat(v.Float(), 'g', -1, 32), 64)
		return n, err == nil
	case v.CanFloat():
		return v.Float(), true
	case v.CanInt():
		return float64(v.Int()), true
	case v.CanUint():
		return float64(v.Uint()), true
	}
	return 0, false
}

func metadataDate(value any) (time.Time, bool) {
	var t time.Time
	switch value := value.(type) {
	case time.Time:
		return value, true
	case Date:
		return value.In(time.UTC), true
	case string:
		err := readMetadataValue(value, reflect.TypeFor[time.Time](), reflect.ValueOf(&t).Elem())
		return t, err == nil
	}
	return t, false
}
