package library

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

const (
	// maxLayers is how many layers can be nested.
	maxLayers = 3
	// maxUnknown is how many unknown parameters are reported: a URL of a megabyte can have 200,000.
	maxUnknown = 100
)

// transformationCheck parses the text of a transformation. Steps are separated by colons, parameters by commas. Steps
// and parameters are counted from one, including those of layers and conditions.
type transformationCheck struct {
	hasNamed        func(name string) bool
	step, parameter int
	blocks          []*block // the chain, and the layers and conditions in it that are open
	unknown         []string
}

// block is the chain of a whole transformation, of a layer, or of a branch of a condition.
type block struct {
	kind     string // layer, condition, or empty
	began    int    // the step in which it begins
	layers   int    // open layers around it, and itself if it is one
	hasElse  bool
	items    int    // of the current step
	hasBlock bool   // a condition is in the current step
	ai       string // the AI transformation of the current step
}

// nextStep begins a step of the block's chain.
func (b *block) nextStep() { b.items, b.hasBlock, b.ai = 0, false, "" }

const (
	layerBlock     = "layer"
	conditionBlock = "condition"
)

// checkTransformation returns the parameters that the mock does not know: they may be new, or misspelt. It returns an
// error with the position if the text is malformed. hasNamed reports whether a named transformation exists.
//
// Assumed: every transformation that is malformed is a 400. The documentation says so of unknown named transformations
// and of the old syntax of overlays; it calls invalid what stands beside a condition and a second AI transformation in
// a step, and allows three levels of layers.
func checkTransformation(text string, hasNamed func(name string) bool) (unknown []string, err error) {
	if text == "" {
		return nil, errors.New("malformed transformation: it is empty")
	}
	c := transformationCheck{hasNamed: hasNamed, blocks: []*block{{}}}
	for step := range strings.SplitSeq(text, ":") {
		c.step++
		c.parameter = 0
		c.current().nextStep()
		for param := range strings.SplitSeq(step, ",") {
			c.parameter++
			if problem := c.check(param); problem != "" {
				return nil, fmt.Errorf(
					"malformed transformation: step %d, parameter %d: %s", c.step, c.parameter, problem)
			}
		}
	}
	if b := c.current(); b.kind != "" {
		return nil, fmt.Errorf("malformed transformation: the %s that begins in step %d has no %s", b.kind, b.began,
			map[string]string{layerBlock: "l-end", conditionBlock: "if-end"}[b.kind])
	}
	return c.unknown, nil
}

func (c *transformationCheck) current() *block { return c.blocks[len(c.blocks)-1] }

// check returns what is wrong with one parameter, or nothing.
func (c *transformationCheck) check(param string) (problem string) {
	name, value, ok := strings.Cut(param, "-")
	switch {
	case param == "":
		return "it is empty"
	case !ok || name == "" || value == "":
		return fmt.Sprintf("%q is not a name, a hyphen and a value", param)
	case param == "l-end":
		return c.end(layerBlock, param)
	case param == "if-end":
		return c.end(conditionBlock, param)
	case param == "if-else":
		return c.branch()
	}
	b := c.current()
	if b.hasBlock || name == "if" && b.items > 0 {
		return "nothing else can stand in the step of a condition"
	}
	b.items++
	switch name {
	case "l":
		return c.layer(value)
	case "if":
		b.hasBlock = true
		c.begin(conditionBlock)
		return ""
	}
	return c.parameterProblem(name, value)
}

// begin opens a block in the current step.
func (c *transformationCheck) begin(kind string) {
	b := &block{kind: kind, began: c.step, layers: c.current().layers}
	if kind == layerBlock {
		b.layers++
	}
	c.blocks = append(c.blocks, b)
}

// end closes a block.
func (c *transformationCheck) end(kind, param string) (problem string) {
	if b := c.current(); b.kind != kind {
		return fmt.Sprintf("%s without a %s", param, kind)
	}
	c.blocks = c.blocks[:len(c.blocks)-1]
	return ""
}

// branch begins what is done if a condition does not hold.
func (c *transformationCheck) branch() (problem string) {
	b := c.current()
	if b.kind != conditionBlock || b.hasElse {
		return "if-else without a condition"
	}
	b.nextStep()
	b.hasElse = true
	return ""
}

// layer begins a layer.
func (c *transformationCheck) layer(kind string) (problem string) {
	if !slices.Contains(layerKinds, kind) {
		return fmt.Sprintf("%q is no kind of layer: there are %s", kind, strings.Join(layerKinds, ", "))
	}
	c.begin(layerBlock)
	if c.current().layers > maxLayers {
		return fmt.Sprintf("more than %d layers are nested", maxLayers)
	}
	return ""
}

// parameterProblem returns what is wrong with a parameter that begins no block, or nothing.
func (c *transformationCheck) parameterProblem(name, value string) (problem string) {
	if problem := c.aiProblem(name + "-" + value); problem != "" {
		return problem
	}
	switch {
	case name == "e":
		effect, argument, _ := strings.Cut(value, "-")
		c.know("e-"+effect, slices.Contains(effects, effect))
		return promptProblem(argument)
	case name == "n" && !c.hasNamed(value):
		return fmt.Sprintf("there is no named transformation %q", value)
	case slices.Contains(removed, name):
		return fmt.Sprintf("%s is the old syntax of overlays, which layers have replaced", name)
	case name == "bg" && strings.HasPrefix(value, genfill):
		return promptProblem(strings.TrimPrefix(value, genfill))
	}
	rule, known := parameters[name]
	c.know(name, known)
	if rule != nil && !rule(value) {
		return fmt.Sprintf("%q is no value of %s", value, name)
	}
	return ""
}

// aiProblem refuses a second AI transformation in a step.
func (c *transformationCheck) aiProblem(param string) (problem string) {
	for _, ai := range aiTransformations {
		if param != ai && !strings.HasPrefix(param, ai+"-") {
			continue
		}
		b := c.current()
		if b.ai != "" {
			return fmt.Sprintf("%s is in the same step as %s: a step can have one AI transformation", ai, b.ai)
		}
		b.ai = ai
	}
	return ""
}

func (c *transformationCheck) know(name string, known bool) {
	if !known && len(c.unknown) < maxUnknown && !slices.Contains(c.unknown, name) {
		c.unknown = append(c.unknown, name)
	}
}
