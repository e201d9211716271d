package explain

import (
	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Step is a step of a transformation.
type Step []Node

// Node is a parameter of a step, a layer or a condition.
type Node struct {
	Code        string `json:"code"`           // as in URLs, such as "w", "l-text" or "if"
	Name        string `json:"name,omitempty"` // as in JSON
	Value       string `json:"value,omitempty"`
	Text        string `json:"text"` // the whole parameter as in URLs, without percent-encoding
	Description string `json:"description,omitempty"`
	URL         string `json:"url,omitempty"` // of the documentation
	Grade       string `json:"grade,omitempty"`
	Note        string `json:"note,omitempty"`   // why it is not rendered exactly
	Remark      string `json:"remark,omitempty"` // why it may be a mistake
	Error       string `json:"error,omitempty"`  // why the service refuses it

	Layer     *Layer     `json:"layer,omitempty"`
	Condition *Condition `json:"condition,omitempty"`
}

// Layer is the content of a layer.
type Layer struct {
	Place    string `json:"place"`              // such as "text layer"
	Input    string `json:"input"`              // the text or the path, decoded
	Encoding string `json:"encoding,omitempty"` // of the input in the text: plain or base64
	Settings []Node `json:"settings,omitempty"`
	Steps    []Step `json:"steps,omitempty"`
}

// Condition is a conditional step.
type Condition struct {
	If   string `json:"if"`
	Then []Step `json:"then,omitempty"`
	Else []Step `json:"else,omitempty"`
}

// describer turns a chain into steps.
type describer struct {
	report render.Report // the part that is not used yet
}

func (d *describer) steps(chain urlbuilder.Chain, place urlbuilder.Places) []Step {
	steps := make([]Step, 0, len(chain))
	for _, params := range chain {
		step := make(Step, 0, len(params))
		for _, p := range params {
			step = append(step, d.node(p, place))
		}
		steps = append(steps, step)
	}
	return steps
}

func (d *describer) node(p urlbuilder.Param, place urlbuilder.Places) Node {
	n := Node{Code: p.Name(), Value: p.Value(), Text: p.String()}
	if layer, ok := p.Layer(); ok {
		d.layer(&n, layer)
		return n
	}
	if c, ok := p.Conditional(); ok {
		d.grade(&n, n.Code, n.Value)
		n.Description = "Applies the steps of then if the condition is met, otherwise those of else."
		n.URL = "https://imagekit.io/docs/conditional-transformations"
		n.Condition = &Condition{c.Condition, d.steps(c.Then, place), d.steps(c.Else, place)}
		return n
	}
	d.look(&n, place)
	return n
}

// look adds what the table says about a parameter.
func (d *describer) look(n *Node, place urlbuilder.Places) {
	if n.Value == n.Text { // a text without a value
		n.Value = ""
	}
	entry, known := urlbuilder.LookupParameter(n.Code, place)
	d.grade(n, n.Code, n.Value)
	if !known {
		n.Remark = "is not documented: it may be new or misspelt"
		return
	}
	n.Name, n.Description, n.URL = entry.Name, entry.Description, entry.URL
	switch outside := urlbuilder.OnImage | urlbuilder.OnVideo; {
	case place == 0 && entry.Places&outside == 0:
		n.Remark = "is not documented outside of a layer"
	case place != 0 && !entry.Places.Has(place):
		n.Remark = "is not documented in the " + place.String()
	}
}

// layer adds the content of a layer.
func (d *describer) layer(n *Node, l urlbuilder.Layer) {
	n.Description = layerDescriptions[l.Kind]
	n.URL = "https://imagekit.io/docs/add-overlays-on-images"
	if l.Kind == urlbuilder.VideoLayerKind || l.Kind == urlbuilder.SubtitleLayerKind {
		n.URL = "https://imagekit.io/docs/add-overlays-on-videos"
	}
	d.grade(n, "l", string(l.Kind))
	n.Layer = &Layer{Place: l.Place().String(), Input: l.Input, Encoding: string(l.Encoding)}
	position, timing := l.Position, l.Timing
	for _, each := range [...]struct{ code, value string }{
		{"bg", string(l.Color)},
		{"lm", string(l.Mode)},
		{"lx", string(position.X)},
		{"ly", string(position.Y)},
		{"lxc", string(position.XCenter)},
		{"lyc", string(position.YCenter)},
		{"lfo", string(position.Focus)},
		{"lap", string(position.Anchor)},
		{"lso", string(timing.Start)},
		{"leo", string(timing.End)},
		{"ldu", string(timing.Duration)},
	} {
		if each.value != "" {
			setting := Node{Code: each.code, Value: each.value, Text: each.code + "-" + each.value}
			d.look(&setting, l.Place())
			n.Layer.Settings = append(n.Layer.Settings, setting)
		}
	}
	n.Layer.Steps = d.steps(l.Transformation, l.Place())
}

var layerDescriptions = map[urlbuilder.LayerKind]string{
	urlbuilder.TextLayerKind:     "Draws a text on the picture or the video.",
	urlbuilder.ImageLayerKind:    "Draws another picture, or a block of one colour, on the picture or the video.",
	urlbuilder.VideoLayerKind:    "Plays another video on the video.",
	urlbuilder.SubtitleLayerKind: "Draws subtitles on the video.",
}

// grade adds how a parameter is rendered. The report has the parameters in the order in which they are described, with
// others between them, such as those of named transformations.
func (d *describer) grade(n *Node, code, value string) {
	for i, entry := range d.report {
		if entry.Code == code && entry.Value == value {
			n.Grade, n.Note, d.report = entry.Grade.String(), entry.Note, d.report[i+1:]
			return
		}
	}
}
