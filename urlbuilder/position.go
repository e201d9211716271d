package urlbuilder

import "fmt"

// LayerPosition is the position of a layer on its base. Empty fields are not written. A layer without a position is in
// the centre.
//
// See https://imagekit.io/docs/transformations#position-of-layer
type LayerPosition struct {
	// X and Y are the position of the layer's top left corner, in pixels from Anchor or as an expression. X excludes
	// XCenter, and Y excludes YCenter.
	X, Y             Expr
	XCenter, YCenter Expr // the position of the layer's centre, likewise
	// Focus is one of the nine places, from FocusCenter to FocusBottomRight. It excludes the other fields.
	Focus FocusArea
	// Anchor is the point of the base from which the other fields are measured, one of the nine places; FocusTopLeft by
	// default.
	Anchor FocusArea
}

// problem returns why the position cannot be sent, empty if it can.
func (p LayerPosition) problem() string {
	offset := p.X != "" || p.Y != "" || p.XCenter != "" || p.YCenter != ""
	switch {
	case p.X != "" && p.XCenter != "":
		return "has a position with both X and XCenter"
	case p.Y != "" && p.YCenter != "":
		return "has a position with both Y and YCenter"
	case p.Focus != "" && offset:
		return "has a position with both Focus and X, Y, XCenter or YCenter; the service would ignore Focus"
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

// layerField is a field of [LayerPosition] or [LayerTiming] with the code of its parameter.
type layerField struct{ name, code, value string }

// fieldProblem returns the problem of the first field whose value the table does not allow, empty if there is none.
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
			return fmt.Sprintf("has a %s with %s %q, which %s", of, f.name, f.value, reason)
		}
	}
	return ""
}

// LayerTiming is the time during which a layer is shown on a video. Times are in seconds with at most two decimals, or
// expressions. Empty fields are not written.
//
// See https://imagekit.io/docs/transformations#position-of-layer
type LayerTiming struct {
	Start    Expr // from 0
	End      Expr // above 0
	Duration Expr // above 0; the service ignores it if End is set
}

// problem returns why the timing cannot be sent, empty if it can.
func (t LayerTiming) problem() string {
	return fieldProblem("timing", []layerField{
		{"Start", "lso", string(t.Start)}, {"End", "leo", string(t.End)}, {"Duration", "ldu", string(t.Duration)},
	})
}
