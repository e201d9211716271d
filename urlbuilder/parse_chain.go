package urlbuilder

import "strings"

// ParseChain parses the decoded text of a transformation, such as w-400,h-300:rt-90. It returns a [BuildError] for
// malformed text and for everything that the service refuses: values that the table of parameters does not allow,
// parameters that the service has removed, parameters in a place where they are forbidden, parameters that exclude each
// other, such as two AI transformations in a step, other parameters in a conditional step, and more than three layers
// nested in each other. A parameter that is not in the table is accepted; [LookupParameter] reports whether it is in
// the table. ParseChain does not check whether an account has a named transformation.
//
// [Builder.Parse] parses the transformation of a URL without these checks.
//
// See https://imagekit.io/docs/transformations
func ParseChain(text string) (Chain, error) {
	p := chainParser{text: text, strict: true}
	chain, err := p.parse()
	if err != nil {
		return nil, err
	}
	if p.first != nil {
		return nil, p.first
	}
	return chain, nil
}

// Check returns a [BuildError] for the first part of the chain that the service refuses, with the checks of
// [ParseChain]. Use it for chains from JSON, from [Builder.Parse] and with [RawParam], because their values are not
// checked when a URL is built. Names from JSON are resolved as in the classic dialect, which also supports the names of
// version 7 of the Node SDK. The error contains the parameter's name in URLs, such as q for quality. An empty chain is
// not an error.
func (c Chain) Check() error {
	for i, step := range c {
		text, err := appendChain(nil, Chain{step}, inPath, Classic)
		if err != nil {
			return inStep(err, i)
		}
		if len(text) == 0 {
			continue
		}
		if _, err := ParseChain(decodePercent(string(text))); err != nil {
			return withoutPlace(inStep(err, i))
		}
	}
	return nil
}

// parseChain parses transformation text without checks. Malformed parts are kept unchanged. Only a layer without an end
// is an error.
func parseChain(text string) (Chain, error) {
	p := chainParser{text: text}
	return p.parse()
}

// chainParser parses the text of a transformation in two passes. The first pass finds the ends of layers and
// conditions. The second pass parses the blocks that have an end, and keeps the others as text.
type chainParser struct {
	text   string
	tokens []token
	strict bool
	first  *BuildError // the first error, if strict
}

// token is a parameter in the text, or the beginning, the middle or the end of a layer or a condition.
type token struct {
	start, end int
	step       int // of the transformation, from 0
	// If the token begins a block: the index of the token that ends the block, and of the token between its branches; 0
	// if the block has no such token.
	last, middle int
}

func (p *chainParser) parse() (Chain, error) {
	if p.text == "" {
		p.fail(-1, "", "", "must not be empty")
		return Chain{{}}, nil
	}
	p.split()
	if err := p.matchBlocks(); err != nil || p.first != nil {
		return nil, err
	}
	return p.chain(0, len(p.tokens), context{}), nil
}

// fail records an error that concerns token i, or the whole text if i is negative, unless another one is recorded.
func (p *chainParser) fail(i int, param, value, reason string) {
	if !p.strict || p.first != nil {
		return
	}
	p.first = &BuildError{Field: transformationField, Param: param, Value: value, Reason: reason}
	if i >= 0 {
		p.placeAt(p.first, i)
	}
}

// placeAt sets the step and the place of an error that concerns token i.
func (p *chainParser) placeAt(err *BuildError, i int) {
	t := p.tokens[i]
	err.Step, err.Start, err.End = t.step+1, t.start, t.end
}

// split finds the tokens, which are separated by commas and colons.
func (p *chainParser) split() {
	p.tokens = make([]token, 0, 1+strings.Count(p.text, ",")+strings.Count(p.text, ":"))
	start := 0
	for i := range len(p.text) {
		if c := p.text[i]; c == ',' || c == ':' {
			p.tokens = append(p.tokens, token{start: start, end: i})
			start = i + 1
		}
	}
	p.tokens = append(p.tokens, token{start: start, end: len(p.text)})
}

func (p *chainParser) textOf(i int) string { return p.text[p.tokens[i].start:p.tokens[i].end] }

// separator returns the comma or the colon after a token, or 0 at the end of the text.
func (p *chainParser) separator(i int) byte {
	if end := p.tokens[i].end; end < len(p.text) {
		return p.text[end]
	}
	return 0
}

// Tokens that begin, divide and end blocks.
const (
	layerPrefix     = "l-"
	layerEnd        = "l-end"
	conditionPrefix = "if-"
	conditionElse   = "if-else"
	conditionEnd    = "if-end"
)

// matchBlocks finds the end of each layer and each condition. A layer without an end is an error, because it is unclear
// where the rest of the text belongs. A condition without an end is malformed, which is an error only in strict mode.
func (p *chainParser) matchBlocks() error {
	m := blockMatcher{chainParser: p}
	for i := range p.tokens {
		p.tokens[i].step = m.step
		switch text := p.textOf(i); {
		case text == layerEnd:
			m.endLayer(i)
		case text == conditionEnd:
			m.endCondition(i)
		case text == conditionElse:
			m.divideCondition(i)
		case strings.HasPrefix(text, layerPrefix):
			if err := m.beginLayer(i); err != nil {
				return err
			}
		case strings.HasPrefix(text, conditionPrefix):
			m.beginCondition(i)
		}
		if p.separator(i) == ':' && len(m.open) == 0 {
			m.step++
		}
	}
	return m.finish()
}

// blockMatcher matches the beginnings and the ends of blocks.
type blockMatcher struct {
	*chainParser
	open   []int // indexes of the tokens that begin the open blocks
	layers int   // number of open blocks that are layers
	step   int
}

func (m *blockMatcher) beginLayer(i int) error {
	m.open = append(m.open, i)
	m.layers++
	if m.layers > maxLayers {
		m.fail(i, m.textOf(i), "", tooManyLayers)
	}
	if m.layers > maxNested {
		return badTransformation(tooDeep)
	}
	return nil
}

func (m *blockMatcher) beginCondition(i int) {
	m.open = append(m.open, i)
	if len(m.open)-m.layers > maxNested {
		m.fail(i, "if", strings.TrimPrefix(m.textOf(i), conditionPrefix), tooDeep)
	}
}

func (m *blockMatcher) isLayer(i int) bool { return strings.HasPrefix(m.textOf(i), layerPrefix) }

// endLayer ends the innermost layer. Conditions in it that have no end are treated as text.
func (m *blockMatcher) endLayer(i int) {
	if m.layers == 0 {
		m.fail(i, layerEnd, "", "has no layer before it")
		return
	}
	for {
		last := len(m.open) - 1
		begin := m.open[last]
		m.open = m.open[:last]
		if m.isLayer(begin) {
			m.tokens[begin].last = i
			m.layers--
			return
		}
		m.failEndless(begin)
	}
}

func (m *blockMatcher) endCondition(i int) {
	last := len(m.open) - 1
	if last < 0 || m.isLayer(m.open[last]) {
		m.fail(i, conditionEnd, "", "has no condition before it")
		return
	}
	m.tokens[m.open[last]].last = i
	m.open = m.open[:last]
}

func (m *blockMatcher) divideCondition(i int) {
	last := len(m.open) - 1
	if last < 0 || m.isLayer(m.open[last]) || m.tokens[m.open[last]].middle > 0 {
		m.fail(i, conditionElse, "", "has no condition before it")
		return
	}
	m.tokens[m.open[last]].middle = i
}

func (m *blockMatcher) failEndless(begin int) {
	condition := strings.TrimPrefix(m.textOf(begin), conditionPrefix)
	m.fail(begin, "if", condition, "must end in if-end")
}

func (m *blockMatcher) finish() error {
	for _, begin := range m.open {
		if m.isLayer(begin) {
			err := &BuildError{Field: transformationField, Param: m.textOf(begin), Reason: "must end in l-end"}
			if m.strict {
				m.placeAt(err, begin)
			}
			return err
		}
		m.failEndless(begin)
	}
	return nil
}

// context describes where a chain is: its place and the enclosing blocks.
type context struct {
	place      Places
	conditions int // open conditions
}

// chain reads the steps in the tokens from index from up to, but not including, index to.
func (p *chainParser) chain(from, to int, in context) Chain {
	chain := Chain{{}}
	check := stepCheck{chainParser: p, in: in}
	for i := from; i < to && p.first == nil; i++ {
		step := &chain[len(chain)-1]
		next, param, ok := p.param(i, len(*step) == 0, in)
		check.param(i, &param, ok)
		if ok {
			*step = append(*step, param)
		}
		i = next
		if p.separator(i) == ':' {
			check.end()
			chain = append(chain, Step{})
		}
	}
	check.end()
	if to > from && to < len(p.tokens) && p.separator(to-1) == ':' {
		p.fail(to, p.textOf(to), "", "must have a comma before it")
	}
	return chain
}

// param reads the parameter that begins with token i. It returns the index of the token with which the parameter ends.
// ok is false if the token is empty.
func (p *chainParser) param(i int, first bool, in context) (last int, param Param, ok bool) {
	text := p.textOf(i)
	switch end := p.tokens[i].last; {
	case text == "":
		return i, Param{}, false
	case end == 0:
		return i, parsedParam(text), true
	case strings.HasPrefix(text, layerPrefix):
		return end, p.layer(i, in), true
	case first && p.isStep(i) && in.conditions < maxNested:
		return end, p.condition(i, in), true
	}
	return i, parsedParam(text), true
}

// isStep reports whether the condition at token i is a separate step.
func (p *chainParser) isStep(i int) bool {
	end := p.tokens[i].last
	switch p.separator(end) {
	case 0, ':':
		return true
	}
	switch p.textOf(end + 1) { // the step is the last one in its block
	case layerEnd, conditionElse, conditionEnd:
		return true
	}
	return false
}

// parsedParam returns the parameter of a token, which it splits into the name and the value. The names of effects
// contain a hyphen.
func parsedParam(token string) Param {
	if code := lookupCode(token); code != 0 && code.hasFlag() {
		return Param{shared: &paramInfo{name: token, code: code, kind: kindParsedFlag}}
	}
	from := 0
	if strings.HasPrefix(token, "e-") {
		from = len("e-")
	}
	i := strings.IndexByte(token[from:], '-')
	if i < 0 {
		return newParam(paramInfo{name: token, kind: kindRaw}, token)
	}
	name := token[:from+i]
	return newParam(paramInfo{name: name, code: lookupCode(name), kind: kindParsed}, token[from+i+1:])
}

// isBuilt reports whether building a layer or a condition returns the text from which it was parsed.
func (p *chainParser) isBuilt(param Param, first, last int) bool {
	built, err := param.append(nil, verbatim, Classic)
	return err == nil && string(built) == p.text[p.tokens[first].start:p.tokens[last].end]
}

// asWritten returns a layer or a condition. Without checks, it returns raw text instead if the layer or condition is
// unknown or would be built differently.
func (p *chainParser) asWritten(param Param, known bool, first, last int) Param {
	if p.strict {
		return param
	}
	text := p.text[p.tokens[first].start:p.tokens[last].end]
	if !known || !p.isBuilt(param, first, last) {
		return newParam(paramInfo{name: param.info().name, kind: kindRaw}, text)
	}
	return param
}

// condition reads a conditional step.
func (p *chainParser) condition(i int, in context) Param {
	end, middle := p.tokens[i].last, p.tokens[i].middle
	in.place |= InCondition
	in.conditions++
	b := &branches{}
	if middle == 0 {
		b.then = p.chain(i+1, end, in)
	} else {
		b.then = p.chain(i+1, middle, in)
		b.otherwise = p.chain(middle+1, end, in)
	}
	condition := strings.TrimPrefix(p.textOf(i), conditionPrefix)
	param := newConditional(condition, newBranches(b.then, b.otherwise))
	p.checkCondition(i, condition)
	return p.asWritten(param, true, i, end)
}
