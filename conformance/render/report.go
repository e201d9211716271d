package render

import (
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Grade says how well a parameter is rendered.
type Grade int

// Grades, from the best to the worst.
const (
	// Exact means that the documentation says what the result is, and that the result has it: its size, the part of the
	// picture, its format. Pixels differ as those of two programs for scaling do.
	Exact Grade = iota
	// Approximate means that the documentation is silent on a detail, or that the method of the service is unknown.
	Approximate
	// NotRendered means that the parameter has no effect here.
	NotRendered
)

// String returns the grade in words.
func (g Grade) String() string {
	switch g {
	case Exact:
		return "exact"
	case Approximate:
		return "approximate"
	}
	return "not rendered"
}

// ReportEntry says how a parameter was rendered.
type ReportEntry struct {
	Code  string // such as "w" or "e-sharpen"
	Value string // such as "300"; empty for a parameter without a value
	Grade Grade
	Note  string // why it is not exact; can be empty
}

// Parameter returns the parameter as in URLs, such as "w-300".
func (e ReportEntry) Parameter() string {
	if e.Value == "" {
		return e.Code
	}
	return e.Code + "-" + e.Value
}

// Report has an entry for each parameter of a transformation, in the order of the transformation.
type Report []ReportEntry

// add appends the entry that the table of supported parameters has for a parameter.
func (r *Report) add(code, value string) {
	s := supportOf(code, value)
	*r = append(*r, ReportEntry{code, value, s.Grade, s.Note})
}

// addStep appends the entries of parameters.
func (r *Report) addStep(step urlbuilder.Step) {
	for _, param := range step {
		r.add(param.Name(), param.Value())
	}
}

// addLayer appends the entries of a layer's own parameters: its input, mode, position and timing. None of them is
// rendered if the kind of layer is not.
func (r *Report) addLayer(l urlbuilder.Layer) {
	first := len(*r)
	defer func() {
		if !rendersLayer(l.Kind) {
			(*r)[first:].markNotRendered("")
		}
	}()
	input := "i"
	if l.Encoding == urlbuilder.Base64Encoding {
		input = "ie"
	}
	p := l.Position
	for _, each := range [...]struct{ code, value string }{
		{codeLayer, string(l.Kind)},
		{input, l.Input},
		{"bg", string(l.Color)},
		{"lm", string(l.Mode)},
		{"lx", string(p.X)},
		{"ly", string(p.Y)},
		{"lxc", string(p.XCenter)},
		{"lyc", string(p.YCenter)},
		{"lfo", string(p.Focus)},
		{"lap", string(p.Anchor)},
		{"lso", string(l.Timing.Start)},
		{"leo", string(l.Timing.End)},
		{"ldu", string(l.Timing.Duration)},
	} {
		if each.value != "" {
			r.add(each.code, each.value)
		}
	}
}

// changesFile reports whether a parameter is rendered and changes the file.
func (r Report) changesFile() bool {
	return slices.ContainsFunc(r, func(entry ReportEntry) bool {
		return entry.Grade != NotRendered && !entry.isReference()
	})
}

// markNotRendered changes all entries to not rendered. The note says why; it can be empty.
func (r Report) markNotRendered(note string) {
	for i := range r {
		r[i].Grade, r[i].Note = NotRendered, note
	}
}

// rendersLayer reports whether a kind of layer is rendered.
func rendersLayer(kind urlbuilder.LayerKind) bool {
	return supportOf(codeLayer, string(kind)).Grade != NotRendered
}

// isReference reports whether an entry is one for a named transformation, a condition or a default image, which change
// nothing by themselves.
func (e ReportEntry) isReference() bool {
	return e.Code == codeNamed || e.Code == codeConditional || e.Code == "di"
}

// downgrade lowers the grade of all entries of a parameter that have a better one, and says why.
func (r Report) downgrade(code string, to Grade, note string) {
	for i, entry := range r {
		if entry.Code == code && entry.Grade < to {
			r[i].Grade, r[i].Note = to, note
		}
	}
}

// noteStill says of the format that only the first frame of an animation is written. Without f, the format is that of
// f-auto.
func (r *Report) noteStill() {
	const note = "of the animation, only the first frame is written"
	if !slices.ContainsFunc(*r, func(entry ReportEntry) bool { return entry.Code == "f" }) {
		r.add("f", formatAuto)
	}
	r.downgrade("f", Approximate, note)
}

// sinceLast returns the entries from the last one of a parameter on.
func (r Report) sinceLast(parameter string) Report {
	for i := len(r) - 1; i >= 0; i-- {
		if r[i].Parameter() == parameter {
			return r[i:]
		}
	}
	return nil
}

// addNote adds to the reason why a parameter is not exact.
func (r Report) addNote(parameter, note string) {
	for i, entry := range r {
		if entry.Parameter() == parameter {
			r[i].Note = strings.TrimPrefix(entry.Note+"; "+note, "; ")
		}
	}
}

// Worst returns the lowest grade of all entries, Exact if there are none.
func (r Report) Worst() Grade {
	worst := Exact
	for _, entry := range r {
		worst = max(worst, entry.Grade)
	}
	return worst
}

// String lists the parameters of each grade, such as "exact: w-300, h-200; not rendered: e-upscale". It is empty
// for an empty report.
func (r Report) String() string {
	var groups []string
	for grade := Exact; grade <= NotRendered; grade++ {
		var names []string
		seen := map[ReportEntry]bool{}
		for _, entry := range r {
			if entry.Grade != grade || seen[entry] {
				continue
			}
			seen[entry] = true
			name := entry.Parameter()
			if entry.Note != "" {
				name += " (" + entry.Note + ")"
			}
			names = append(names, name)
		}
		if len(names) > 0 {
			groups = append(groups, grade.String()+": "+strings.Join(names, ", "))
		}
	}
	return strings.Join(groups, "; ")
}

// noteMisplaced says why a parameter has no effect.
const noteMisplaced = "it has no effect in this place"

// layerCodes are the parameters that only layers have.
var layerCodes = []string{"i", "ie", "lm", "lx", "ly", "lxc", "lyc", "lap", "lfo"}

// markMisplaced changes the entries of parameters of a step that have no effect where the step is: those of layers and
// texts, of which the layers take theirs out before, and in a layer those that decide on the file that is written.
func (r Report) markMisplaced(inLayer bool) {
	isOutput := (&output{}).fields()
	for i, entry := range r {
		code := entry.Code
		isText := slices.Contains(textCodes, code) && code != "w" && code != "bg"
		if isText || slices.Contains(layerCodes, code) || inLayer && (isOutput[code] != nil || code == codeOriginal) {
			r[i].Grade, r[i].Note = NotRendered, noteMisplaced
		}
	}
}
