package main

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// jsonChain returns a random chain in JSON.
func (g *generator) jsonChain(depth int) []byte {
	var out bytes.Buffer
	out.WriteByte('[')
	for i := range 1 + g.IntN(2) {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('{')
		for j := range g.IntN(4) {
			if j > 0 {
				out.WriteByte(',')
			}
			out.Write(g.jsonMember(depth))
		}
		out.WriteByte('}')
	}
	out.WriteByte(']')
	return out.Bytes()
}

func (g *generator) jsonMember(depth int) []byte {
	switch {
	case g.chance(4) && depth < maxDepth:
		kind := oneOf(g, "text", "image", "video", "subtitle", "solidColor")
		return fmt.Appendf(nil, `"overlay":{"type":%q,"text":%s,"input":%s,"color":%s,"encoding":%s,`+
			`"position":{"x":%s,"focus":%s},"transformation":%s}`,
			kind, quoted(g.text()), quoted(g.text()), quoted(g.text()), quoted(oneOf(g, "auto", "plain", "base64")),
			quoted(g.text()), quoted(g.text()), g.jsonChain(depth+1))
	case g.chance(3):
		return fmt.Appendf(nil, "%s:%d", quoted(oneOf(g, "width", "quality", "zoom")), g.number(1, 500))
	case g.chance(10):
		return fmt.Appendf(nil, "%s:%s", quoted(g.hostile()), quoted(g.text()))
	}
	name := oneOf(g, "defaultImage", "fontFamily", "named", "raw", "effectGray", "sharpen", "trim", "overlayText", "x")
	return fmt.Appendf(nil, "%s:%s", quoted(name), quoted(g.text()))
}

// quoted returns a JSON string. Bytes that are not UTF-8 are replaced by U+FFFD.
func quoted(s string) []byte {
	text, _ := json.Marshal(s, jsontext.AllowInvalidUTF8(true)) // marshaling a string does not fail
	return text
}
