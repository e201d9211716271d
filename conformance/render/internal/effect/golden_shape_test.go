package effect_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
	"github.com/openimagekit/imagekit/conformance/render/internal/goldentest"
)

// shape is an operation of this package with arguments.
type shape struct {
	name  string
	apply func(ctx context.Context, m *image.NRGBA) (*image.NRGBA, error)
}

// shapes are operations on a picture that can be of any size.
func shapes() []shape {
	type nrgba = image.NRGBA
	inPlace := func(f func(ctx context.Context, m *nrgba) error) func(context.Context, *nrgba) (*nrgba, error) {
		return func(ctx context.Context, m *nrgba) (*nrgba, error) { return m, f(ctx, m) }
	}
	equal := func(x, y float64) effect.Corners {
		return effect.Corners{{X: x, Y: y}, {X: x, Y: y}, {X: x, Y: y}, {X: x, Y: y}}
	}
	all := []shape{
		{"corners 7", inPlace(func(ctx context.Context, m *nrgba) error {
			return effect.RoundCorners(ctx, m, equal(7, 7))
		})},
		{"corners 1000", inPlace(func(ctx context.Context, m *nrgba) error {
			return effect.RoundCorners(ctx, m, equal(1000, 1000))
		})},
		{"oval", inPlace(func(ctx context.Context, m *nrgba) error {
			size := m.Rect.Max
			return effect.RoundCorners(ctx, m, equal(float64(size.X)/2, float64(size.Y)/2))
		})},
		{"border", func(ctx context.Context, m *nrgba) (*nrgba, error) {
			return effect.AddBorder(ctx, m, 3, red, effect.Corners{{X: 9, Y: 9}, {X: 2, Y: 2}})
		}},
		{"perspective", func(ctx context.Context, m *nrgba) (*nrgba, error) {
			return effect.Perspective(ctx, m, [4]image.Point{{5, -3}, {50, 4}, {57, 30}, {0, 39}})
		}},
		{"lightness", inPlace(func(ctx context.Context, m *nrgba) error { return effect.AddLightness(ctx, m, 15) })},
		{"darkness", inPlace(func(ctx context.Context, m *nrgba) error { return effect.AddLightness(ctx, m, -15) })},
		{"gradient", func(ctx context.Context, m *nrgba) (*nrgba, error) {
			colors, err := effect.DominantColors(ctx, m, 4)
			if err == nil {
				err = effect.FourCorners(ctx, m, [4]color.NRGBA(colors))
			}
			return m, err
		}},
	}
	for _, degrees := range []float64{-40, 0.5, 33, 90, 123.456, 180, 270, 300} {
		all = append(all, shape{fmt.Sprint("rotate ", degrees), func(ctx context.Context, m *nrgba) (*nrgba, error) {
			return effect.Rotate(ctx, m, degrees)
		}})
	}
	for _, degrees := range []int{-360, -45, -1, 10, 180, 270, 360} {
		all = append(all, shape{fmt.Sprint("arc ", degrees), func(ctx context.Context, m *nrgba) (*nrgba, error) {
			return effect.Arc(ctx, m, degrees)
		}})
	}
	return all
}

// TestShapes_SameOnEveryMachine compares the hashes of results with those in testdata/golden_shape.txt. They are the
// same on every machine; run it also with GOAMD64=v3, which lets the compiler fuse multiplications and additions.
func TestShapes_SameOnEveryMachine(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	for _, s := range shapes() {
		out, err := s.apply(t.Context(), grid(60, 40))
		if err != nil {
			t.Fatal(s.name, err)
		}
		fmt.Fprintln(&got, s.name, out.Rect.Max, goldentest.Hash(out))
	}
	goldentest.Text(t, "testdata/golden_shape.txt", got.String())
}

// TestShapes_SmallPictures applies all operations to pictures of few pixels.
func TestShapes_SmallPictures(t *testing.T) {
	t.Parallel()
	for _, s := range shapes() {
		for _, size := range []image.Point{{1, 1}, {1, 5}, {5, 1}, {2, 3}} {
			out, err := s.apply(t.Context(), grid(size.X, size.Y))
			if err != nil || out.Rect.Empty() || out.Rect.Min != (image.Point{}) || out.Stride != 4*out.Rect.Dx() {
				t.Errorf("%s of %v: %v, %v", s.name, size, out, err)
			}
		}
	}
}

// TestShapes_Canceled applies all operations with a context that has ended.
func TestShapes_Canceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, s := range shapes() {
		if _, err := s.apply(ctx, grid(6, 4)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want that of the context", s.name, err)
		}
	}
}

// TestShapes_HiddenColors checks that the colors of transparent pixels have no effect on others.
func TestShapes_HiddenColors(t *testing.T) {
	t.Parallel()
	m := uniform(20, 20, color.NRGBA{R: 255})
	for i := range 100 {
		m.SetNRGBA(5+i%10, 5+i/10, blue)
	}
	for _, s := range shapes() {
		if s.name == "border" || strings.HasSuffix(s.name, "ness") {
			continue // the border is red, and pixels do not depend on each other when they become lighter
		}
		out, err := s.apply(t.Context(), clone(m))
		if err != nil {
			t.Fatal(s.name, err)
		}
		for i := 0; i < len(out.Pix); i += 4 {
			if out.Pix[i] != 0 && out.Pix[i+3] != 0 {
				t.Fatalf("%s: pixel %v has red", s.name, out.Pix[i:i+4])
			}
		}
	}
}

func BenchmarkShapes(b *testing.B) {
	for _, s := range shapes() {
		b.Run(s.name, func(b *testing.B) {
			m := grid(600, 400)
			for b.Loop() {
				if _, err := s.apply(b.Context(), clone(m)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
