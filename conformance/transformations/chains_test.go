package transformations_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// chainGenerator generates random chains.
type chainGenerator struct {
	*rand.Rand
	builtSteps        // steps to choose from
	text, name        string
	unchecked         bool // the chain contains raw text or was decoded from JSON, so urlbuilder does not check it
	hasLayerParameter bool // the chain contains a parameter of layers outside of LayerOptions
	layers, ifs       int  // current depth of nested layers and conditions
}

// allSteps returns the steps of all functions, except raw text, layers and conditions.
func allSteps() (all builtSteps) {
	for _, c := range constructors() {
		if c.name == "RawParam" || c.name == "If" || strings.HasSuffix(c.name, "Layer") {
			continue
		}
		m := c.build(c.values())
		all.allowed = append(all.allowed, m.allowed...)
		all.unverified = append(all.unverified, m.unverified...)
	}
	return all
}

func (m *chainGenerator) oneIn(n int) bool { return m.IntN(n) == 0 }

func (m *chainGenerator) chain() urlbuilder.Chain {
	chain := make(urlbuilder.Chain, m.IntN(3)+1)
	for i := range chain {
		if m.ifs < 3 && m.oneIn(5) {
			chain[i] = m.condition()
			continue
		}
		for range m.IntN(4) {
			chain[i] = append(chain[i], m.param()...)
		}
	}
	return chain
}

func (m *chainGenerator) condition() urlbuilder.Step {
	m.ifs++
	defer func() { m.ifs-- }()
	properties := []urlbuilder.Property{
		urlbuilder.CurrentHeight, urlbuilder.CurrentAspectRatio, urlbuilder.InitialWidth, urlbuilder.Property(m.text),
	}
	condition := properties[m.IntN(20)%3].Is(urlbuilder.AtLeast, float64(m.IntN(200))/10)
	if m.oneIn(8) {
		condition = condition.And(properties[m.IntN(4)].IsRatio(urlbuilder.LessThan, 4, float64(m.IntN(3))))
	}
	var elseChain urlbuilder.Chain
	if m.oneIn(2) {
		elseChain = m.chain()
	}
	step := urlbuilder.If(condition, m.chain(), elseChain)
	if m.oneIn(10) {
		step = append(step, m.param()...)
	}
	return step
}

// param returns a random parameter, or a step of several parameters.
func (m *chainGenerator) param() []urlbuilder.Param {
	switch {
	case m.layers < 4 && m.oneIn(4+2*m.layers):
		return []urlbuilder.Param{m.layer()}
	case m.oneIn(20):
		return []urlbuilder.Param{m.custom()}
	case m.oneIn(60):
		m.unchecked = true
		return []urlbuilder.Param{urlbuilder.RawParam(m.text)}
	case m.oneIn(60):
		return m.fromJSON()
	case m.oneIn(15):
		return m.textParam()
	}
	return m.step()
}

// step returns one of the steps of a function.
func (m *chainGenerator) step() urlbuilder.Step {
	if m.oneIn(40) {
		return m.unverified[m.IntN(len(m.unverified))]
	}
	return m.allowed[m.IntN(len(m.allowed))]
}

func (m *chainGenerator) custom() urlbuilder.Param {
	name, value := m.name, m.text
	if m.oneIn(2) {
		all := m.codes()
		name = all[m.IntN(len(all))]
	}
	if m.oneIn(2) {
		value = m.step()[0].Value()
	}
	code, _, _ := strings.Cut(name, "-")
	if p, ok := urlbuilder.LookupParameter(code, 0); ok && strings.HasSuffix(p.Schema, "Overlay") ||
		strings.HasPrefix(p.Schema, "OverlayP") || strings.HasPrefix(p.Schema, "OverlayT") || code == "bg" {
		m.hasLayerParameter = true
	}
	return urlbuilder.Custom(name, value)
}

func (m *chainGenerator) codes() (codes []string) {
	for p := range urlbuilder.Parameters() {
		codes = append(codes, p.Code)
	}
	return codes
}

// textParam returns a parameter whose value is the text.
func (m *chainGenerator) textParam() []urlbuilder.Param {
	text := m.text
	all := []urlbuilder.Param{
		urlbuilder.Width(urlbuilder.Expr(text)), urlbuilder.Background(urlbuilder.Color(text)),
		urlbuilder.Border(urlbuilder.Expr(text), urlbuilder.Color(m.name)), urlbuilder.DefaultImage(text),
		urlbuilder.FontFamily(text), urlbuilder.AIEdit(text), urlbuilder.PageNames(text, m.name),
		urlbuilder.NamedTransformation(text), urlbuilder.Focus(urlbuilder.FocusArea(text)),
		urlbuilder.Gradient(urlbuilder.GradientOptions{
			Direction: urlbuilder.Direction(m.name), From: urlbuilder.Color(text), StopPoint: urlbuilder.Expr(text),
		}),
		urlbuilder.RadiusCorners(urlbuilder.Expr(text), "", urlbuilder.Max, urlbuilder.Expr(m.name)),
		urlbuilder.Padding(urlbuilder.Expr(text), urlbuilder.Expr(m.name)),
		urlbuilder.StartOffset(m.NormFloat64()), urlbuilder.Rotation(m.NormFloat64() * 1e9), urlbuilder.Page(m.IntN(3)),
	}
	return all[m.IntN(len(all)):][:1]
}

// fromJSON decodes a chain from JSON, which urlbuilder does not check, and returns its first step.
func (m *chainGenerator) fromJSON() []urlbuilder.Param {
	m.unchecked = true
	text, err := json.Marshal([]map[string]any{{"width": m.text, m.name: m.text, "overlay": map[string]any{
		"type": "text", "text": m.text, "position": map[string]any{"x": m.IntN(9) - 4},
	}}})
	var chain urlbuilder.Chain
	if err != nil || json.Unmarshal(text, &chain) != nil {
		return nil
	}
	return chain[0]
}

func (m *chainGenerator) layer() urlbuilder.Param {
	m.layers++
	defer func() { m.layers-- }()
	all := layerOptions()
	o := all[m.IntN(len(all))]
	if m.oneIn(15) {
		o = wrongLayerOptions[m.IntN(len(wrongLayerOptions))]
		m.hasLayerParameter = true
	}
	o.Encoding = []urlbuilder.LayerEncoding{
		urlbuilder.AutoEncoding, urlbuilder.PlainEncoding, urlbuilder.Base64Encoding,
	}[m.IntN(3)]
	if m.oneIn(2) {
		o.Transformation = m.chain()
	}
	inputs := []string{m.text, "a.png", "é b", "ik_canvas", "l-end", "@@", "-"}
	input := inputs[m.IntN(len(inputs))]
	switch m.IntN(5) {
	case 0:
		return urlbuilder.ImageLayer(input, o)
	case 1:
		return urlbuilder.VideoLayer(input, o)
	case 2:
		return urlbuilder.SubtitleLayer(input, o)
	case 3:
		return urlbuilder.SolidColorLayer("F3F3F3", o)
	}
	return urlbuilder.TextLayer(input, o)
}

// FuzzChains builds random chains. If the builder accepts a chain, the parser and the mock server must accept it too,
// and the parsed chain must be equal and build the same URL.
func FuzzChains(f *testing.F) {
	race.SkipSlow(f)
	for seed := range uint64(500) {
		f.Add(seed, "a b", "new")
	}
	for _, text := range []string{
		"", "5", "red", "a,b", "%2C", "a@@b", "a@", "100%", "é\n", "l-end", "if-end", "-", "_", "iw_div_2", "5_red",
		"N5", "-5",
		"1e3", "auto", "a_sp-5", "prompt-", "=+&?#/", `"`, "name-", "w", "\xff",
	} {
		for seed := range uint64(8) {
			f.Add(seed+10_000, text, "e-new")
			f.Add(seed+20_000, "a", text)
			f.Add(seed+30_000, text, text)
		}
	}
	s, steps := newService(f), allSteps()
	f.Fuzz(func(t *testing.T, seed uint64, text, name string) {
		m := chainGenerator{Rand: rand.New(rand.NewPCG(seed, 0)), builtSteps: steps, text: text, name: name}
		s.checkChain(t, &m, m.chain())
	})
}

func (s *service) checkChain(t *testing.T, m *chainGenerator, chain urlbuilder.Chain) {
	t.Helper()
	built, err := buildURLs(s.builders, chain)
	text := chain.String()
	switch {
	case err != nil:
		if reasonOf(err) == "" || !strings.HasPrefix(err.Error(), "urlbuilder: Transformation: ") {
			t.Errorf("the error %v is not a BuildError with a reason", err)
		}
	case m.unchecked || text == "":
	case m.hasLayerParameter:
		parsed, err := urlbuilder.ParseChain(text)
		if err != nil || parsed.String() != text {
			t.Errorf("%s: parsed as %s, %v", text, parsed, err)
		}
	default:
		s.checkBuilt(t, chain, built, m.IntN(len(built)))
	}
}

// checkBuilt checks that the mock server accepts one of the URLs of a chain, which has the index fetched, and that the
// parser returns the chain for all URLs.
func (s *service) checkBuilt(t *testing.T, chain urlbuilder.Chain, built []string, fetched int) {
	t.Helper()
	checkParsed(t, s.builders, chain, built)
	refusal := s.refusalMessage(t, built[fetched])
	if refusal != "" && !strings.Contains(refusal, "there is no named transformation") {
		t.Errorf("%s: %s", built[fetched], refusal)
	}
	for i, b := range s.builders {
		o, err := b.Parse(built[i])
		if err != nil || !o.Transformation.Equal(chain) {
			t.Errorf("%s: parsed as %+v, %v", built[i], o, err)
		}
	}
}
