package search_test

import (
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/helpers/search"
)

// variables are the fields by their names and, for custom metadata fields, their types.
var variables = map[string]struct {
	goName string
	field  any
}{
	"id":                                {"ID", search.ID},
	"name":                              {"Name", search.Name},
	"tags":                              {"Tags", search.Tags},
	"type":                              {"Type", search.Type},
	"createdAt":                         {"CreatedAt", search.CreatedAt},
	"updatedAt":                         {"UpdatedAt", search.UpdatedAt},
	"height":                            {"Height", search.Height},
	"width":                             {"Width", search.Width},
	"size":                              {"Size", search.Size},
	"format":                            {"Format", search.Format},
	"private":                           {"Private", search.Private},
	"published":                         {"Published", search.Published},
	"transparency":                      {"Transparency", search.Transparency},
	"createdBy":                         {"CreatedBy", search.CreatedBy},
	"path":                              {"Path", search.Path},
	"embeddedMetadata.LocationTaken":    {"LocationTaken", search.LocationTaken},
	"embeddedMetadata.Keywords":         {"Keywords", search.Keywords},
	"embeddedMetadata.DateTimeOriginal": {"DateTimeOriginal", search.DateTimeOriginal},
	"customMetadata.* Text Textarea":    {"CustomText(name)", search.CustomText("x")},
	"customMetadata.* Number":           {"CustomNumber(name)", search.CustomNumber("x")},
	"customMetadata.* Date":             {"CustomDate(name)", search.CustomDate("x")},
	"customMetadata.* Boolean":          {"CustomBool(name)", search.CustomBool("x")},
	"customMetadata.* SingleSelect":     {"CustomSelect(name)", search.CustomSelect("x")},
	"customMetadata.* MultiSelect":      {"CustomMultiSelect(name)", search.CustomMultiSelect("x")},
}

// methods are the methods for an operator: for locations, for dates, for folders, or for other values.
func methods(operator, values string) []string {
	switch {
	case values == "location":
		return []string{"Near", "InRectangle"}
	case values == "path" && operator == ":":
		return []string{"Within"}
	case values == "date":
		if dates := map[string]string{
			"<": "Before", "<=": "NotAfter", ">": "After", ">=": "NotBefore",
		}[operator]; dates != "" {
			return []string{dates, dates + "Time"}
		}
	}
	return []string{map[string]string{
		"=": "Is", "NOT =": "IsNot", ":": "HasPrefix", "<": "LessThan", "<=": "AtMost", ">": "GreaterThan",
		">=": "AtLeast", "IN": "In", "NOT IN": "NotIn", "HAS": "Has", "EXISTS": "Exists", "NOT EXISTS": "NotExists",
	}[operator]}
}

// TestFields_Methods checks that each field has a method for each of its operators and no others, so that a condition
// that the service does not document does not compile.
func TestFields_Methods(t *testing.T) {
	t.Parallel()
	for entry := range search.Fields() {
		key := strings.Join(append([]string{entry.Name}, entry.MetadataTypes...), " ")
		var want []string
		for _, operator := range entry.Operators {
			want = append(want, methods(operator, entry.Values[0])...)
		}
		got := map[string]bool{}
		addMethods(got, reflect.TypeOf(variables[key].field))
		slices.Sort(want)
		if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, want) {
			t.Errorf("%s has the methods %q, want %q", key, names, want)
		}
	}
}

// addMethods adds the methods of a type that return a condition, also of the fields that its methods return.
func addMethods(names map[string]bool, t reflect.Type) {
	for m := range t.Methods() {
		if m.Type.Out(0) == reflect.TypeFor[search.Condition]() {
			names[m.Name] = true
		} else {
			addMethods(names, m.Type.Out(0))
		}
	}
}

func TestFields_Copies(t *testing.T) {
	t.Parallel()
	for entry := range search.Fields() {
		clear(entry.Operators)
		clear(entry.Values)
		clear(entry.Enum)
	}
	if query, err := search.Type.Is(search.Folder).Query(); err != nil || query != `type = "folder"` {
		t.Errorf("a change of the result changed the table: %s, %v", query, err)
	}
}

// TestFields_Units checks that the sizes and ages that this package writes have documented units.
func TestFields_Units(t *testing.T) {
	t.Parallel()
	for entry := range search.Fields() {
		want := map[string][]string{"size": {"kb", "mb"}, "date": {"h", "d"}}[entry.Values[0]]
		for _, unit := range want {
			if !slices.Contains(entry.Units, unit) {
				t.Errorf("%s has the units %q, not %s", entry.Name, entry.Units, unit)
			}
		}
	}
}

// TestDocs_Fields checks that the table in docs/search.md has the fields and operators of [search.Fields].
func TestDocs_Fields(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/search.md")
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	for entry := range search.Fields() {
		key := strings.Join(append([]string{entry.Name}, entry.MetadataTypes...), " ")
		name := "`" + entry.Name + "`"
		if len(entry.MetadataTypes) > 0 {
			name += " (" + strings.Join(entry.MetadataTypes, ", ") + ")"
		}
		operators := strings.Join(entry.Operators, "` `")
		table.WriteString("| `" + variables[key].goName + "` | " + name + " | `" + operators + "` |\n")
	}
	if !strings.Contains(strings.ReplaceAll(string(text), "\r\n", "\n"), table.String()) {
		t.Errorf("docs/search.md does not have this table:\n%s", table.String())
	}
}
