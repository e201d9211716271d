package search

import (
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/helpers/search"
)

// customPrefix is the prefix of the names of custom metadata fields.
const customPrefix = "customMetadata."

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

// fields are the fields of the contract, except custom metadata.
var fields = contractFields()

// contractFields returns the fields that package search lists, in its order. It panics if this package does not know
// how to compare one of them.
func contractFields() []*field {
	var all []*field
	for entry := range search.Fields() {
		if len(entry.MetadataTypes) > 0 {
			continue
		}
		compile, read := comparisonsOf[entry.Name], readerOf(entry)
		if compile == nil || read == nil {
			panic("internal/search cannot compare the field " + entry.Name)
		}
		all = append(all, &field{entry.Name, scopes[entry.Assets], operatorsOf(entry), read, compile})
	}
	return all
}

func operatorsOf(entry search.Field) []operator {
	operators := make([]operator, len(entry.Operators))
	for i, op := range entry.Operators {
		operators[i] = operator(op)
	}
	return operators
}

// customOperators are the operators that at least one type of custom metadata fields supports.
var customOperators = slices.DeleteFunc(slices.Clone(allOperators), func(op operator) bool {
	for entry := range search.Fields() {
		if len(entry.MetadataTypes) > 0 && slices.Contains(entry.Operators, string(op)) {
			return false
		}
	}
	return true
})

var scopes = map[string]scope{"": everything, "files": files, "images": images}

// readerOf returns the reader for the values of a field.
func readerOf(entry search.Field) reader {
	if entry.Enum != nil {
		return readType
	}
	return readers[entry.Values[0]]
}

var readers = map[string]reader{
	"text": readText, "path": readPath, "location": readArea, "date": readTime, "size": readSize,
	"integer": readNumber, "boolean": readFlag,
}

// comparisonsOf compile the conditions on each field.
//
// Assumed: in a search query, folders have the field createdBy too, and the path of a folder is that of its parent
// folder, as it is for files. Leading, trailing and repeated slashes in a path are ignored. A format that the
// documentation does not list selects nothing.
var comparisonsOf = map[string]func(operator, []value) test{
	"id":           texts(func(a *Asset) string { return a.ID }),
	"name":         texts(func(a *Asset) string { return a.Name }),
	"tags":         lists(func(a *Asset) (_, _ []string) { return a.Tags, a.AITags }),
	"type":         texts(func(a *Asset) string { return a.Type.String() }),
	"createdAt":    times(func(a *Asset) time.Time { return a.CreatedAt }),
	"updatedAt":    times(func(a *Asset) time.Time { return a.UpdatedAt }),
	"height":       numbers(func(a *Asset) float64 { return float64(a.Height) }),
	"width":        numbers(func(a *Asset) float64 { return float64(a.Width) }),
	"size":         numbers(func(a *Asset) float64 { return float64(a.Size) }),
	"format":       texts(func(a *Asset) string { return a.Format }),
	"private":      flags(func(a *Asset) bool { return a.Private }),
	"published":    flags(func(a *Asset) bool { return a.Published }),
	"transparency": flags(func(a *Asset) bool { return a.Transparent }),
	"createdBy":    texts(func(a *Asset) string { return a.CreatedBy }),
	"path":         folders,

	"embeddedMetadata.LocationTaken":    locations,
	"embeddedMetadata.Keywords":         lists(func(a *Asset) (_, _ []string) { return a.Keywords, nil }),
	"embeddedMetadata.DateTimeOriginal": times(func(a *Asset) time.Time { return a.TakenAt }),
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
