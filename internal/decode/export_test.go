package decode

import "reflect"

// Leniently decodes without a strict attempt before.
func Leniently[T any](text []byte) (value T, mismatches []string, err error) {
	l := newLenient(text)
	if _, err := l.value(reflect.ValueOf(&value).Elem()); err != nil {
		return value, nil, err
	}
	return value, l.mismatches, l.end()
}
