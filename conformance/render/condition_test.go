package render_test

import (
	"errors"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
)

// TestRender_Conditions checks which branch is taken, by the width of the result.
func TestRender_Conditions(t *testing.T) {
	t.Parallel()
	for chain, want := range map[string]int{ // the source has 40 by 20 pixels
		"if-w_gt_39,w-5,if-end":                                5,
		"if-w_gt_40,w-5,if-end":                                40,
		"if-w_gte_40,w-5,if-else,w-6,if-end":                   5,
		"if-h_lt_20,w-5,if-else,w-6,if-end":                    6,
		"if-h_lte_20,w-5,if-else,w-6,if-end":                   5,
		"if-ar_eq_2,w-5,if-end":                                5,
		"if-ar_eq_2-1,w-5,if-end":                              5,
		"if-ar_ne_4-2,w-5,if-else,w-6,if-end":                  6,
		"if-w_gt_50_and_h_gt_50_or_ar_gt_1,w-5,if-end":         5,
		"if-ar_gt_1_or_h_gt_50_and_w_gt_50,w-5,if-end":         5,
		"if-ar_gt_1_or_w_gt_30,w-5,if-end":                     5,
		"if-ar_gt_1_and_h_gt_50_or_w_gt_50,w-5,if-end":         40,
		"w-10:if-iw_eq_40_and_w_eq_10_and_iar_eq_2,w-5,if-end": 5,
		"w-10:if-ih_eq_20_and_h_eq_5,w-8:w-cw_div_2,if-end":    4,
		"if-w_gt_1,if-h_gt_100,w-5,if-else,w-7,if-end,if-end":  7,
		"if-w_gt_1,w-30:w-20,if-end:w-cw_div_2":                10,
	} {
		got := apply(t, render.Request{Source: picture(t, 40, 20), Chain: parse(t, chain)})
		if got.Width != want || got.Report.Worst() != render.Exact {
			t.Errorf("%s: the width is %d, want %d; %s", chain, got.Width, want, got.Report)
		}
	}
}

// TestRender_ConditionReport checks that the report has the parameters of the branch that is taken.
func TestRender_ConditionReport(t *testing.T) {
	t.Parallel()
	got := apply(t, render.Request{
		Source: picture(t, 40, 20), Chain: parse(t, "if-w_gt_100,w-5,if-else,h-6:q-50,if-end:w-3"),
	})
	if want := "exact: if-w_gt_100, h-6, q-50, w-3"; got.Report.String() != want {
		t.Errorf("got %q, want %q", got.Report, want)
	}
}

// TestRender_ConditionOnGIF has a GIF file, for which conditions are not supported.
func TestRender_ConditionOnGIF(t *testing.T) {
	t.Parallel()
	_, err := render.New(render.Options{}).Render(t.Context(),
		render.Request{Source: gifOf(t, 10, 10, 1), Chain: parse(t, "if-w_gt_1,w-5,if-end")})
	if !errors.Is(err, render.ErrTransformation) {
		t.Errorf("got %v, want an ErrTransformation", err)
	}
}
