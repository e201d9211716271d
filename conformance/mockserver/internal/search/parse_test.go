package search_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

func TestQuery_Match_Precedence(t *testing.T) {
	t.Parallel()
	checkSelections(t, []selection{
		{`id = "red" OR id = "winter" AND id = "nothing"`, "red"},
		{`id = "nothing" AND id = "winter" OR id = "red"`, "red"},
		{`(id = "red" OR id = "winter") AND name HAS "winter"`, "winter"},
		{`name HAS "winter" AND (id = "red" OR id = "winter")`, "winter"},
		{`id = "red" OR id = "winter" OR id = "logo"`, "red winter logo"},
		{`size > 1 AND width > 100 AND height = 800`, "red winter"},
		{`((id = "red"))`, "red"},
		{`(size < "1mb" AND width > 500) OR (tags IN ["sale","banner"])`, "red winter"},
		{"\tid\n=\u00a0\"red\" ", "red"},
	})
}

func TestParse_Errors(t *testing.T) {
	t.Parallel()
	const fields = `id, name, tags, type, createdAt, updatedAt, height, width, size, format, private, published, ` +
		`transparency, createdBy, path, "embeddedMetadata.LocationTaken", "embeddedMetadata.Keywords", ` +
		`"embeddedMetadata.DateTimeOriginal" and "customMetadata.<name>"`
	const date = `a date such as "2020-01-31" or "2020-01-31T12:30:00", or a relative time such as "7d"`
	const location = `a location such as "40,100 5km" or "40,100|50,105" after "embeddedMetadata.LocationTaken" =`
	const locationTaken = `"embeddedMetadata.LocationTaken" = `
	for _, test := range []struct{ query, want string }{
		// Missing and superfluous parts.
		{``, `at character 1: expected a field, got end of query`},
		{`  `, `at character 3: expected a field, got end of query`},
		{`createdAt > `, `at character 13: expected a value after createdAt >, got end of query`},
		{`createdAt`, `at character 10: expected an operator after createdAt, got end of query`},
		{`tags NOT`, `at character 9: expected an operator after tags NOT, got end of query`},
		{`tags NOT "x"`, `at character 10: expected an operator after tags NOT, got "x"`},
		{`tags "IN" ["x"]`, `at character 6: expected an operator after tags, got "IN"`},
		{`name != "x"`, `at character 6: expected an operator after name, got !`},
		{`name == "x"`, `at character 7: expected a value after name =, got =`},
		{`name in ["x"]`, `at character 6: expected an operator after name, got in`},
		{`name NOT : "x"`, `at character 10: expected an operator after name NOT, got :`},
		{`name = "x" name = "y"`, `at character 12: expected AND, OR or end of query, got name`},
		{`name = "x" and name = "y"`, `at character 12: expected AND, OR or end of query, got and`},
		{`name = "x" "AND" name = "y"`, `at character 12: expected AND, OR or end of query, got "AND"`},
		{`name = "x" AND`, `at character 15: expected a field, got end of query`},
		{`name = "x" AND OR`, `at character 16: expected a field, got OR`},
		{`NOT name = "x"`, `at character 1: expected a field, got NOT, which belongs between a field and its operator`},
		{`(name = "x"`, `at character 12: expected AND, OR or ), got end of query`},
		{`(name = "x" name`, `at character 13: expected AND, OR or ), got name`},
		{`name = "x")`, `at character 11: expected AND, OR or end of query, got )`},
		{`()`, `at character 2: expected a field, got )`},
		{`"AND" = "x"`, `at character 1: unknown field "AND"; the fields are ` + fields},
		{`<= "x"`, `at character 1: expected a field, got <=`},
		{`name : :`, `at character 8: expected a value after name :, got :`},
		{`width = -5:3`, `at character 11: expected AND, OR or end of query, got :`},
		{`width = /5:3`, `at character 9: expected a number after width =, got /5`},
		{`name = (`, `at character 8: expected a value after name =, got (`},
		{`tags EXISTS "x"`, `at character 13: expected AND, OR or end of query, got "x"`},

		// Texts.
		{`name = "x`, `at character 8: the text that begins here has no closing quote`},
		{`name = "x\"`, `at character 8: the text that begins here has no closing quote`},
		{`name = "x\`, `at character 8: the text that begins here has no closing quote`},
		{`name = 'x`, `at character 8: the text that begins here has no closing quote`},
		{`name = 'x"`, `at character 8: the text that begins here has no closing quote`},
		{`name = x'y'`, `at character 8: expected text in quotes after name =, got x`},
		{`'name = "x"`, `at character 1: the text that begins here has no closing quote`},
		{`'naem' = "x"`, `at character 1: unknown field 'naem'; the fields are ` + fields},
		{`name = "é" AND wörd = 1`, `at character 16: unknown field wörd; the fields are ` + fields},
		{`name = x`, `at character 8: expected text in quotes after name =, got x`},
		{`name = 5`, `at character 8: expected text in quotes after name =, got 5`},
		{
			`name = ` + strings.Repeat("é", 40),
			`at character 8: expected text in quotes after name =, got ` + strings.Repeat("é", 40),
		},
		{`name HAS "- -"`, `at character 10: expected a word to look for after name HAS, got "- -"`},
		{
			`name = ` + strings.Repeat("é", 41),
			`at character 8: expected text in quotes after name =, got ` + strings.Repeat("é", 40) + `…`,
		},

		// Lists.
		{`tags IN "x"`, `at character 9: expected [ after tags IN, got "x"`},
		{`tags IN []`, `at character 10: the list after tags IN must not be empty`},
		{`tags NOT IN []`, `at character 14: the list after tags NOT IN must not be empty`},
		{`tags IN ["x"`, `at character 13: expected , or ] in the list after tags IN, got end of query`},
		{`tags IN ["x" "y"]`, `at character 14: expected , or ] in the list after tags IN, got "y"`},
		{`tags IN ["x",]`, `at character 14: expected a value after tags IN, got ]`},
		{`tags IN [x]`, `at character 10: x must be written in quotes in a list`},
		{`createdAt IN [7d]`, `at character 15: 7d must be written in quotes in a list`},
		{`width IN [1, "2"]`, `at character 14: expected a number after width IN, got "2"`},

		// Fields and their operators.
		{`naem = "x"`, `at character 1: unknown field naem; the fields are ` + fields},
		{`Name = "x"`, `at character 1: unknown field Name; the fields are ` + fields},
		{`"customMetadata." = "x"`, `at character 1: unknown field "customMetadata."; the fields are ` + fields},
		{
			`"embeddedMetadata.Artist" = "x"`,
			`at character 1: unknown field "embeddedMetadata.Artist"; the fields are ` + fields,
		},
		{`customMetadata.brand = "x"`, `at character 1: customMetadata.brand must be written in quotes`},
		{`tags = "x"`, `at character 6: tags does not support =, only IN, NOT IN, HAS, EXISTS and NOT EXISTS`},
		{`name > "x"`, `at character 6: name does not support >, only =, NOT =, :, IN, NOT IN and HAS`},
		{`format NOT = "x"`, `at character 8: format does not support NOT =, only = and IN`},
		{`private NOT = true`, `at character 9: private does not support NOT =, only =`},

		// Values of the wrong type.
		{`width = "abc"`, `at character 9: expected a number after width =, got "abc"`},
		{`width > "500"`, `at character 9: expected a number after width >, got "500"`},
		{`width = 0x10`, `at character 9: expected a number after width =, got 0x10`},
		{`width = NaN`, `at character 9: expected a number after width =, got NaN`},
		{`width = 1e999`, `at character 9: expected a number after width =, got 1e999`},
		{`size > "1zb"`, `at character 8: expected a number of bytes or a size such as "10kb" after size >, got "1zb"`},
		{`size > "kb"`, `at character 8: expected a number of bytes or a size such as "10kb" after size >, got "kb"`},
		{`private = 5`, `at character 11: expected true or false after private =, got 5`},
		{`private = "true"`, `at character 11: expected true or false after private =, got "true"`},
		{`type = "image"`, `at character 8: expected "file", "file-version" or "folder" after type =, got "image"`},
		{`type = file`, `at character 8: expected "file", "file-version" or "folder" after type =, got file`},
		{`path = x`, `at character 8: expected text in quotes after path =, got x`},
		{`createdAt > "yesterday"`, `at character 13: expected ` + date + ` after createdAt >, got "yesterday"`},
		{`createdAt > "2026-02-30"`, `at character 13: expected ` + date + ` after createdAt >, got "2026-02-30"`},
		{`createdAt > "2020-01-1"`, `at character 13: expected ` + date + ` after createdAt >, got "2020-01-1"`},
		{`createdAt > "7xd"`, `at character 13: expected ` + date + ` after createdAt >, got "7xd"`},
		{`createdAt > "7x"`, `at character 13: expected ` + date + ` after createdAt >, got "7x"`},
		{`createdAt > "d"`, `at character 13: expected ` + date + ` after createdAt >, got "d"`},
		{`createdAt > "10000000d"`, `at character 13: expected ` + date + ` after createdAt >, got "10000000d"`},
		{
			`"customMetadata.x" = red`,
			`at character 22: expected text in quotes, a number, true or false ` +
				`after "customMetadata.x" =, got red`,
		},
		{
			`"customMetadata.x" > "red"`,
			`at character 22: expected a number or a date after "customMetadata.x" >, got "red"`,
		},
		{`"customMetadata.x" HAS 5`, `at character 24: expected text in quotes after "customMetadata.x" HAS, got 5`},
		{`"customMetadata.x" : 5`, `at character 22: expected text in quotes after "customMetadata.x" :, got 5`},
		{locationTaken + `40`, `at character 36: expected ` + location + `, got 40`},
		{locationTaken + `"40 5km"`, `at character 36: expected ` + location + `, got "40 5km"`},
		{locationTaken + `"91,0 5km"`, `at character 36: expected ` + location + `, got "91,0 5km"`},
		{locationTaken + `"-91,0 5km"`, `at character 36: expected ` + location + `, got "-91,0 5km"`},
		{locationTaken + `"0,181 5km"`, `at character 36: expected ` + location + `, got "0,181 5km"`},
		{locationTaken + `"x,100 5km"`, `at character 36: expected ` + location + `, got "x,100 5km"`},
		{locationTaken + `"40,100 xkm"`, `at character 36: expected ` + location + `, got "40,100 xkm"`},
		{locationTaken + `"40,100 -0.5km"`, `at character 36: expected ` + location + `, got "40,100 -0.5km"`},
		{locationTaken + `"40,100"`, `at character 36: expected ` + location + `, got "40,100"`},
		{locationTaken + `"40,100 5"`, `at character 36: expected ` + location + `, got "40,100 5"`},
		{locationTaken + `"40,100 -5km"`, `at character 36: expected ` + location + `, got "40,100 -5km"`},
		{locationTaken + `"1,1|2,2|3,3"`, `at character 36: expected ` + location + `, got "1,1|2,2|3,3"`},
		{locationTaken + `"1,1|2,2 5km"`, `at character 36: expected ` + location + `, got "1,1|2,2 5km"`},

		// Limits.
		{
			strings.Repeat("(", 51) + `name = "x"` + strings.Repeat(")", 51),
			`at character 51: more than 50 parentheses are open here`,
		},
		{`name = "` + strings.Repeat("é", search.MaxLength-8) + `"`, `at character 8193: the query is too long`},
	} {
		q, err := search.Parse(test.query, now)
		if e, ok := errors.AsType[*search.SyntaxError](err); q != nil || !ok || e.Error() != test.want {
			t.Errorf("%s\ngives %v, %v\nwant  %s", test.query, q, err, test.want)
		}
	}
}

func TestParse_Limits(t *testing.T) {
	t.Parallel()
	for name, query := range map[string]string{
		"depth":    strings.Repeat("(", search.MaxDepth) + `name = "x"` + strings.Repeat(")", search.MaxDepth),
		"siblings": strings.Repeat(`(name = "x") OR `, search.MaxDepth+1) + `name = "x"`,
		"length":   `name = "` + strings.Repeat("é", search.MaxLength-len(`name = ""`)) + `"`,
	} {
		if _, err := search.Parse(query, now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
