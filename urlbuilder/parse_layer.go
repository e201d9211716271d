package urlbuilder

import (
	"cmp"
	"slices"
	"strings"
)

// layer parses a layer. Without checks, it returns raw text instead if the layer would be built differently. With
// checks, it returns a layer with all its fields, which is written as in the text.
func (p *chainParser) layer(i int, in context) Param {
	name, end := p.textOf(i), p.tokens[i].last
	kind := LayerKind(strings.TrimPrefix(name, layerPrefix))
	in = context{place: kind.place(), conditions: in.conditions}
	if kind == ImageLayerKind && p.isSolidColor(i) {
		in.place = InSolidColorLayer
	}
	chain := p.chain(i+1, end, in)
	if !p.strict {
		layer := layerAsWritten(kind, chain)
		param := layerWithText(name, layer)
		return p.asWritten(param, layer.isKnown(), i, end)
	}
	written := slices.Clone(chain)
	layer := layerOf(kind, chain)
	p.checkLayer(i, layer)
	param := layerWithText(name, layer)
	if !p.isBuilt(param, i, end) {
		layer.written = written
	}
	return param
}

// isSolidColor reports whether the path of the image layer at token i is that of a solid colour block.
func (p *chainParser) isSolidColor(i int) bool {
	for j := i + 1; j < p.tokens[i].last; j++ {
		if end := p.tokens[j].last; end > 0 {
			j = end
			continue
		}
		switch name, value, _ := strings.Cut(p.textOf(j), "-"); name {
		case "i":
			return value == solidColor
		case "ie":
			return decodeBase64(value) == solidColor
		}
	}
	return false
}

func (k LayerKind) place() Places {
	switch k {
	case ImageLayerKind:
		return InImageLayer
	case VideoLayerKind:
		return InVideoLayer
	case TextLayerKind:
		return InTextLayer
	case SubtitleLayerKind:
		return InSubtitleLayer
	}
	return 0
}

func (l *Layer) isKnown() bool { return l.Kind.place() != 0 }

// layerAsWritten returns a layer with the chain in it. It takes the layer's own parameters only from the beginning of
// the chain, where a Builder writes them.
func layerAsWritten(kind LayerKind, chain Chain) *Layer {
	layer := &Layer{Kind: kind, unchecked: true}
	n := 0
	isSetting := func(p *Param) bool { return p.info().kind == kindParsed && layer.set(p.info().name, p.text) }
	for n < len(chain[0]) && isSetting(&chain[0][n]) {
		n++
	}
	chain[0] = chain[0][n:]
	return layer.with(chain)
}

// layerOf returns a layer with the chain in it. Like the service, it takes the layer's own parameters from anywhere in
// the chain.
func layerOf(kind LayerKind, chain Chain) *Layer {
	layer := &Layer{Kind: kind, unchecked: true}
	for i, step := range chain {
		chain[i] = nil
		for _, p := range step {
			if !layer.takes(p) {
				chain[i] = append(chain[i], p)
			}
		}
	}
	return layer.with(chain)
}

// takes sets a parameter if it is one of the layer's own parameters, and reports whether it is. The service ignores i
// if the layer also has ie.
func (l *Layer) takes(p Param) bool {
	switch {
	case p.info().kind != kindParsed:
		return false
	case p.info().name == "i" && l.Encoding == Base64Encoding:
		return true
	case p.info().name == "ie" && l.Encoding == PlainEncoding:
		l.Input = ""
	}
	return l.set(p.info().name, p.text)
}

// with sets the transformation of the layer to the rest of the chain.
func (l *Layer) with(chain Chain) *Layer {
	if len(chain) > 1 || len(chain[0]) > 0 {
		l.Transformation = chain
	}
	l.measure()
	return l
}

// set sets one of the layer's own parameters. It reports whether the layer has a parameter with this name that was not
// set before.
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
		return l.Place() == InSolidColorLayer && setOnce(&l.Color, value)
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
		l.Input = cmp.Or(decodeBase64(value), value)
	case l.Kind != TextLayerKind:
		l.Input = strings.ReplaceAll(value, "@@", "/")
	}
	return true
}
