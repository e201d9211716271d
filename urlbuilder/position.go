package urlbuilder

import "fmt"

// LayerPosition says where a layer lies on its base. Empty fields are not written; a layer without a position lies in
// the centre.
//
// See https://imagekit.io/docs/transformations#position-of-layer
type LayerPosition struct {
	// the layer's top left corner, in pixels from Anchor or as an expression; not X together with XCenter, nor Y with
	// YCenter
	X, Y             Expr
	XCenter, YCenter Expr // the layer's centre, likewise
	// one of the nine places, from FocusCenter to FocusBottomRight; not together with the others
	Focus FocusArea
	// the point of the base from which the others count, one of the nine places; FocusTopLeft by default
	Anchor FocusArea
}

// problem says why the position cannot be sent; empty if it can.
func (p LayerPosition) problem() string {
	offset := p.X != "" || p.Y != "" || p.XCenter != "" || p.YCenter != ""
	switch {
	case p.X != "" && p.XCenter != "":
		return "has a position with both X and XCenter"
	case p.Y != "" && p.YCenter != "":
		return "has a position with both Y and YCenter"
	case p.Focus != "" && offset:
		return "has a position with Focus beside X, Y, XCenter or YCenter, which the service would ignore"
	case p.Anchor != "" && !offset:
		return "has a position with an Anchor, which needs X, Y, XCenter or YCenter"
	}
	return fieldProblem("position", []layerField{
		{"X", "lx", string(p.X)},
		{"Y", "ly", string(p.Y)},
		{"XCenter", "lxc", string(p.XCenter)},
		{"YCenter", "lyc", string(p.YCenter)},
		{"Focus", "lfo", string(p.Focus)},
		{"Anchor", "lap", string(p.Anchor)},
	})
}

// layerField is a field of [LayerPosition] or [LayerTiming], and the parameter that it is written as.
type layerField struct{ name, code, value string }

// fieldProblem says which field has a value that the table does not allow.
func fieldProblem(of string, fields []layerField) string {
	for _, f := range fields {
		if f.value == "" {
			continue
		}
		_, reason := lookupCode(f.code).check(f.value, 0)
		if reason == "" && f.value[0] == '-' && isNumeric(f.value) {
			reason = minusProblem
		}
		if reason != "" {
			return fmt.Sprintf("has a %s with the %s %q, which %s", of, f.name, f.value, reason)
		}
	}
	return ""
}

// LayerTiming says when a layer is shown on a video, in seconds with at most two decimals, or as an expression. Empty
// fields are not written.
//
// See https://imagekit.io/docs/transformations#position-of-layer
type LayerTiming struct {
	Start    Expr // from 0
	End      Expr // above 0
	Duration Expr // above 0; the service ignores it if there is an End
}

// problem says why the timing cannot be sent; empty if it can.
func (t LayerTiming) problem() string {
	return fieldProblem("timing", []layerField{
		{"Start", "lso", string(t.Start)}, {"End", "leo", string(t.End)}, {"Duration", "ldu", string(t.Duration)},
	})
}
