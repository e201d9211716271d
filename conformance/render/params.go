package render

import (
	"slices"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// params are the parameters of one step that are rendered, as their values stand in URLs. The last one counts if a
// parameter is given more than once.
type params struct {
	width, height, ratio, dpr string
	strategy                  string // of c or cm
	focus, zoom               string
	x, y, xCenter, yCenter    string
	background                string
	step                      urlbuilder.Step // all of them
}

// paramsOf reads a step.
func paramsOf(step urlbuilder.Step) params {
	p := params{strategy: maintainRatio, step: step}
	fields := p.fields()
	for _, param := range step {
		if field, ok := fields[param.Name()]; ok {
			*field = param.Value()
		}
	}
	return p
}

// value returns the value of a parameter that is not one of the fields. ok is false if the step does not have it.
func (p params) value(code string) (value string, ok bool) {
	for _, param := range p.step {
		if param.Name() == code {
			value, ok = param.Value(), true
		}
	}
	return value, ok
}

// fields returns the field of each code.
func (p *params) fields() map[string]*string {
	return map[string]*string{
		"w": &p.width, "h": &p.height, "ar": &p.ratio, "dpr": &p.dpr, "c": &p.strategy, "cm": &p.strategy,
		"fo": &p.focus, "z": &p.zoom, "x": &p.x, "y": &p.y, "xc": &p.xCenter, "yc": &p.yCenter, "bg": &p.background,
	}
}

// splitStep splits a step into the parameters that have one of the codes, and the others.
func splitStep(step urlbuilder.Step, codes []string) (chosen, others urlbuilder.Step) {
	for _, param := range step {
		if slices.Contains(codes, param.Name()) {
			chosen = append(chosen, param)
		} else {
			others = append(others, param)
		}
	}
	return chosen, others
}

// lastValue returns the last value of a parameter in the steps of a chain and of the named transformations in it,
// without those of conditions and layers. It is empty if no step has one.
func lastValue(chain urlbuilder.Chain, named map[string]urlbuilder.Chain, code string) string {
	s := valueSearch{code, named, map[string]bool{}}
	return s.chain(chain)
}

// valueSearch searches chains from the end for the value of a parameter.
type valueSearch struct {
	code  string
	named map[string]urlbuilder.Chain
	seen  map[string]bool // names; each is searched once, because names that refer to names multiply the steps
}

func (s *valueSearch) chain(chain urlbuilder.Chain) string {
	for _, step := range slices.Backward(chain) {
		for _, param := range slices.Backward(step) {
			value := param.Value()
			switch name := param.Name(); {
			case name == s.code && value != "":
				return value
			case name == codeNamed && !s.seen[value]:
				s.seen[value] = true
				if found := s.chain(s.named[value]); found != "" {
					return found
				}
			}
		}
	}
	return ""
}
