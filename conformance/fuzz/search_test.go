package fuzz_test

import (
	"fmt"
	"strings"
)

// searchQuery returns a random search query that conforms to the documented grammar, sometimes with a mistake.
func (s *session) searchQuery() string {
	query := s.searchTerm(0)
	switch s.IntN(6) {
	case 0: // remove a piece
		if words := strings.Fields(query); len(words) > 0 {
			at := s.IntN(len(words))
			query = strings.Join(append(words[:at:at], words[at+1:]...), " ")
		}
	case 1: // insert a text
		at := s.IntN(len(query) + 1)
		query = query[:at] + s.text() + query[at:]
	case 2:
		query = query[:s.IntN(len(query)+1)]
	}
	return query
}

// searchTerm returns conditions, sometimes with deeply nested parentheses.
func (s *session) searchTerm(depth int) string {
	switch {
	case s.oneIn(200):
		n := pick(s.source, []int{100, 5000})
		return strings.Repeat("(", n) + s.condition() + strings.Repeat(")", n)
	case s.oneIn(200):
		return strings.TrimSuffix(strings.Repeat(s.condition()+" AND ", 200), " AND ")
	case depth < 4 && s.oneIn(3):
		return s.searchTerm(depth+1) + pick(s.source, []string{" AND ", " OR ", " and ", " "}) + s.searchTerm(depth+1)
	case depth < 4 && s.oneIn(5):
		return "(" + s.searchTerm(depth+1) + ")"
	}
	return s.condition()
}

var searchFields = []string{
	"name", "tags", "type", "id", "createdBy", "createdAt", "updatedAt", "width", "height", "size", "format", "private",
	"published", "transparency", "path", `"customMetadata.%s"`, `"embeddedMetadata.Keywords"`,
	`"embeddedMetadata.DateTimeOriginal"`, `"embeddedMetadata.LocationTaken"`, "customMetadata.x", "nothing", `""`,
	`"name"`,
}

var searchOperators = []string{
	"=", "NOT =", ":", "<", "<=", ">", ">=", "HAS", "IN", "NOT IN", "EXISTS", "NOT EXISTS", "==", "not =", "",
}

var searchValues = []string{
	`"a"`, `"menu"`, `"7d"`, `"1mb"`, `"-1kb"`, `"2024-01-01"`, `"2024-01-01T10:00:00"`, `"9999999999999999999y"`, "1",
	"-1", "1.5",
	"1e400", "true", "false", `"file"`, `"folder"`, `"file-version"`, `"/"`, `"/a/../b"`, `"40,100 5km"`,
	`"40,100|50,105"`,
	`"91,181 5km"`, `"png"`, `"\""`, `"\\"`, `'a'`, `""`, "null", `"`,
}

func (s *session) condition() string {
	name := pick(s.source, searchFields)
	if strings.Contains(name, "%s") {
		field, _ := s.pools.get(s.source, fieldNames)
		name = fmt.Sprintf(name, field)
	}
	op := pick(s.source, searchOperators)
	switch {
	case strings.HasSuffix(op, "EXISTS"):
		return name + " " + op
	case strings.HasSuffix(op, "IN"):
		list := []string{pick(s.source, searchValues), pick(s.source, searchValues)}
		return name + " " + op + " [" + strings.Join(list[:s.IntN(3)], pick(s.source, []string{",", ", ", ";"})) + "]"
	}
	return name + " " + op + " " + pick(s.source, searchValues)
}
