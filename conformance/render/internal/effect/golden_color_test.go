package effect_test

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
	"github.com/openimagekit/imagekit/conformance/render/internal/goldentest"
)

// operation is an effect with its options.
type operation struct {
	name  string
	apply func(ctx context.Context, m *image.NRGBA) error
}

// operations are those that change a picture in place.
var operations = []operation{
	{"blur 0.5", func(ctx context.Context, m *image.NRGBA) error { return effect.Blur(ctx, m, 0.5) }},
	{"blur 1", func(ctx context.Context, m *image.NRGBA) error { return effect.Blur(ctx, m, 1) }},
	{"blur 3.3", func(ctx context.Context, m *image.NRGBA) error { return effect.Blur(ctx, m, 3.3) }},
	{"blur 50", func(ctx context.Context, m *image.NRGBA) error { return effect.Blur(ctx, m, 50) }},
	{"grayscale", func(ctx context.Context, m *image.NRGBA) error { return effect.Grayscale(ctx, m) }},
	{"contrast", func(ctx context.Context, m *image.NRGBA) error { return effect.StretchContrast(ctx, m) }},
	{"colorize", func(ctx context.Context, m *image.NRGBA) error {
		return effect.Colorize(ctx, m, color.NRGBA{200, 30, 90, 255}, 70)
	}},
	{"replace color", func(ctx context.Context, m *image.NRGBA) error {
		return effect.ReplaceColor(ctx, m, color.NRGBA{255, 0, 32, 255}, color.NRGBA{0, 90, 255, 200}, 45)
	}},
	{"sharpen", func(ctx context.Context, m *image.NRGBA) error { return effect.Sharpen(ctx, m) }},
	{"sharpen by 2", func(ctx context.Context, m *image.NRGBA) error { return effect.SharpenBy(ctx, m, 2) }},
	{"unsharp", func(ctx context.Context, m *image.NRGBA) error {
		return effect.Unsharp(ctx, m, effect.Mask{Radius: 2, Sigma: 2, Amount: 0.8, Threshold: 0.024})
	}},
	{"shadow", func(ctx context.Context, m *image.NRGBA) error {
		return effect.Shadow(ctx, m, effect.ShadowOptions{Sigma: 4, Opacity: 30, Offset: image.Pt(5, -3)})
	}},
	{"gradient", func(ctx context.Context, m *image.NRGBA) error {
		return effect.Gradient(ctx, m, effect.GradientOptions{
			From: color.NRGBA{255, 0, 0, 128}, To: color.NRGBA{0, 255, 0, 20}, Angle: 33, Stop: 0.7,
		})
	}},
	{"displace", func(ctx context.Context, m *image.NRGBA) error {
		return effect.Displace(ctx, m, translucentScene(), image.Pt(7, -3), 11, -6)
	}},
	{"over", blend(effect.Over)},
	{"multiply", blend(effect.Multiply)},
	{"cutout", blend(effect.Cutout)},
	{"cutter", blend(effect.Cutter)},
}

func blend(f func(dst, src *image.NRGBA, at image.Point)) func(context.Context, *image.NRGBA) error {
	return func(_ context.Context, m *image.NRGBA) error {
		f(m, turned(translucentScene()), image.Pt(-9, 5))
		return nil
	}
}

// TestEffects_SameOnEveryMachine compares the hashes of pictures with those in testdata/golden_color.txt. Run it also
// with GOAMD64=v3, which lets the compiler fuse multiplications and additions.
func TestEffects_SameOnEveryMachine(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	for _, o := range operations {
		fmt.Fprintln(&got, o.name, hashAfter(t, o, scene()), hashAfter(t, o, translucentScene()))
	}
	goldentest.Text(t, "testdata/golden_color.txt", got.String())
}

func hashAfter(t *testing.T, o operation, m *image.NRGBA) string {
	t.Helper()
	if err := o.apply(t.Context(), m); err != nil {
		t.Fatalf("%s: %v", o.name, err)
	}
	return goldentest.Hash(m)
}

// TestEffects_AnySize applies all operations to pictures that are smaller than everything they lay on them.
func TestEffects_AnySize(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{1, 1}, {1, 7}, {7, 1}, {2, 2}, {3, 5}} {
		for _, o := range operations {
			for _, c := range []color.NRGBA{{10, 200, 30, 255}, {10, 200, 30, 77}, {}} {
				m := uniform(size.X, size.Y, c)
				if err := o.apply(t.Context(), m); err != nil {
					t.Errorf("%s, %v: %v", o.name, size, err)
				}
				if m.Rect.Size() != size {
					t.Errorf("%s: %v became %v", o.name, size, m.Rect.Size())
				}
			}
		}
	}
}

func BenchmarkEffects(b *testing.B) {
	m := image.NewNRGBA(image.Rect(0, 0, 600, 400))
	for i := range m.Pix {
		m.Pix[i] = uint8(i * i / 7)
	}
	for _, o := range operations {
		b.Run(o.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := o.apply(b.Context(), m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
