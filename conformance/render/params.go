package render

import "github.com/openimagekit/imagekit/urlbuilder"

// wordAuto is the value of parameters that the service chooses.
const wordAuto = "auto"

// params are the parameters of one step that are rendered, as their values stand in URLs. The last one counts if a
// parameter is given more than once.
type params struct {
	width, height, ratio, dpr string
	strategy                  string // of c or cm
	focus, zoom               string
	x, y, xCenter, yCenter    string
	background, original      string
}

// paramsOf reads a step. It reports each parameter.
func paramsOf(step urlbuilder.Step, report *Report) params {
	p := params{strategy: maintainRatio}
	fields := p.fields()
	for _, param := range step {
		if field, ok := fields[param.Name()]; ok {
			*field = param.Value()
		}
		report.add(param)
	}
	return p
}

// fields returns the field of each code.
func (p *params) fields() map[string]*string {
	return map[string]*string{
		"w": &p.width, "h": &p.height, "ar": &p.ratio, "dpr": &p.dpr, "c": &p.strategy, "cm": &p.strategy,
		"fo": &p.focus, "z": &p.zoom, "x": &p.x, "y": &p.y, "xc": &p.xCenter, "yc": &p.yCenter, "bg": &p.background,
		"orig": &p.original,
	}
}
