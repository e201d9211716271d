package urlbuilder_test

import (
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

// TestParseChain_LayerOptions parses all parameters that set fields of LayerOptions.
func TestParseChain_LayerOptions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]LayerOptions{
		"lm-multiply,lx-1,ly-N2,lap-top_right": {
			Mode: ModeMultiply, Position: LayerPosition{X: "1", Y: "N2", Anchor: FocusTopRight},
		},
		"lxc-bw_div_2,lyc-4": {Position: LayerPosition{XCenter: "bw_div_2", YCenter: "4"}},
		"lso-1,leo-2.5,ldu-bdu_div_2,lfo-left": {
			Position: LayerPosition{Focus: FocusLeft},
			Timing:   LayerTiming{Start: "1", End: "2.5", Duration: "bdu_div_2"},
		},
	} {
		for _, text := range []string{"l-image,i-a," + text + ",l-end", "l-image," + text + ",i-a,l-end"} {
			chain, err := ParseChain(text)
			if err != nil {
				t.Errorf("%s: %v", text, err)
				continue
			}
			l, ok := chain[0][0].Layer()
			if !ok || l.Input != "a" || l.Mode != want.Mode || l.Position != want.Position || l.Timing != want.Timing ||
				l.Transformation != nil || chain.String() != text {
				t.Errorf("%s: got %+v, whose text is %s", text, l, chain)
			}
		}
	}
}

// If a parameter of a layer is repeated, the first one sets the field and the others are part of the transformation.
func TestParseChain_RepeatedLayerOptions(t *testing.T) {
	t.Parallel()
	for text, rest := range map[string]string{
		"l-image,i-a,lfo-top,lfo-left,l-end": "lfo-left", "l-image,i-a,i-b,w-1,l-end": "i-b,w-1",
	} {
		chain, err := ParseChain(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if l, _ := chain[0][0].Layer(); l.Input != "a" || l.Transformation.String() != rest || chain.String() != text {
			t.Errorf("%s: got %+v, whose text is %s", text, l, chain)
		}
	}
}
