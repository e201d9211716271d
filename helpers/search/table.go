package search

import (
	"iter"
	"slices"
)

// Field describes a field, as the extension x-search-fields in openapi.yaml does.
type Field struct {
	// Name is the name in queries, without quotes. It is customMetadata.* for custom metadata fields.
	Name string
	// MetadataTypes are the types of custom metadata fields that the entry describes. It is empty for other fields.
	MetadataTypes []string
	// Values are the kinds of values: text, path, location, date, size, integer, number or boolean. Only fields with
	// options have several.
	Values []string
	// Units are the units of relative dates (h, d, w, m, y) or of sizes (kb, mb). It is empty for other fields.
	Units []string
	// Enum are the possible values. It is empty if other values are possible too.
	Enum []string
	// Operators are the operators that the field supports.
	Operators []string
	// Assets are the assets that can have the field: files or images. It is empty if folders can have it too.
	Assets string
}

// Fields returns an iterator over the fields, in the order of the service's documentation. There are several entries
// for custom metadata fields.
func Fields() iter.Seq[Field] {
	return func(yield func(Field) bool) {
		for _, f := range fields {
			for _, list := range []*[]string{&f.MetadataTypes, &f.Values, &f.Units, &f.Enum, &f.Operators} {
				*list = slices.Clone(*list)
			}
			if !yield(f) {
				return
			}
		}
	}
}
