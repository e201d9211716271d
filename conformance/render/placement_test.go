package render_test

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
)

// TestRender_Parts checks which part of the picture is kept, by the positions that the pixels of the source hold.
func TestRender_Parts(t *testing.T) {
	t.Parallel()
	const width, height = 160, 100
	source := picture(t, width, height)
	focus := image.Rect(125, 0, 135, 10)
	for chain, want := range map[string]image.Rectangle{ // in pixels of the source
		"w-50,h-25,cm-extract":                 image.Rect(55, 37, 105, 62),
		"w-50,h-25,cm-extract,x-0,y-0":         image.Rect(0, 0, 50, 25),
		"w-50,h-25,cm-extract,x-110,y-75":      image.Rect(110, 75, 160, 100),
		"w-50,h-25,cm-extract,x-iw_div_2":      image.Rect(80, 37, 130, 62),
		"w-50,h-25,cm-extract,xc-25,yc-12":     image.Rect(0, 0, 50, 25),
		"w-50,h-25,cm-extract,fo-top_left":     image.Rect(0, 0, 50, 25),
		"w-50,h-25,cm-extract,fo-bottom_right": image.Rect(110, 75, 160, 100),
		"w-50,h-25,cm-extract,fo-right":        image.Rect(110, 37, 160, 62),
		"w-50,h-25,cm-extract,fo-custom":       image.Rect(105, 0, 155, 25),
		"w-50,h-50":                            image.Rect(30, 0, 130, 100),
		"w-50,h-50,fo-left":                    image.Rect(0, 0, 100, 100),
		"w-50,h-50,fo-right":                   image.Rect(60, 0, 160, 100),
		"w-50,h-50,fo-custom":                  image.Rect(60, 0, 160, 100),
		"w-40,h-10,fo-top":                     image.Rect(0, 0, 160, 40),
		"w-40,h-10,fo-bottom":                  image.Rect(0, 60, 160, 100),
		"w-80,h-50,c-force":                    image.Rect(0, 0, 160, 100),
		"w-80:w-25,h-25,cm-extract,x-2,y-5":    image.Rect(4, 10, 54, 60),
		"w-80:w-25,h-25,fo-custom,cm-extract":  image.Rect(105, 0, 155, 50),
	} {
		t.Run(chain, func(t *testing.T) {
			t.Parallel()
			got := decode(t, apply(t, render.Request{Source: source, Chain: parse(t, chain), FocusArea: focus}))
			b := got.Bounds()
			for _, corner := range []struct{ at, source image.Point }{
				{b.Min, want.Min}, {b.Max.Sub(image.Pt(1, 1)), want.Max.Sub(image.Pt(1, 1))},
			} {
				c := color.NRGBAModel.Convert(got.At(corner.at.X, corner.at.Y)).(color.NRGBA)
				expected := color.NRGBA{
					uint8(corner.source.X * 255 / width), uint8(corner.source.Y * 255 / height), 0,
					255,
				}
				if distance(c, expected) > 5 {
					t.Errorf("pixel %v is %v, want %v as at %v of the source", corner.at, c, expected, corner.source)
				}
			}
		})
	}
}

// TestRender_OddCrop checks that a crop by an odd number of pixels takes one pixel more from the right and the bottom.
func TestRender_OddCrop(t *testing.T) {
	t.Parallel()
	for chain, source := range map[string]image.Rectangle{
		"w-2,h-2": image.Rect(0, 0, 3, 2), "w-2,h-2,c-maintain_ratio": image.Rect(0, 0, 2, 3),
		"w-2,h-2,cm-extract": image.Rect(0, 0, 3, 3),
	} {
		m := plainImage(source.Dx(), source.Dy(), color.White)
		m.SetNRGBA(0, 0, color.NRGBA{255, 0, 0, 255})
		got := decode(t, apply(t, render.Request{Source: encode(t, m), Chain: parse(t, chain)}))
		if c := color.NRGBAModel.Convert(got.At(0, 0)); c != m.NRGBAAt(0, 0) {
			t.Errorf("%s of %v: the corner is %v, want that of the source", chain, source.Max, c)
		}
	}
}

// TestRender_Padding checks on which sides the picture is padded, and with which colour.
func TestRender_Padding(t *testing.T) {
	t.Parallel()
	white := encode(t, plainImage(100, 100, color.White))
	blue := color.NRGBA{0, 0, 255, 255}
	for chain, want := range map[string]image.Rectangle{ // the part that is not padding
		"w-200,h-100,cm-pad_resize,bg-0000FF":                     image.Rect(50, 0, 150, 100),
		"w-200,h-100,cm-pad_resize,bg-00F,fo-left":                image.Rect(0, 0, 100, 100),
		"w-200,h-100,cm-pad_resize,bg-blue,fo-right":              image.Rect(100, 0, 200, 100),
		"w-100,h-201,cm-pad_resize,bg-blue":                       image.Rect(0, 50, 100, 150),
		"w-100,h-200,cm-pad_resize,bg-blue,fo-bottom":             image.Rect(0, 100, 100, 200),
		"w-120,h-140,cm-pad_extract,bg-blue":                      image.Rect(10, 20, 110, 120),
		"w-120,h-50,cm-pad_extract,bg-blue,fo-left":               image.Rect(0, 0, 100, 50),
		"w-50,h-120,cm-pad_extract_no_shrink,bg-blue":             image.Rect(0, 10, 100, 110),
		"w-200,h-300,cm-pad_resize_no_enlarge,bg-0000FF,fo-top":   image.Rect(50, 0, 150, 100),
		"w-0.5:w-100,h-100,cm-pad_resize_no_enlarge,bg-0000FF":    image.Rect(25, 25, 75, 75),
		"w-50,h-50,cm-pad_resize,bg-red:w-60,cm-pad_extract,h-50": image.Rect(5, 0, 55, 50), // black by default
	} {
		t.Run(chain, func(t *testing.T) {
			t.Parallel()
			got := decode(t, apply(t, render.Request{Source: white, Chain: parse(t, chain)}))
			padding := blue
			if !strings.Contains(chain, "bg-b") && !strings.Contains(chain, "bg-0") {
				padding = color.NRGBA{A: 255}
			}
			for y := range got.Bounds().Dy() {
				for x := range got.Bounds().Dx() {
					checkPadding(t, got, image.Pt(x, y), want, padding)
				}
			}
		})
	}
}

// checkPadding checks that a pixel is white inside of a rectangle, and has the colour of the padding outside.
func checkPadding(t *testing.T, m image.Image, at image.Point, inside image.Rectangle, padding color.NRGBA) {
	t.Helper()
	expected := padding
	if at.In(inside) {
		expected = color.NRGBA{255, 255, 255, 255}
	}
	if c := color.NRGBAModel.Convert(m.At(at.X, at.Y)); c != expected {
		t.Fatalf("pixel %v is %v, want %v", at, c, expected)
	}
}
