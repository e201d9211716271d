package judge_test

import (
	"path/filepath"
	"testing"
)

// shapeComparisons have turned and mirrored photographs from PNG files, because the decoders of JPEG differ. libvips
// does not antialias the edges of a picture that is turned by another angle than a quarter, and places pictures that
// are turned by more than a quarter up to a pixel beside the center, where ImageMagick and this package have them.
var shapeComparisons = []comparison{
	{"fl-h,f-png", []string{"vips flip IN OUT horizontal"}, 0},
	{"fl-v,f-png", []string{"vips flip IN OUT vertical"}, 0},
	{"fl-h_v,f-png", []string{"vips rot IN OUT d180"}, 0},
	{"rt-90,f-png", []string{"vips rot IN OUT d90"}, 0},
	{"rt-180,f-png", []string{"vips rot IN OUT d180"}, 0},
	{"rt-N90,f-png", []string{"vips rot IN OUT d270"}, 0},
	{"rt-33,bg-black,f-png", []string{"vips rotate IN OUT 33"}, 32},
	{"rt-5,bg-black,f-png", []string{"vips rotate IN OUT 5"}, 32},
}

func TestRender_JudgeShapes(t *testing.T) {
	t.Parallel()
	skipWithoutVips(t)
	for _, photograph := range photographs {
		if filepath.Ext(photograph) != ".png" {
			continue
		}
		for _, c := range shapeComparisons {
			t.Run(filepath.Base(photograph)+"/"+c.chain, func(t *testing.T) {
				t.Parallel()
				compare(t, photograph, c)
			})
		}
	}
}
