package render

import (
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

// lastValue returns the last value of a parameter in the steps of the chain and the named transformations in it,
// without those of conditions and layers.
func (r Request) lastValue(code string) string {
	value := ""
	for _, step := range r.Chain {
		for _, param := range step {
			switch param.Name() {
			case code:
				value = param.Value()
			case codeNamed:
				named := r
				named.Chain = r.Named[param.Value()]
				if other := named.lastValue(code); other != "" {
					value = other
				}
			}
		}
	}
	return value
}

// lastValue returns the last value of a parameter in the steps of a chain, "" if no step has it.
func lastValue(chain urlbuilder.Chain, code string) (value string) {
	for _, step := range chain {
		if v, ok := paramsOf(step).value(code); ok {
			value = v
		}
	}
	return value
}
