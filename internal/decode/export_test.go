package decode

import "reflect"

// Leniently decodes a text with the lenient decoder only.
func Leniently[T any](text []byte) (value T, mismatches Mismatches, err error) {
	l := newLenient(text)
	if _, err := l.value(reflect.ValueOf(&value).Elem()); err != nil {
		return value, mismatches, err
	}
	return value, Mismatches{Pointers: l.mismatches}, l.end()
}
