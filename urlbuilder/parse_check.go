package urlbuilder

import (
	"cmp"
	"strings"
)

// stepCheck checks the parameters of the steps, one step after the other.
type stepCheck struct {
	*chainParser
	in     context
	items  int // parameters in the step
	groups exclusiveGroups
}

// param checks the parameter that begins with token i. ok is false if the token is empty.
func (c *stepCheck) param(i int, p *Param, ok bool) {
	if !c.strict {
		return
	}
	if !ok {
		c.fail(i, "", "", "has an empty parameter")
		return
	}
	c.items++
	isCondition := strings.HasPrefix(c.textOf(i), conditionPrefix) && c.tokens[i].last > 0
	if isCondition && (c.items > 1 || p.info().kind != kindIf) {
		c.fail(i, "if", p.Value(), notAlone)
	}
	switch p.info().kind {
	case kindRaw, kindParsed, kindParsedFlag:
		c.value(i, p)
	}
}

// end ends a step.
func (c *stepCheck) end() {
	c.items, c.groups = 0, c.groups[:0]
}

// value checks the parameter of token i, which has a name and a value.
func (c *stepCheck) value(i int, p *Param) {
	name, value := p.info().name, p.text
	if p.info().kind == kindRaw {
		value = ""
	}
	code := lookupCode(name)
	switch {
	case code == 0 && !isNamed(name, value):
		c.fail(i, name, value, "must be a name, a hyphen and a value")
		return
	case code == 0:
		return
	}
	form, reason := code.check(value, c.in.place)
	if p.info().kind == kindParsed && value == "" && reason == "" { // a hyphen without a value
		reason = mustBe(code.in(c.in.place).Forms)
	}
	if reason != "" {
		c.fail(i, name, value, reason)
		return
	}
	if group := cmp.Or(code.entry().ExclusiveGroup, form.ExclusiveGroup); group != "" {
		if problem := c.groups.add(group, name); problem != "" {
			c.fail(i, name, value, problem)
		}
	}
}

// isNamed reports whether a parameter that is not in the table consists of a name and a value. An effect has its name
// after e-, and needs no value.
func isNamed(name, value string) bool {
	effect, isEffect := strings.CutPrefix(name, "e-")
	return isEffect && effect != "" || !isEffect && name != "" && value != ""
}

// checkLayer checks the kind of a layer, and that it has an input.
func (p *chainParser) checkLayer(i int, layer *Layer) {
	name := p.textOf(i)
	switch {
	case !layer.isKnown():
		p.fail(i, name, "", "is not a known layer: use l-image, l-text, l-video or l-subtitles")
	case p.separator(i) != ',':
		p.fail(i, name, "", "must have a comma after it")
	case layer.Input == "":
		p.fail(i, name, "", "must have a parameter i or ie")
	}
}

// checkCondition checks the text of a condition, and the separators between its branches.
func (p *chainParser) checkCondition(i int, condition string) {
	t := &p.tokens[i]
	if problem := conditionProblem(condition); problem != "" {
		p.fail(i, "if", condition, problem)
	}
	branches := []int{i}
	if t.middle > 0 {
		branches = append(branches, t.middle)
	}
	for _, begin := range branches {
		if p.separator(begin) != ',' {
			p.fail(i, "if", condition, "must have a comma after it")
		}
	}
	if last := cmp.Or(t.middle, t.last); last == i+1 {
		p.fail(i, "if", condition, noThen)
	}
}
