package search

import (
	"slices"
	"strings"
	"time"
)

// Beginnings of the names of metadata fields.
const (
	customPrefix   = "customMetadata."
	embeddedPrefix = "embeddedMetadata."
)

// field is something that conditions can be about.
type field struct {
	name      string
	scope     scope
	operators []operator
	read      reader
	// compile makes a test of an operator without NOT and of values that were read.
	compile func(op operator, values []value) test
}

// String writes the name as queries need it.
func (f *field) String() string {
	if needsQuotes(f.name) {
		return quote(f.name)
	}
	return f.name
}

// fields are those that the documentation lists, in its order, but for custom metadata.
//
// Assumed: a search query may ask for createdBy of folders too. The path of a folder is that of the folder in which it
// lies, as for files; slashes at the ends of a path and doubled ones do not matter. A format that the documentation
// does not list selects nothing.
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

// needsQuotes reports whether a field's name has to be quoted.
func needsQuotes(name string) bool { return strings.Contains(name, ".") }

// language is a set of fields.
type language struct {
	fields []*field
	custom bool // custom metadata fields are among them
}

var (
	searches = &language{fields: fields, custom: true}
	checks   = &language{fields: checkFields}
)

// checkFields are what uploads can be checked for.
//
// Assumed: no source at hand lists the fields of the checks of an upload and their operators. The documentation of the
// SDKs shows request.folder with : and file.size with < only. In request.folder, a folder has a slash at its end and
// none in front, but for the root.
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

// named returns nil if there is none. Every custom metadata field exists: which ones an account has, a query does not
// know.
func (l *language) named(name string) *field {
	if custom, ok := strings.CutPrefix(name, customPrefix); ok && custom != "" && l.custom {
		return customField(custom)
	}
	if i := slices.IndexFunc(l.fields, func(f *field) bool { return f.name == name }); i >= 0 {
		return l.fields[i]
	}
	return nil
}

// names lists them for messages.
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
