package scale_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"maps"
	"math"
	"runtime"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/scale"
	"github.com/openimagekit/imagekit/internal/race"
)

// sizes are results of a picture of 60 by 40 pixels: reduced, enlarged, stretched, and with sides of one pixel.
var sizes = []image.Point{
	{60, 40}, {30, 20}, {20, 13}, {7, 5}, {1, 1}, {90, 61}, {240, 160}, {7, 160}, {200, 1}, {59, 41},
}

func TestResize_SingleColor(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	for _, c := range []color.NRGBA{
		{0xff, 0xff, 0xff, 0xff},
		{0, 0, 0, 0xff},
		{0, 0, 0, 0},
		{0xcc, 0x66, 0x33, 0xff},
		{0xff, 0x33, 0, 0x4d},
		{1, 2, 3, 1},
	} {
		for _, v := range variants(singleColor(image.Rect(4, 6, 64, 46), c)) {
			want := resizeAll(t, v.picture, 1, 1).NRGBAAt(0, 0)
			if at := color.NRGBAModel.Convert(v.picture.At(10, 10)).(color.NRGBA); !similar(at, want, 1) && c.A > 1 {
				t.Errorf("%s: %v became %v", v.name, at, want)
			}
			for _, size := range sizes {
				if got := resizeAll(t, v.picture, size.X, size.Y); !isSingleColor(got, want) {
					t.Errorf("%s: %v did not stay %v at %v", v.name, c, want, size)
				}
			}
		}
	}
}

func singleColor(r image.Rectangle, c color.Color) *image.NRGBA {
	return drawn(image.NewNRGBA(r), image.NewUniform(c))
}

func isSingleColor(m *image.NRGBA, c color.NRGBA) bool {
	return bytes.Equal(m.Pix, bytes.Repeat([]byte{c.R, c.G, c.B, c.A}, len(m.Pix)/4))
}

// similar reports whether colors differ by no more than most.
func similar(a, b color.NRGBA, most int) bool {
	for _, pair := range [][2]uint8{{a.R, b.R}, {a.G, b.G}, {a.B, b.B}, {a.A, b.A}} {
		if d := int(pair[0]) - int(pair[1]); d > most || d < -most {
			return false
		}
	}
	return true
}

func TestResize_OwnSize(t *testing.T) {
	t.Parallel()
	for _, v := range variants(translucent(photoPart(t, 61, 41))) {
		if isSubsampled(v.picture) {
			continue // its chroma is interpolated
		}
		most := 1 // package color does not round to nearest
		switch v.picture.(type) {
		case *image.NRGBA, *image.Gray, *image.CMYK:
			most = 0
		}
		got := resizeAll(t, v.picture, 61, 41)
		for i := range 61 * 41 {
			x, y := i%61, i/61
			want := color.NRGBAModel.Convert(v.picture.At(x, y)).(color.NRGBA)
			if c := got.NRGBAAt(x, y); want.A > 0 && !similar(c, want, most) {
				t.Fatalf("%s: (%d, %d) became %v, want %v", v.name, x, y, c, want)
			}
		}
	}
}

func TestResize_PartInItsOwnSize(t *testing.T) {
	t.Parallel()
	m := photo(t)
	part := image.Rect(33, 44, 111, 99)
	got := resize(t, m, scale.RectOf(part), part.Dx(), part.Dy())
	want := drawn(image.NewNRGBA(image.Rect(0, 0, part.Dx(), part.Dy())), m.SubImage(part))
	if !bytes.Equal(got.Pix, want.Pix) {
		t.Error("the part is not a copy")
	}
}

func TestResize_RampsStayMonotone(t *testing.T) {
	t.Parallel()
	for _, length := range []int{256, 511, 1000} {
		ramp := image.NewGray(image.Rect(0, 0, length, length))
		for i := range ramp.Pix {
			ramp.Pix[i] = byte(i % length * 255 / (length - 1))
		}
		for _, w := range []int{3, 17, 100, 200, 255, 300, 999, 1500} {
			previous := -1
			for x, c := range rowOf(resizeAll(t, ramp, w, 2), 1) {
				if int(c.R) < previous {
					t.Fatalf("%d to %d pixels: %d after %d at %d", length, w, c.R, previous, x)
				}
				previous = int(c.R)
			}
		}
	}
}

func rowOf(m *image.NRGBA, y int) []color.NRGBA {
	var row []color.NRGBA
	for x := range m.Rect.Dx() {
		row = append(row, m.NRGBAAt(x, y))
	}
	return row
}

func TestResize_Mirrored(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	m := translucent(photoPart(t, 120, 80))
	pictures := variants(m)
	for i, mirrored := range variants(mirror(m)) {
		t.Run(mirrored.name, func(t *testing.T) {
			t.Parallel()
			// Symmetric sizes: whole blocks cover the planes.
			for _, size := range []image.Point{{60, 40}, {30, 20}, {12, 8}, {40, 20}, {128, 96}} {
				got := resizeAll(t, mirrored.picture, size.X, size.Y)
				want := mirror(resizeAll(t, pictures[i].picture, size.X, size.Y))
				if d := largestDifference(t, got, want); d > 0 {
					t.Errorf("%v differs by %d", size, d)
				}
			}
		})
	}
}

// mirror turns a picture by 180 degrees.
func mirror(m *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(m.Rect)
	for i := 0; i < len(m.Pix); i += 4 {
		copy(out.Pix[len(m.Pix)-4-i:], m.Pix[i:i+4])
	}
	return out
}

func TestResize_TransparentPixelsHaveNoColor(t *testing.T) {
	t.Parallel()
	m := singleColor(image.Rect(0, 0, 60, 40), color.NRGBA{G: 0xff})
	for i := range 60 * 40 {
		if x, y := i%60, i/60; (x/7+y/5)%2 == 0 {
			m.SetNRGBA(x, y, color.NRGBA{R: 0xff, A: 0xff})
		}
	}
	red := map[[3]byte]bool{{0xff, 0, 0}: true}
	for _, v := range []variant{{"NRGBA", m}, {"RGBA", drawn(image.NewRGBA(m.Rect), m)}, {"other", opaqueType{m}}} {
		for _, size := range sizes {
			if got := visibleColors(resizeAll(t, v.picture, size.X, size.Y)); !maps.Equal(got, red) {
				t.Errorf("%s to %v: colors %v", v.name, size, got)
			}
		}
	}
}

// visibleColors returns the colors of the pixels that are not transparent.
func visibleColors(m *image.NRGBA) map[[3]byte]bool {
	colors := map[[3]byte]bool{}
	for pix := m.Pix; len(pix) >= 4; pix = pix[4:] {
		if pix[3] > 0 {
			colors[[3]byte(pix)] = true
		}
	}
	return colors
}

func TestResize_FinePatternsBecomeGray(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	board, stripes := image.NewGray(image.Rect(0, 0, 512, 512)), image.NewGray(image.Rect(0, 0, 512, 512))
	for y := range 512 {
		for x := range 512 {
			board.SetGray(x, y, color.Gray{Y: byte((x + y) % 2 * 255)})
			stripes.SetGray(x, y, color.Gray{Y: byte(x % 2 * 255)})
		}
	}
	for _, size := range []int{341, 300, 256, 255, 200, 171, 128, 127, 100, 64, 51, 10, 3} {
		for name, m := range map[string]image.Image{"chessboard": board, "stripes": stripes} {
			got := resizeAll(t, m, size, size)
			for x := 2; x < size-2; x++ { // the pixels at the edge are repeated: they are no pattern
				if c := got.NRGBAAt(x, size/2); c.R < 122 || c.R > 133 {
					t.Fatalf("%s to %d: %d at %d", name, size, c.R, x)
				}
			}
		}
	}
}

func TestResize_ErrorsAndLimits(t *testing.T) {
	t.Parallel()
	m := image.NewGray(image.Rect(10, 10, 20, 20))
	whole, nan, inf := scale.RectOf(m.Rect), math.NaN(), math.Inf(1)
	for _, test := range []struct {
		m    image.Image
		src  scale.Rect
		w, h int
		want error
	}{
		{m, whole, 0, 1, scale.ErrSize},
		{m, whole, 1, -1, scale.ErrSize},
		{m, whole, scale.MaxSide + 1, 1, scale.ErrSize},
		{m, whole, 1, math.MaxInt, scale.ErrSize},
		{m, whole, scale.MaxSide, scale.MaxSide, scale.ErrSize},
		{m, whole, scale.MaxSide, 1, nil},
		{m, whole, 1, scale.MaxSide, nil},
		{image.NewGray(image.Rectangle{}), scale.Rect{X1: 1, Y1: 1}, 1, 1, scale.ErrSource},
		{image.NewUniform(color.White), scale.Rect{X1: 1, Y1: 1}, 1, 1, scale.ErrSource},
		{m, scale.Rect{}, 1, 1, scale.ErrRect},
		{m, scale.Rect{X0: 20, Y0: 20, X1: 10, Y1: 10}, 1, 1, scale.ErrRect},
		{m, scale.Rect{X0: nan, Y0: 10, X1: 20, Y1: 20}, 1, 1, scale.ErrRect},
		{m, scale.Rect{X0: 10, Y0: 10, X1: 20, Y1: nan}, 1, 1, scale.ErrRect},
		{m, scale.Rect{X0: -inf, Y0: 10, X1: 20, Y1: 20}, 1, 1, scale.ErrRect},
		{m, scale.Rect{X0: 10, Y0: 10, X1: inf, Y1: 20}, 1, 1, scale.ErrRect},
		{m, scale.Rect{X0: 10, Y0: 10, X1: 10, Y1: 20}, 1, 1, scale.ErrRect},
		{m, scale.Rect{X0: -0.1, Y0: 10, X1: 20, Y1: 20}, 1, 1, scale.ErrRect},
		{m, scale.Rect{X0: 0, Y0: 0, X1: 30, Y1: 30}, 1, 1, nil},
	} {
		out, err := scale.Resize(t.Context(), test.m, test.src, test.w, test.h)
		if !errors.Is(err, test.want) || (err == nil) != (out != nil) {
			t.Errorf("%v to %d x %d: %v, want %v", test.src, test.w, test.h, err, test.want)
		}
	}
}

// countingImage calls a function for each pixel that is read.
type countingImage struct {
	bounds image.Rectangle
	read   func()
}

func (c countingImage) Bounds() image.Rectangle { return c.bounds }
func (c countingImage) ColorModel() color.Model { return color.GrayModel }
func (c countingImage) At(int, int) color.Color { c.read(); return color.White }

func TestResize_ContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	reads := 0
	m := countingImage{image.Rect(0, 0, 1000, 1000), func() {
		if reads++; reads == 100_000 {
			cancel()
		}
	}}
	out, err := scale.Resize(ctx, m, scale.RectOf(m.bounds), 100, 100)
	if !errors.Is(err, context.Canceled) || out != nil {
		t.Errorf("error %v", err)
	}
	if reads > 110_000 {
		t.Errorf("%d pixels read after the end of the context", reads-100_000)
	}
}

func TestResize_ReadsEachPixelOnce(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	for _, size := range []int{10, 100, 333, 1000, 2000} {
		reads := 0
		m := countingImage{image.Rect(0, 0, 500, 500), func() { reads++ }}
		resizeAll(t, m, size, size)
		if reads < 250_000 || reads > 300_000 { // the first and the last line are read again in place of those outside
			t.Errorf("%d: %d reads of 250000 pixels", size, reads)
		}
	}
}

func TestResize_Memory(t *testing.T) { // not parallel: the number counts the memory of all goroutines
	race.SkipSlow(t)
	photo := noisyYCbCr(4000, 3000, image.YCbCrSubsampleRatio420)
	tall := image.NewRGBA(image.Rect(0, 0, 10, scale.MaxSide))
	for _, test := range []struct {
		m     image.Image
		w, h  int
		limit uint64
	}{
		{photo, 400, 300, 2 << 20},
		{photo, 1, 1, 1 << 20},
		{tall, 2000, 1, 3 << 20},
		{tall, 1, 2000, 3 << 20},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		resizeAll(t, test.m, test.w, test.h)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > test.limit {
			t.Errorf("%v to %d x %d: %d bytes allocated", test.m.Bounds(), test.w, test.h, used)
		}
	}
}

func TestResize_LargestBlocks(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	for name, side := range map[string]image.Point{"wide": {scale.MaxSide, 9}, "tall": {9, scale.MaxSide}} {
		m := image.NewGray(image.Rectangle{Max: side})
		half := image.Rect(0, 0, (side.X+1)/2, (side.Y+1)/2) // white, and a quarter of the picture
		drawn(m.SubImage(half).(*image.Gray), image.White)
		for _, v := range []image.Image{m, drawn(image.NewRGBA(m.Rect), m), drawn(image.NewNRGBA64(m.Rect), m)} {
			got := resizeAll(t, v, 1, 1).NRGBAAt(0, 0)
			if want := (color.NRGBA{R: 64, G: 64, B: 64, A: 255}); !similar(got, want, 10) {
				t.Errorf("%s %T became %v, want %v", name, v, got, want)
			}
		}
	}
}

func TestResize_ManyAtOnce(t *testing.T) {
	t.Parallel()
	for _, v := range variants(translucent(photoPart(t, 99, 77))) {
		want := resizeAll(t, v.picture, 31, 27)
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if got := resizeAll(t, v.picture, 31, 27); !bytes.Equal(got.Pix, want.Pix) {
					t.Error(v.name)
				}
			})
		}
		group.Wait()
	}
}

func ExampleResize() {
	m := image.NewGray(image.Rect(0, 0, 400, 300))
	// The left half, without the outermost quarter of a pixel.
	src := scale.Rect{X0: 0.25, Y0: 0, X1: 200, Y1: 300}
	out, err := scale.Resize(context.Background(), m, src, 50, 75)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(out.Bounds())
	// Output: (0,0)-(50,75)
}
