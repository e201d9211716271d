package request

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// plainText returns the text of a value in a query or a text part. value is a scalar, a pointer to a scalar, or a slice
// of scalars, which are separated by commas. ok is false for nil and for an empty slice.
func plainText(value any) (text string, ok bool, err error) {
	if s, isString := value.(string); isString {
		return s, true, nil
	}
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return "", false, nil
		}
		v = v.Elem()
	}
	if v.Kind() == reflect.Slice {
		text, err = joined(v)
		return text, v.Len() > 0, err
	}
	return scalar(v), true, nil
}

func joined(v reflect.Value) (string, error) {
	elements := make([]string, v.Len())
	for i := range elements {
		elements[i] = scalar(v.Index(i))
		if strings.Contains(elements[i], ",") {
			return "", fmt.Errorf("element %q contains a comma, which separates elements", elements[i])
		}
	}
	return strings.Join(elements, ","), nil
}

func scalar(v reflect.Value) string {
	if s, ok := v.Interface().(fmt.Stringer); ok { // dates
		return s.String()
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64)
	default:
		return fmt.Sprint(v.Interface())
	}
}
