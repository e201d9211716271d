package text_test

import (
	"errors"
	"image"
	"image/color"
	"sync"
	"testing"

	"github.com/go-fonts/dejavu/dejavusans"

	"github.com/openimagekit/imagekit/conformance/render/internal/text"
)

var (
	black  = color.NRGBA{A: 0xff}
	yellow = color.NRGBA{0xff, 0xf0, 0xa0, 0xff}
)

// dejavu returns a font with Arabic and Hebrew letters, which has one face.
func dejavu(tb testing.TB) *text.Font {
	tb.Helper()
	f, err := parseDejaVu()
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

var parseDejaVu = sync.OnceValues(func() (*text.Font, error) { return text.ParseFont(dejavusans.TTF) })

// typeset typesets a text. A style without a size or a colour has 20 pixels and black.
func typeset(tb testing.TB, s string, style text.Style) *text.Layout {
	tb.Helper()
	if style.Size == 0 {
		style.Size = 20
	}
	if style.Color == (color.NRGBA{}) {
		style.Color = black
	}
	layout, err := text.Typeset(tb.Context(), s, style)
	if err != nil {
		tb.Fatal(err)
	}
	return layout
}

func draw(tb testing.TB, s string, style text.Style) *image.NRGBA {
	tb.Helper()
	m, err := typeset(tb, s, style).Draw(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// ink returns the smallest rectangle with all pixels that are not transparent, and not yellow.
func ink(m *image.NRGBA) image.Rectangle {
	var r image.Rectangle
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
			if c := m.NRGBAAt(x, y); c.A != 0 && c != yellow {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

// rowsWithInk returns the rows of a picture of which a part is drawn, each as a pair of its first and last row.
func rowsWithInk(m *image.NRGBA) [][2]int {
	var bands [][2]int
	for y := range m.Rect.Dy() {
		row := m.SubImage(image.Rect(0, y, m.Rect.Dx(), y+1)).(*image.NRGBA)
		empty := true
		for x := range m.Rect.Dx() {
			empty = empty && row.NRGBAAt(x, y).A == 0
		}
		switch last := len(bands) - 1; {
		case empty:
		case last >= 0 && bands[last][1] == y-1:
			bands[last][1] = y
		default:
			bands = append(bands, [2]int{y, y})
		}
	}
	return bands
}

// asLimit reports whether an error says that a limit is exceeded.
func asLimit(err error) bool {
	_, ok := errors.AsType[*text.LimitError](err)
	return ok
}
