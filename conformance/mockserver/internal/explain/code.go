package explain

import (
	"bytes"
	"fmt"
	"go/format"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Code is code that makes the URL of a transformation.
type Code struct {
	Go         string `json:"go,omitempty"`         // a whole program
	JavaScript string `json:"javascript,omitempty"` // a call of the vendor's SDK
	JSON       string `json:"json,omitempty"`       // as in a file of presets
	JSONError  string `json:"jsonError,omitempty"`  // why there is no JSON, and so no JavaScript
}

func codeOf(in Input, chain urlbuilder.Chain) Code {
	code := Code{Go: goCode(in, chain)}
	text, err := chain.MarshalJSON()
	if err == nil {
		code.JSON = indent(text)
		text, err = withoutConditions(chain)
	}
	if err != nil {
		code.JSONError = errorOf(err).Message
		return code
	}
	code.JavaScript = javaScriptCode(in, text)
	return code
}

// indent returns JSON with each step on a line of its own.
func indent(text []byte) string {
	value := jsontext.Value(text)
	if err := value.Indent(jsontext.WithIndent("  ")); err != nil {
		return string(text)
	}
	return string(value)
}

const goProgram = `package main

import (
	"fmt"
	"log"

	"github.com/openimagekit/imagekit/urlbuilder"
)

func main() {
	builder, err := urlbuilder.New(urlbuilder.Config{%s})
	if err != nil {
		log.Fatal(err)
	}
	url, err := builder.URL(urlbuilder.Options{
		Path: %q,%s
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(url)
}
`

// goCode returns a program that prints the URL.
func goCode(in Input, chain urlbuilder.Chain) string {
	transformation := ""
	if len(chain) > 0 {
		transformation = "\nTransformation: urlbuilder.Chain{\n" + goSteps(chain) + "},"
	}
	config := fmt.Sprintf("URLEndpoint: %q", in.URLEndpoint)
	if in.InQuery {
		config += ", Dialect: urlbuilder.Current"
	}
	program := fmt.Sprintf(goProgram, config, builderPath(in.Path), transformation)
	formatted, err := format.Source([]byte(program))
	if err != nil {
		return program
	}
	return string(formatted)
}

// goSteps returns the elements of a chain, one on each line.
func goSteps(chain urlbuilder.Chain) string {
	var b strings.Builder
	for _, step := range chain {
		b.WriteString(breakLines(strings.TrimPrefix(step.GoString(), "urlbuilder.Step")) + ",\n")
	}
	return b.String()
}

// breakLines writes the elements of a long composite literal on separate lines, and those of the literals in it that
// are still long.
func breakLines(code string) string {
	const long = 80
	open := literalIndex(code)
	if len(code) <= long || open < 0 {
		return code
	}
	end := open + 1 + indexOutside(code[open+1:], "}")
	var b strings.Builder
	b.WriteString(code[:open] + "{\n")
	for rest := code[open+1 : end]; rest != ""; {
		comma := indexOutside(rest, ",")
		if comma < 0 {
			comma = len(rest)
		}
		b.WriteString(breakLines(rest[:comma]) + ",\n")
		rest = strings.TrimLeft(rest[comma:], ", ")
	}
	return b.String() + "}" + code[end+1:]
}

// literalIndex returns the index of the bracket that begins the first composite literal, also in a call, or -1.
func literalIndex(code string) int {
	open := indexOutside(code, "({")
	if open < 0 || code[open] == '{' {
		return open
	}
	end := open + 1 + indexOutside(code[open+1:], ")")
	if inner := literalIndex(code[open+1 : end]); inner >= 0 {
		return open + 1 + inner
	}
	if after := literalIndex(code[end+1:]); after >= 0 {
		return end + 1 + after
	}
	return -1
}

// indexOutside returns the index of the first character that is one of the wanted ones and is neither in a quoted
// string nor in brackets that begin before it, or -1.
func indexOutside(code, wanted string) int {
	depth := 0
	for i := 0; i < len(code); i++ {
		c := code[i]
		switch {
		case depth == 0 && strings.IndexByte(wanted, c) >= 0:
			return i
		case c == '"':
			quoted, err := strconv.QuotedPrefix(code[i:])
			if err != nil {
				return -1
			}
			i += len(quoted) - 1
		case c == '{' || c == '(':
			depth++
		case c == '}' || c == ')':
			depth--
		}
	}
	return -1
}

// withoutConditions returns the JSON of a chain for the vendor's SDK, which has no conditional steps: they are written
// as they are in a URL.
func withoutConditions(chain urlbuilder.Chain) ([]byte, error) {
	var written urlbuilder.Chain
	for _, step := range chain {
		if strings.Contains(urlbuilder.Chain{step}.String(), "if-") {
			text := strings.ReplaceAll(urlbuilder.Chain{step}.String(), "%", "%25")
			step = urlbuilder.Step{urlbuilder.RawParam(text)}
		}
		written = append(written, step)
	}
	return written.MarshalJSON()
}

const javaScriptProgram = `import { buildSrc } from '@imagekit/javascript';

const url = buildSrc({
  urlEndpoint: %s,
  src: %s,
  transformation: %s,%s
});
`

func javaScriptCode(in Input, transformation []byte) string {
	object := strings.ReplaceAll(indent(transformation), "\n", "\n  ")
	position := "\n  transformationPosition: 'path',"
	if in.InQuery {
		position = ""
	}
	src := urlSyntax.Replace(in.Path)
	return fmt.Sprintf(javaScriptProgram, quote(in.URLEndpoint), quote(src), unquoteNames(object), position)
}

// urlSyntax encodes the characters of a path that have a meaning in a URL. The vendor's SDK parses src as a part of a
// URL, and encodes only other characters.
var urlSyntax = strings.NewReplacer("%", "%25", "?", "%3F", "#", "%23", `\`, "%5C")

func quote(text string) string {
	quoted, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		return `""`
	}
	return string(quoted)
}

// unquoteNames returns indented JSON as JavaScript is usually written: without quotation marks around names.
func unquoteNames(text string) string {
	var b bytes.Buffer
	for line := range strings.Lines(text) {
		name, rest, isMember := strings.Cut(strings.TrimSpace(line), `": `)
		if identifier, quoted := strings.CutPrefix(name, `"`); isMember && quoted && isIdentifier(identifier) {
			space := line[:strings.IndexByte(line, '"')]
			line = space + identifier + ": " + rest + "\n"
		}
		b.WriteString(line)
	}
	return b.String()
}

func isIdentifier(name string) bool {
	for i, c := range name {
		isLetter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !isLetter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}
