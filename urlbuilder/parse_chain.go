package urlbuilder

import (
	"encoding/base64"
	"strings"
)

// parseChain reads transformation text.
func parseChain(text string) (Chain, error) {
	p := chainParser{text: text}
	return p.chain(0)
}

// chainParser reads text from an index on.
type chainParser struct {
	text  string
	at    int
	ended bool // the last token was an l-end
}

// chain reads steps up to the end of the text or of the layer.
func (p *chainParser) chain(depth int) (Chain, error) {
	chain := Chain{{}}
	for {
		step := &chain[len(chain)-1]
		token, separator := p.next()
		switch {
		case token == "l-end" && depth > 0:
			p.ended = true
			p.at -= len(separator) // left for whoever reads on behind the layer
			return chain, nil
		case strings.HasPrefix(token, "l-") && token != "l-end":
			layer, err := p.layer(token, separator, depth+1)
			if err != nil {
				return nil, err
			}
			*step = append(*step, layer)
			_, separator = p.next() // what stands behind l-end
		case token != "":
			*step = append(*step, parsedParam(token))
		}
		switch separator {
		case "":
			return chain, nil
		case ":":
			chain = append(chain, Step{})
		}
	}
}

// next returns the text up to the next separator, and the separator.
func (p *chainParser) next() (token, separator string) {
	rest := p.text[p.at:]
	i := strings.IndexAny(rest, ",:")
	if i < 0 {
		p.at = len(p.text)
		return rest, ""
	}
	p.at += i + 1
	return rest[:i], rest[i : i+1]
}

// parsedParam splits a name from its value. The names of effects have a dash of their own.
func parsedParam(token string) Param {
	if _, ok := flagConstructors[token]; ok {
		return Param{name: token, kind: kindParsedFlag}
	}
	from := 0
	if strings.HasPrefix(token, "e-") {
		from = len("e-")
	}
	i := strings.IndexByte(token[from:], '-')
	if i < 0 {
		return Param{name: token, text: token, kind: kindRaw}
	}
	return Param{name: token[:from+i], text: token[from+i+1:], kind: kindParsed}
}

// layer reads a layer up to its l-end. One that would not be built in the same way keeps its text.
func (p *chainParser) layer(token, separator string, depth int) (Param, error) {
	if depth > maxLayers {
		return Param{}, &BuildError{Field: transformationField, Reason: tooDeep}
	}
	if separator == "" {
		return Param{}, &BuildError{Field: transformationField, Param: token, Reason: "must end in l-end"}
	}
	start := p.at - len(token) - len(separator)
	p.ended = false
	chain, err := p.chain(depth)
	if err != nil {
		return Param{}, err
	}
	if !p.ended {
		return Param{}, &BuildError{Field: transformationField, Param: token, Reason: "must end in l-end"}
	}
	p.ended = false
	text := p.text[start:p.at]
	layer := layerOf(LayerKind(strings.TrimPrefix(token, "l-")), chain)
	param := Param{name: token, kind: kindLayer, layer: layer}
	if built, err := param.append(nil, verbatim, Classic); err != nil || !layer.isKnown() || string(built) != text {
		param.kind, param.text = kindRaw, text
	}
	return param, nil
}

func (l *Layer) isKnown() bool {
	switch l.Kind {
	case TextLayerKind, ImageLayerKind, VideoLayerKind, SubtitleLayerKind:
		return true
	}
	return false
}

// layerOf takes the layer's own parameters out of the chain in it.
func layerOf(kind LayerKind, chain Chain) *Layer {
	layer := &Layer{Kind: kind, unchecked: true}
	n := 0
	for n < len(chain[0]) && chain[0][n].kind == kindParsed && layer.set(chain[0][n].name, chain[0][n].text) {
		n++
	}
	chain[0] = chain[0][n:]
	if len(chain) > 1 || len(chain[0]) > 0 {
		layer.Transformation = chain
	}
	layer.depth = 1 + chain.depth()
	return layer
}

// set sets a parameter of the layer itself, and reports whether it is one that is not set yet.
func (l *Layer) set(name, value string) bool {
	switch name {
	case "i":
		return l.setInput(value, PlainEncoding)
	case "ie":
		return l.setInput(value, Base64Encoding)
	case "lm":
		return setOnce(&l.Mode, value)
	case "lx":
		return setOnce(&l.Position.X, value)
	case "ly":
		return setOnce(&l.Position.Y, value)
	case "lxc":
		return setOnce(&l.Position.XCenter, value)
	case "lyc":
		return setOnce(&l.Position.YCenter, value)
	case "lfo":
		return setOnce(&l.Position.Focus, value)
	case "lap":
		return setOnce(&l.Position.Anchor, value)
	case "lso":
		return setOnce(&l.Timing.Start, value)
	case "leo":
		return setOnce(&l.Timing.End, value)
	case "ldu":
		return setOnce(&l.Timing.Duration, value)
	case "bg":
		return l.Input == solidColor && setOnce(&l.Color, value)
	}
	return false
}

func setOnce[T ~string](field *T, value string) bool {
	if *field != "" {
		return false
	}
	*field = T(value)
	return true
}

func (l *Layer) setInput(value string, encoding LayerEncoding) bool {
	if l.Input != "" {
		return false
	}
	l.Encoding, l.Input = encoding, value
	switch {
	case encoding == Base64Encoding:
		if b, err := base64.StdEncoding.DecodeString(value); err == nil {
			l.Input = string(b)
		}
	case l.Kind != TextLayerKind:
		l.Input = strings.ReplaceAll(value, "@@", "/")
	}
	return true
}
