package urlbuilder

import "fmt"

// LayerPosition says where a layer lies on its base. Empty fields are not written; a layer without a position lies in
// the centre.
//
// See https://imagekit.io/docs/add-overlays-on-images#position-of-layer
type LayerPosition struct {
	// the layer's top left corner, in pixels from Anchor; each not together with its XCenter or YCenter
	X, Y             Expr
	XCenter, YCenter Expr // the layer's centre, in pixels from Anchor
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
	case p.Focus != "" && !p.Focus.isPlace():
		return fmt.Sprintf("has a position with the Focus %q, which must be a place such as top_left", p.Focus)
	case p.Anchor != "" && !p.Anchor.isPlace():
		return fmt.Sprintf("has a position with the Anchor %q, which must be a place such as top_left", p.Anchor)
	}
	for _, each := range [...]struct {
		name  string
		value Expr
	}{{"X", p.X}, {"Y", p.Y}, {"XCenter", p.XCenter}, {"YCenter", p.YCenter}} {
		if each.value == "" {
			continue
		}
		if param := scalarParam(each.name, each.value, ""); param.problem != "" {
			return fmt.Sprintf("has a position with the %s %q, which %s", each.name, each.value, param.problem)
		}
	}
	return ""
}

// LayerTiming says when a layer is shown on a video, in seconds with at most two decimals, or as an expression. Empty
// fields are not written.
//
// See https://imagekit.io/docs/add-overlays-on-videos#timing
type LayerTiming struct {
	Start    Expr // from 0
	End      Expr // above 0
	Duration Expr // above 0; the service ignores it if there is an End
}

// problem says why the timing cannot be sent; empty if it can.
func (t LayerTiming) problem() string {
	for _, each := range [...]struct {
		name  string
		value Expr
		check func(Param) Param
	}{
		{"Start", t.Start, func(p Param) Param { return p.atLeast(0) }},
		{"End", t.End, Param.positive},
		{"Duration", t.Duration, Param.positive},
	} {
		if each.value == "" {
			continue
		}
		if param := each.check(secondsParam(each.name, each.value)); param.problem != "" {
			return fmt.Sprintf("has a timing with the %s %q, which %s", each.name, each.value, param.problem)
		}
	}
	return ""
}
