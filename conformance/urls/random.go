package main

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	ub "github.com/openimagekit/imagekit/urlbuilder"
)

// maxDepth is the maximum depth of nested layers and conditional steps.
const maxDepth = 3

// random yields count random inputs.
func random(seed uint64, count int) iter.Seq[input] {
	return func(yield func(input) bool) {
		g := newGenerator(seed)
		for range count {
			if !yield(g.input()) {
				return
			}
		}
	}
}

func (g *generator) input() input {
	g.uses, g.sameText = map[string]bool{}, true
	in := input{name: "random", endpoint: g.endpoint()}
	g.file(&in)
	for range g.IntN(3) {
		p := ub.QueryParameter{Name: g.parameterName(), Value: g.text()}
		g.sameText = g.sameText && p.Name != "tr"
		in.options.QueryParameters = append(in.options.QueryParameters, p)
	}
	if !g.chance(5) {
		in.options.Transformation = g.transformation()
	}
	if g.chance(3) {
		in.options.Signed = true
		in.options.ExpiresIn = time.Duration(g.IntN(3)) * 700 * time.Millisecond
	}
	in.uses = slices.Sorted(maps.Keys(g.uses))
	in.sameText = g.sameText && len(in.options.Transformation) > 0 && !strings.Contains(in.options.Path, "tr:")
	return in
}

func (g *generator) endpoint() string {
	if g.chance(30) {
		return oneOf(g, validEndpoints...) + "/" + g.hostile()
	}
	if g.chance(3) {
		return oneOf(g, validEndpoints...)
	}
	return defaultEndpoint
}

func (g *generator) parameterName() string {
	switch {
	case g.chance(20):
		return oneOf(g, "tr", "v", "ik-sdk")
	case g.chance(4):
		return g.hostile()
	}
	return oneOf(g, "v", "w", "ik-attachment", "a b", "é")
}

// file sets the path or the source.
func (g *generator) file(in *input) {
	text := g.text()
	switch {
	case g.chance(4):
		g.sameText = false // the query of the source can contain a transformation
		in.options.Src = in.endpoint + "/" + text
		if g.chance(2) {
			in.options.Src += "?" + g.hostile() + "&" + g.hostile()
		}
	case g.chance(10):
		in.options.Path = oneOf(g, "https://www.example.com/", "http://www.example.com/", "/https://www.example.com/") +
			text
	case g.chance(3):
		in.options.Path = "/" + text + "/" + g.text()
	default:
		in.options.Path = text
	}
}

// transformation returns a chain of typed values, or one that is decoded from JSON.
func (g *generator) transformation() ub.Chain {
	if !g.chance(5) {
		return g.chain(0)
	}
	g.sameText = false // names in JSON depend on the dialect
	for {
		var chain ub.Chain
		if err := chain.UnmarshalJSON(g.jsonChain(0)); err == nil {
			return chain
		}
	}
}

func (g *generator) chain(depth int) ub.Chain {
	chain := make(ub.Chain, 0, 3)
	for range 1 + g.IntN(2) {
		chain = append(chain, g.step(depth))
	}
	return chain
}

func (g *generator) step(depth int) ub.Step {
	if depth < maxDepth && g.chance(10) {
		g.uses["If"] = true
		var otherwise ub.Chain
		if g.chance(2) {
			otherwise = g.chain(depth + 1)
		}
		return ub.If(g.condition(), g.chain(depth+1), otherwise)
	}
	var step ub.Step
	for range 1 + g.IntN(3) {
		p := g.param(depth)
		again := slices.ContainsFunc(step, func(other ub.Param) bool { return other.Name() == p.Name() })
		if !again || g.chance(20) { // a step rarely has the same parameter twice, which is an error
			step = append(step, p)
		}
	}
	return step
}

func (g *generator) param(depth int) ub.Param {
	name := oneOf(g, g.names...)
	if g.chance(4) && depth < maxDepth {
		name = oneOf(g, "TextLayer", "ImageLayer", "VideoLayer", "SubtitleLayer", "SolidColorLayer")
	}
	g.uses[name] = true
	outer := g.depth
	g.depth = depth + 1
	defer func() { g.depth = outer }()
	return g.params[name](g)
}

func (g *generator) condition() ub.Condition {
	c := word(g, ub.CurrentWidth, ub.InitialHeight).Is(word(g, ub.GreaterThan, ub.EqualTo), float64(g.number(0, 2000)))
	switch g.IntN(3) {
	case 0:
		return c.And(ub.CurrentAspectRatio.IsRatio(ub.LessThan, 4, 3))
	case 1:
		return c.Or(ub.InitialAspectRatio.Is(ub.AtMost, 1.5))
	}
	return c
}

// layerOptions returns random options of a layer at the current depth.
func (g *generator) layerOptions() ub.LayerOptions {
	o := ub.LayerOptions{Encoding: word(g, ub.AutoEncoding, ub.AutoEncoding, ub.PlainEncoding, ub.Base64Encoding)}
	switch g.IntN(5) {
	case 0:
		o.Position = ub.LayerPosition{X: g.expr("bw"), Y: ub.Px(g.number(-99, 99))}
	case 1:
		o.Position = ub.LayerPosition{XCenter: g.expr("bw"), YCenter: g.expr("bh"), Anchor: word(g, ub.FocusTopLeft)}
	case 2:
		o.Position = ub.LayerPosition{Focus: word(g, ub.FocusCenter, ub.FocusTopLeft)}
	}
	if g.chance(4) {
		o.Timing = ub.LayerTiming{Start: g.expr("bdu"), Duration: ub.Expr(word(g, "4", "2.5"))}
	}
	if g.chance(10) {
		o.Mode = word[ub.LayerMode](g, "multiply", "cutout")
	}
	if g.depth < maxDepth && !g.chance(3) {
		o.Transformation = g.chain(g.depth)
	}
	return o
}
