package urlbuilder

import (
	"fmt"
)

// Chain is a transformation: steps that the service applies one after the other.
type Chain []Step

// Step is a list of parameters that the service applies together. Their order means nothing for the picture, but is
// part of the URL.
type Step []Param

// appendChain appends the steps, separated by colons. Steps that say nothing leave nothing.
func appendChain(out []byte, chain Chain, place encoding, dialect Dialect) ([]byte, error) {
	first := true
	for i, step := range chain {
		before := len(out)
		if !first {
			out = appendDelimiter(out, ':', place)
		}
		start := len(out)
		var err error
		if out, err = appendStep(out, step, place, dialect); err != nil {
			return nil, inStep(err, i)
		}
		if len(out) == start {
			out = out[:before]
			continue
		}
		first = false
	}
	return out, nil
}

// appendStep appends the parameters, separated by commas. Parameters that say nothing leave nothing.
func appendStep(out []byte, step Step, place encoding, dialect Dialect) ([]byte, error) {
	if err := step.checkRepeats(); err != nil {
		return nil, err
	}
	start := len(out)
	for i := range step {
		p := &step[i]
		if p.problem != "" {
			return nil, p.err()
		}
		before := len(out)
		if before > start {
			out = appendDelimiter(out, ',', place)
		}
		written := len(out)
		var err error
		if out, err = p.append(out, place, dialect); err != nil {
			return nil, err
		}
		if len(out) == written {
			out = out[:before]
		}
	}
	return out, nil
}

// checkRepeats refuses a typed parameter that stands in the step twice: the service would use one of the two.
func (s Step) checkRepeats() error {
	var seen uint64 // a bit for each name; names can share one
	for i := range s {
		p := &s[i]
		if !p.isTyped() || p.name == "" {
			continue
		}
		bit := uint64(1) << ((p.name[0] ^ p.name[len(p.name)-1]<<2 ^ byte(len(p.name))<<4) & 63)
		if seen&bit != 0 {
			return s.findRepeat()
		}
		seen |= bit
	}
	return nil
}

// manyParams is the number of parameters from which on a map is faster than comparing each with all others.
const manyParams = 16

func (s Step) findRepeat() error {
	if len(s) > manyParams {
		return s.findRepeatOfMany()
	}
	for i := range s {
		for j := range i {
			if s[i].isTyped() && s[j].isTyped() && s[i].name == s[j].name {
				return s[i].repeats()
			}
		}
	}
	return nil
}

func (s Step) findRepeatOfMany() error {
	names := make(map[string]bool, len(s))
	for i := range s {
		if !s[i].isTyped() {
			continue
		}
		if names[s[i].name] {
			return s[i].repeats()
		}
		names[s[i].name] = true
	}
	return nil
}

func appendDelimiter(out []byte, c byte, place encoding) []byte {
	if place == inForm {
		return append(out, '%', upperHex[c>>4], upperHex[c&15])
	}
	return append(out, c)
}

// forms are the texts of a transformation in both dialects and positions.
type forms [4]string

func (c Chain) forms() (f forms, err error) {
	for i, form := range [...]struct {
		place   encoding
		dialect Dialect
	}{{inPath, Classic}, {inForm, Classic}, {inPath, Current}, {inReadable, Current}} {
		text, err := appendChain(nil, c, form.place, form.dialect)
		if err != nil {
			return forms{}, err
		}
		f[i] = string(text)
	}
	return f, nil
}

// Equal reports whether two chains are the same in URLs: in both dialects, in the path and in the query, byte for byte.
// Chains that a constructor, JSON and [Builder.Parse] have made can be equal. A chain that cannot be built is equal to
// none.
func (c Chain) Equal(other Chain) bool {
	f, err := c.forms()
	if err != nil {
		return false
	}
	g, err := other.forms()
	return err == nil && f == g
}

// String returns the transformation as the service reads it, such as w-400,h-300:rt-90, with names from JSON as in the
// classic dialect. Nothing in it is percent-encoded. For a chain that cannot be built it returns the error.
func (c Chain) String() string {
	text, err := appendChain(nil, c, verbatim, Classic)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// String returns the parameter as [Chain.String] does, such as w-400.
func (p Param) String() string { return Chain{{p}}.String() }

// maxLayers is how deep layers and conditions may be nested; the service allows fewer.
const maxLayers = 20

var tooDeep = fmt.Sprintf("must not nest more than %d layers and conditions", maxLayers)

// depth returns how many layers and conditions of the chain are nested in each other.
func (c Chain) depth() int {
	deepest := 0
	for _, step := range c {
		for i := range step {
			switch p := &step[i]; {
			case p.layer != nil:
				deepest = max(deepest, p.layer.depth)
			case p.nested != nil:
				deepest = max(deepest, p.nested.depth)
			}
		}
	}
	return deepest
}

// isEmpty reports that a chain has nothing to say.
func (c Chain) isEmpty() bool {
	for _, step := range c {
		for i := range step {
			if p := &step[i]; p.kind != kindNone && (p.kind != kindRaw || p.text != "") {
				return false
			}
		}
	}
	return true
}
