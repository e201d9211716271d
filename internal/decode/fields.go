package decode

import (
	"reflect"
	"strings"
	"sync"
	"unicode"
)

// fields are the fields of a struct by the names of their properties.
type fields struct {
	byName   map[string][]int
	byFolded map[string][]int
	texts    []int // the first list of texts
}

var known sync.Map // of reflect.Type to *fields

func fieldsOf(t reflect.Type) *fields {
	if f, ok := known.Load(t); ok {
		return f.(*fields)
	}
	f := &fields{byName: map[string][]int{}, byFolded: map[string][]int{}}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" || !field.IsExported() {
			continue // such as an embedded struct, whose fields are also visible
		}
		f.byName[name] = field.Index
		if f.texts == nil && field.Type == reflect.TypeFor[[]string]() {
			f.texts = field.Index
		}
		if folded := fold(name); f.byFolded[folded] == nil {
			f.byFolded[folded] = field.Index
		}
	}
	actual, _ := known.LoadOrStore(t, f)
	return actual.(*fields)
}

// find returns the index of the field for a property. It prefers the field with exactly this name to one with an
// equivalent name; see fold.
func (f *fields) find(name []byte) (index []int, ok bool) {
	if index, ok = f.byName[string(name)]; !ok {
		index, ok = f.byFolded[fold(string(name))]
	}
	return index, ok
}

// fold returns the same text for all names that the strict decoder treats as equal: it ignores case, underscores and
// hyphens.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' {
			return -1
		}
		for {
			next := unicode.SimpleFold(r)
			if next <= r {
				return next
			}
			r = next
		}
	}, name)
}

// HasAny reports whether one of the named properties of a struct, which result points to, has a value other than zero.
func HasAny(result any, properties ...string) bool {
	v := reflect.ValueOf(result).Elem()
	fields := fieldsOf(v.Type())
	for _, name := range properties {
		if index, ok := fields.byName[name]; ok && !v.FieldByIndex(index).IsZero() {
			return true
		}
	}
	return false
}
