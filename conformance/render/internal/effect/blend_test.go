package effect_test

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestOver_Pixels(t *testing.T) {
	t.Parallel()
	m := pixels(gray(100), gray(100), gray(100), color.NRGBA{200, 0, 0, 100}, color.NRGBA{})
	effect.Over(m, pixels(
		gray(50), color.NRGBA{200, 0, 50, 51}, color.NRGBA{7, 7, 7, 0}, color.NRGBA{0, 200, 0, 155},
		color.NRGBA{9, 8, 7, 6},
	), image.Point{})
	equalPictures(t, m, pixels(
		// 200 * 0.2 + 100 * 0.8 = 120, 100 * 0.8 = 80, 50 * 0.2 + 80 = 90
		gray(50), color.NRGBA{120, 80, 90, 255}, gray(100),
		// The alpha is 155 + 100 * 100 / 255 = 194.2. The red is 200 * 39.2 / 194.2, the green 200 * 155 / 194.2.
		color.NRGBA{40, 160, 0, 194}, color.NRGBA{9, 8, 7, 6},
	))
}

// TestOver_Draw compares Over with package image/draw.
func TestOver_Draw(t *testing.T) {
	t.Parallel()
	for _, at := range []image.Point{{}, {7, 9}, {-20, -11}, {50, -30}, {-100, 0}, {0, 100}} {
		for name, base := range map[string]*image.NRGBA{"opaque": scene(), "translucent": translucentScene()} {
			want, got, src := clone(base), clone(base), turned(translucentScene())
			draw.Draw(want, src.Rect.Add(at), src, image.Point{}, draw.Over)
			effect.Over(got, src, at)
			for i := range want.Pix {
				if difference := int(want.Pix[i]) - int(got.Pix[i]); max(difference, -difference) > 1 {
					alpha := want.Pix[i|3]
					// Colors of low alpha are coarse in package draw.
					if max(difference, -difference)*int(alpha) > 2*255 {
						t.Fatalf("%s, at %v, byte %d: got %d, want %d", name, at, i, got.Pix[i], want.Pix[i])
					}
				}
			}
		}
	}
}

func TestMultiply_Pixels(t *testing.T) {
	t.Parallel()
	m := pixels(color.NRGBA{100, 200, 50, 255}, gray(100), gray(100), color.NRGBA{}, gray(100))
	effect.Multiply(m, pixels(
		color.NRGBA{255, 128, 0, 255}, gray(255), color.NRGBA{0, 0, 0, 51}, color.NRGBA{9, 8, 7, 6},
	), image.Point{})
	equalPictures(t, m, pixels(
		color.NRGBA{100, 100, 0, 255}, gray(100), gray(80), color.NRGBA{9, 8, 7, 6}, gray(100),
	))
}

func TestCutout_Pixels(t *testing.T) {
	t.Parallel()
	m := pixels(gray(100), gray(100), gray(100), color.NRGBA{1, 2, 3, 100}, gray(100))
	effect.Cutout(m, pixels(
		gray(50), color.NRGBA{5, 5, 5, 51}, color.NRGBA{}, color.NRGBA{9, 9, 9, 204},
	), image.Point{})
	equalPictures(t, m, pixels(
		color.NRGBA{}, color.NRGBA{100, 100, 100, 204}, gray(100), color.NRGBA{1, 2, 3, 20}, gray(100),
	))
}

func TestCutter_Pixels(t *testing.T) {
	t.Parallel()
	m := pixels(gray(100), gray(100), gray(100), gray(100), gray(100))
	effect.Cutter(m, pixels(gray(50), color.NRGBA{5, 5, 5, 51}, color.NRGBA{}), image.Pt(1, 0))
	equalPictures(t, m, pixels(
		color.NRGBA{}, gray(100), color.NRGBA{100, 100, 100, 51}, color.NRGBA{}, color.NRGBA{},
	))
	column := effect.RotateQuarters(pixels(gray(100), gray(100), gray(100), gray(100)), 1)
	effect.Cutter(column, pixels(gray(50)), image.Pt(0, 1))
	equalPictures(t, column, effect.RotateQuarters(pixels(color.NRGBA{}, gray(100), color.NRGBA{}, color.NRGBA{}), 1))
	outside := scene()
	effect.Cutter(outside, scene(), image.Pt(1000, -1000))
	equalPictures(t, outside, image.NewNRGBA(outside.Rect))
}
