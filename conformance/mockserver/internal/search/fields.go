package search

import (
	"slices"
	"strings"
	"time"
)

// Prefixes of the names of metadata fields.
const (
	customPrefix   = "customMetadata."
	embeddedPrefix = "embeddedMetadata."
)

// field is a field that conditions can use.
type field struct {
	name      string
	scope     scope
	operators []operator
	read      reader
	// compile returns the test for an operator without NOT and for values that read has parsed.
	compile func(op operator, values []value) test
}

// String returns the name, in quotes if queries require them.
func (f *field) String() string {
	if needsQuotes(f.name) {
		return quote(f.name)
	}
	return f.name
}

// fields are the fields that the documentation lists, in its order, except custom metadata.
//
// Assumed: in a search query, folders have the field createdBy too, and the path of a folder is that of its parent
// folder, as it is for files. Leading, trailing and repeated slashes in a path are ignored. A format that the
// documentation does not list selects nothing.
var fields = []*field{
	{"id", everything, equality, readText, texts(func(a *Asset) string { return a.ID })},
	{"name", everything, withHas(prefixes), readText, texts(func(a *Asset) string { return a.Name })},
	{"tags", files, withHas(membership), readText, lists(func(a *Asset) (_, _ []string) { return a.Tags, a.AITags })},
	{"type", everything, equality, readType, texts(func(a *Asset) string { return a.Type.String() })},
	{"createdAt", everything, ordering, readTime, times(func(a *Asset) time.Time { return a.CreatedAt })},
	{"updatedAt", everything, ordering, readTime, times(func(a *Asset) time.Time { return a.UpdatedAt })},
	{"height", images, ordering, readNumber, numbers(func(a *Asset) float64 { return float64(a.Height) })},
	{"width", images, ordering, readNumber, numbers(func(a *Asset) float64 { return float64(a.Width) })},
	{"size", files, ordering, readSize, numbers(func(a *Asset) float64 { return float64(a.Size) })},
	{"format", files, []operator{opEqual, opIn}, readText, texts(func(a *Asset) string { return a.Format })},
	{"private", files, []operator{opEqual}, readFlag, flags(func(a *Asset) bool { return a.Private })},
	{"published", files, []operator{opEqual}, readFlag, flags(func(a *Asset) bool { return a.Published })},
	{"transparency", images, []operator{opEqual}, readFlag, flags(func(a *Asset) bool { return a.Transparent })},
	{"createdBy", everything, equality, readText, texts(func(a *Asset) string { return a.CreatedBy })},
	{"path", everything, prefixes, readPath, folders},
	{embeddedPrefix + "LocationTaken", files, []operator{opEqual}, readArea, locations},
	{embeddedPrefix + "Keywords", files, membership, readText, lists(func(a *Asset) (_, _ []string) {
		return a.Keywords, nil
	})},
	{embeddedPrefix + "DateTimeOriginal", files, ordering, readTime, times(func(a *Asset) time.Time {
		return a.TakenAt
	})},
}

// needsQuotes reports whether a field's name must be quoted.
func needsQuotes(name string) bool { return strings.Contains(name, ".") }

// language is the set of fields that one kind of query can use.
type language struct {
	fields []*field
	custom bool // custom metadata fields are allowed too
}

var (
	searches = &language{fields: fields, custom: true}
	checks   = &language{fields: checkFields}
)

// checkFields are the fields for the checks of an upload.
//
// Assumed: the checks of an upload support the fields and operators that search.ParseChecks lists. The documentation of
// the SDKs shows only request.folder with : and file.size with <. The value of request.folder ends in a slash and does
// not begin with one, except that the root is /.
var checkFields = []*field{
	{"request.folder", files, prefixes, readText, texts(func(a *Asset) string { return a.Folder })},
	{"request.fileName", files, prefixes, readText, texts(func(a *Asset) string { return a.Name })},
	{"request.tags", files, membership, readText, lists(func(a *Asset) (_, _ []string) { return a.Tags, nil })},
	{"file.size", files, ordering, readSize, numbers(func(a *Asset) float64 { return float64(a.Size) })},
	{"file.mime", files, prefixes, readText, texts(func(a *Asset) string { return a.Mime })},
	{"mediaMetadata.format", files, []operator{opEqual, opIn}, readText, texts(func(a *Asset) string {
		return a.Format
	})},
	{"mediaMetadata.width", images, ordering, readNumber, numbers(func(a *Asset) float64 { return float64(a.Width) })},
	{"mediaMetadata.height", images, ordering, readNumber, numbers(func(a *Asset) float64 {
		return float64(a.Height)
	})},
}

// named returns the field with a name, or nil. It accepts every custom metadata field, because the parser has no access
// to the fields of the account.
func (l *language) named(name string) *field {
	if custom, ok := strings.CutPrefix(name, customPrefix); ok && custom != "" && l.custom {
		return customField(custom)
	}
	if i := slices.IndexFunc(l.fields, func(f *field) bool { return f.name == name }); i >= 0 {
		return l.fields[i]
	}
	return nil
}

// names returns the names of all fields for error messages.
func (l *language) names() []string {
	var names []string
	for _, f := range l.fields {
		names = append(names, f.String())
	}
	if l.custom {
		names = append(names, quote(customPrefix+"<name>"))
	}
	return names
}
