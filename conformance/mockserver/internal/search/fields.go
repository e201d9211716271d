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
	if isMetadata(f.name) {
		return quote(f.name)
	}
	return f.name
}

// fields are those that the documentation lists, in its order, but for custom metadata.
//
// Assumed: createdBy may be asked of folders too. The path of an asset is the folder that it lies in, for folders as well. Keywords
// exist or not, as tags do. A format that the documentation does not list is no error.
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
	{embeddedPrefix + "Keywords", files, membership, readText, lists(func(a *Asset) (_, _ []string) { return a.Keywords, nil })},
	{embeddedPrefix + "DateTimeOriginal", files, ordering, readTime, times(func(a *Asset) time.Time { return a.TakenAt })},
}

// fieldNamed returns nil if there is none. Every custom metadata field exists: which ones an account has, a query does not know.
func fieldNamed(name string) *field {
	if custom, ok := strings.CutPrefix(name, customPrefix); ok && custom != "" {
		return customField(custom)
	}
	if i := slices.IndexFunc(fields, func(f *field) bool { return f.name == name }); i >= 0 {
		return fields[i]
	}
	return nil
}

// fieldNames lists them for messages.
func fieldNames() []string {
	var names []string
	for _, f := range fields {
		names = append(names, f.String())
	}
	return append(names, quote(customPrefix+"<name>"))
}
