package search

import (
	"slices"
	"time"
)

// MaxDepth is how deep parentheses can be nested. It is a limit of the mock server; the service documents none.
const MaxDepth = 50

// parser is a recursive-descent parser of the grammar in the package comment.
type parser struct {
	*language
	query  string
	tokens []token // not read yet; never empty, as the last one is not removed
	now    time.Time
	depth  int
}

func (p *parser) peek() token { return p.tokens[0] }

func (p *parser) takeToken() token {
	t := p.peek()
	if t.kind != end {
		p.tokens = p.tokens[1:]
	}
	return t
}

// accept consumes the next token if it is this keyword or symbol.
func (p *parser) accept(text string) bool {
	if !p.peek().is(text) {
		return false
	}
	p.takeToken()
	return true
}

func (p *parser) problem(t token, format string, args ...any) error {
	return problemAt(p.query, t.start, format, args...)
}

func (p *parser) alternatives() (node, error) { return p.joined("OR", p.all) }

func (p *parser) all() (node, error) { return p.joined("AND", p.operand) }

// joined reads operands with a keyword between them. It returns a single operand without a group.
func (p *parser) joined(keyword string, operand func() (node, error)) (node, error) {
	g := &group{keyword: keyword}
	for {
		n, err := operand()
		if err != nil {
			return nil, err
		}
		g.nodes = append(g.nodes, n)
		if p.accept(keyword) {
			continue
		}
		if len(g.nodes) == 1 {
			return n, nil
		}
		return g, nil
	}
}

func (p *parser) operand() (node, error) {
	open := p.peek()
	if !p.accept("(") {
		return p.condition()
	}
	if p.depth++; p.depth > MaxDepth {
		return nil, p.problem(open, "more than %d parentheses are open here", MaxDepth)
	}
	n, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if !p.accept(")") {
		return nil, p.problem(p.peek(), "expected AND, OR or ), got %s", p.peek())
	}
	p.depth--
	return n, nil
}

func (p *parser) condition() (node, error) {
	f, err := p.field()
	if err != nil {
		return nil, err
	}
	op, err := p.operator(f)
	if err != nil {
		return nil, err
	}
	var values []value
	switch op {
	case opExists, opNotExists:
	case opIn, opNotIn:
		values, err = p.list(f, op)
	default:
		values, err = p.single(f, op)
	}
	if err != nil {
		return nil, err
	}
	return newCondition(f, op, values), nil
}

// keywords cannot be names of fields.
var keywords = []string{"AND", "OR", "NOT", "IN", "HAS", "EXISTS"}

func (p *parser) field() (*field, error) {
	t := p.takeToken()
	switch {
	case t.is("NOT"):
		return nil, p.problem(t, "expected a field, got NOT, which belongs between a field and its operator")
	case t.kind == end || t.kind == symbol || t.kind == word && slices.Contains(keywords, t.text):
		return nil, p.problem(t, "expected a field, got %s", t)
	}
	f := p.named(t.text)
	switch {
	case f == nil:
		return nil, p.problem(t, "unknown field %s; the fields are %s", t, enumerate(p.names(), "and"))
	case t.kind == word && needsQuotes(f.name):
		return nil, p.problem(t, "%s must be written in quotes", t)
	}
	return f, nil
}

func (p *parser) operator(f *field) (operator, error) {
	first := p.takeToken()
	last, before, op := first, f.String(), first.text
	if first.is("NOT") {
		last, before = p.takeToken(), before+" NOT"
		op += " " + last.text
	}
	switch {
	case last.kind == quoted || !slices.Contains(allOperators, operator(op)):
		return "", p.problem(last, "expected an operator after %s, got %s", before, last)
	case !slices.Contains(f.operators, operator(op)):
		return "", p.problem(first, "%s does not support %s, only %s", f, op, enumerate(f.operators, "and"))
	}
	return operator(op), nil
}

func (p *parser) single(f *field, op operator) ([]value, error) {
	v, err := p.value(f, op)
	return []value{v}, err
}

func (p *parser) list(f *field, op operator) ([]value, error) {
	if !p.accept("[") {
		return nil, p.problem(p.peek(), "expected [ after %s %s, got %s", f, op, p.peek())
	}
	if p.peek().is("]") {
		return nil, p.problem(p.peek(), "the list after %s %s must not be empty", f, op)
	}
	var values []value
	for {
		if t := p.peek(); t.kind == word && !isNumber(t.text) && !isFlag(t.text) {
			return nil, p.problem(t, "%s must be written in quotes in a list", t)
		}
		v, err := p.value(f, op)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
		switch t := p.takeToken(); {
		case t.is("]"):
			return values, nil
		case !t.is(","):
			return nil, p.problem(t, "expected , or ] in the list after %s %s, got %s", f, op, t)
		}
	}
}

// value reads one value and checks that the field can be compared with it.
func (p *parser) value(f *field, op operator) (value, error) {
	t := p.takeToken()
	if t.kind != word && t.kind != quoted {
		return value{}, p.problem(t, "expected a value after %s %s, got %s", f, op, t)
	}
	v := value{text: t.text, quoted: t.kind == quoted}
	if want := f.read(&v, op, p.now); want != "" {
		return value{}, p.problem(t, "expected %s after %s %s, got %s", want, f, op, t)
	}
	return v, nil
}
