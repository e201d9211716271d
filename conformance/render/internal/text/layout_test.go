package text_test

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/text"
)

func TestTypeset_BoxIsWhatIsDrawn(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"x", "Hello", "jpg", "Á", "  spaces around ", "a\nb", "\n\nlast\n", "_"} {
		m := draw(t, s, text.Style{Size: 31.5})
		if got := ink(m); got != m.Rect {
			t.Errorf("%q: the picture is %v, and %v is drawn", s, m.Rect, got)
		}
	}
}

func TestTypeset_BoxWithWidth(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		align text.Align
		want  func(ink, box image.Rectangle) bool
	}{
		{text.Left, func(ink, box image.Rectangle) bool { return ink.Min.X <= 2 && ink.Max.X < 100 }},
		{text.Right, func(ink, box image.Rectangle) bool { return ink.Max.X >= box.Max.X-2 && ink.Min.X > 100 }},
		{text.Center, func(ink, box image.Rectangle) bool {
			return max(ink.Min.X, box.Max.X-ink.Max.X)-min(ink.Min.X, box.Max.X-ink.Max.X) <= 2
		}},
	} {
		m := draw(t, "word", text.Style{Width: 200, Align: test.align})
		if m.Rect.Dx() != 200 {
			t.Errorf("the picture is %d pixels wide, want 200", m.Rect.Dx())
		}
		if got := ink(m); !test.want(got, m.Rect) {
			t.Errorf("align %d: the word is at %v of %v", test.align, got, m.Rect)
		}
	}
}

// TestTypeset_LetterThatIsWiderThanTheWidth also has letters whose ends lie beyond their advance.
func TestTypeset_LetterThatIsWiderThanTheWidth(t *testing.T) {
	t.Parallel()
	if m := draw(t, "WW", text.Style{Size: 100, Width: 20}); m.Rect.Dx() < 80 || ink(m) != m.Rect {
		t.Errorf("the picture is %v, and %v is drawn", m.Rect, ink(m))
	}
	for width := 20; width < 60; width++ {
		m := draw(t, "fjord jf", text.Style{Size: 40, Width: width, Italic: true, Align: text.Right})
		if r := ink(m); r.Dx() > m.Rect.Dx() || m.Rect.Dx() < width {
			t.Errorf("width %d: the picture is %v, and %v is drawn", width, m.Rect, r)
		}
	}
}

func TestTypeset_Wraps(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		width      int
		lines      int
	}{
		{"between words", "aaa bbb ccc", 50, 3},
		{"two words in a line", "aaa bbb ccc", 90, 2},
		{"no width", "aaa bbb ccc", 0, 1},
		{"long word", strings.Repeat("m", 20), 100, 4},
		{"line breaks", "a\nb\r\nc\rd\u2028e", 0, 5},
		{"Arabic without letters of it", "سلام سلام", 60, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m := draw(t, test.text, text.Style{Size: 20, Width: test.width, LineHeight: 60})
			if got := rowsWithInk(m); len(got) != test.lines {
				t.Errorf("%d lines are drawn, want %d: rows %v", len(got), test.lines, got)
			}
		})
	}
}

func TestTypeset_LineHeight(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		height float64
		want   int
	}{{0, 28 /* 1.17 em of Go Regular, and rounding */}, {50, 60}, {75.5, 85}} {
		m := draw(t, "z\nz", text.Style{LineHeight: test.height})
		if got := m.Rect.Dy(); got < test.want-1 || got > test.want+8 {
			t.Errorf("line height %v: two lines are %d pixels high, want about %d", test.height, got, test.want)
		}
		bands := rowsWithInk(m)
		if distance := bands[1][0] - bands[0][0]; test.height > 0 && distance != int(math.Round(test.height)) {
			t.Errorf("line height %v: the lines are %d pixels apart", test.height, distance)
		}
	}
}

func TestTypeset_PaddingAndEmptyText(t *testing.T) {
	t.Parallel()
	without := typeset(t, "text", text.Style{}).Size()
	padded := draw(t, "text", text.Style{Padding: text.Padding{Top: 1, Right: 2, Bottom: 30, Left: 40}})
	if got := padded.Rect.Size(); got != without.Add(image.Pt(42, 31)) {
		t.Errorf("with padding the size is %v, without %v", got, without)
	}
	if got := ink(padded); got.Min != image.Pt(40, 1) || got.Size() != without {
		t.Errorf("the text is at %v, want %v at (40, 1)", got, without)
	}
	for _, empty := range []string{"", "   ", "\u200d", "\u202e\u2069"} {
		m := draw(t, empty, text.Style{Background: yellow})
		if m.Rect.Dx() < 1 || m.Rect.Dy() < 20 || m.NRGBAAt(0, 0) != yellow {
			t.Errorf("%q: got a picture of %v with %v", empty, m.Rect, m.NRGBAAt(0, 0))
		}
	}
}

func TestDraw_Colors(t *testing.T) {
	t.Parallel()
	half := color.NRGBA{R: 0xff, A: 0x80}
	// The middle of the block is covered by a letter, its corner is not.
	m := draw(t, "\u2588", text.Style{Size: 40, Font: dejavu(t), Color: half, Padding: text.Padding{Left: 9}})
	if got := m.NRGBAAt(m.Rect.Dx()-8, m.Rect.Dy()/2); got != half {
		t.Errorf("the letter has the color %v, want %v", got, half)
	}
	if got := m.NRGBAAt(0, 0); got != (color.NRGBA{}) {
		t.Errorf("the padding has the color %v, want none", got)
	}
	m = draw(t, "\u2588\u2588", text.Style{
		Size: 40, Font: dejavu(t), Color: half, Background: color.NRGBA{B: 0xff, A: 0xff},
		Padding: text.Padding{Left: 9},
	})
	want := color.NRGBA{0x80, 0, 0x7f, 0xff}
	if got := m.NRGBAAt(m.Rect.Dx()-8, m.Rect.Dy()/2); got != want {
		t.Errorf("the letter on the background has the color %v, want %v", got, want)
	}
}

func TestTypeset_RightToLeft(t *testing.T) {
	t.Parallel()
	// alef is tall and beh is not, so that the order can be seen.
	m := draw(t, "ا ب", text.Style{Size: 60, Font: dejavu(t)})
	left := m.SubImage(image.Rect(0, 0, m.Rect.Dx()/2, m.Rect.Dy())).(*image.NRGBA)
	right := m.SubImage(image.Rect(m.Rect.Dx()/2, 0, m.Rect.Dx(), m.Rect.Dy())).(*image.NRGBA)
	if ink(left).Dy() >= ink(right).Dy() {
		t.Error("the first letter is at the left")
	}
	// Joined letters touch, letters with a mark that forbids it do not.
	if joined := columnsWithInk(draw(t, "بب", text.Style{Size: 60, Font: dejavu(t)})); joined != 1 {
		t.Errorf("two letters beh are drawn in %d parts, want 1", joined)
	}
	if separate := columnsWithInk(draw(t, "ب\u200cب", text.Style{Size: 60, Font: dejavu(t)})); separate != 2 {
		t.Errorf("two letters beh with a non-joiner between them are drawn in %d parts, want 2", separate)
	}
}

// covered returns how much of a picture is drawn.
func covered(m *image.NRGBA) (sum int) {
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
			sum += int(m.NRGBAAt(x, y).A)
		}
	}
	return sum
}

// columnsWithInk returns the number of parts between which there is a column without ink.
func columnsWithInk(m *image.NRGBA) (parts int) {
	wasEmpty := true
	for x := range m.Rect.Dx() {
		isEmpty := covered(m.SubImage(image.Rect(x, 0, x+1, m.Rect.Dy())).(*image.NRGBA)) == 0
		if wasEmpty && !isEmpty {
			parts++
		}
		wasEmpty = isEmpty
	}
	return parts
}

func TestTypeset_KerningAndLigatures(t *testing.T) {
	t.Parallel()
	sans := dejavu(t)
	width := func(s string) int { return typeset(t, s, text.Style{Size: 400, Font: sans}).Size().X }
	if together, apart := width("AV"), width("A")+width("V"); together > apart-20 {
		t.Errorf("AV is %d pixels wide, and its letters %d", together, apart)
	}
	ligature := draw(t, "fi", text.Style{Size: 100, Font: sans})
	if same := draw(t, "\ufb01", text.Style{Size: 100, Font: sans}); !slices.Equal(ligature.Pix, same.Pix) {
		t.Error("the letters f and i are not drawn as a ligature")
	}
}

func TestLayout_MissingAndSynthesized(t *testing.T) {
	t.Parallel()
	sans := dejavu(t)
	for _, test := range []struct {
		style   text.Style
		missing string
		made    text.Synthesized
	}{
		{text.Style{Bold: true, Italic: true}, "日本ب", text.Synthesized{}},
		{text.Style{Font: sans}, "日本", text.Synthesized{}},
		{text.Style{Font: sans, Bold: true}, "日本", text.Synthesized{Bold: true}},
		{text.Style{Font: sans, Italic: true}, "日本", text.Synthesized{Italic: true}},
	} {
		layout := typeset(t, "本日ب日\tx\u200d", test.style)
		if got := layout.Missing(); !slices.Equal(slices.Sorted(slices.Values([]rune(test.missing))), got) {
			t.Errorf("missing are %q, want %q", string(got), test.missing)
		}
		if got := layout.Synthesized(); got != test.made {
			t.Errorf("synthesized are %+v, want %+v", got, test.made)
		}
	}
}

// TestTypeset_Synthesized compares the weight and the slope of faces that are made with those of the font.
func TestTypeset_Synthesized(t *testing.T) {
	t.Parallel()
	sans := dejavu(t)
	regular := draw(t, "lll", text.Style{Size: 96, Font: sans})
	bold := draw(t, "lll", text.Style{Size: 96, Font: sans, Bold: true})
	if got, want := covered(bold), covered(regular)*14/10; got < want {
		t.Errorf("bold letters cover %d, want at least %d", got, want)
	}
	italic := draw(t, "l", text.Style{Size: 96, Font: sans, Italic: true})
	upright := draw(t, "l", text.Style{Size: 96, Font: sans})
	if got, want := italic.Rect.Dx()-upright.Rect.Dx(), upright.Rect.Dy()*27/128; got < want-1 || got > want+1 {
		t.Errorf("an oblique letter is %d pixels wider, want %d", got, want)
	}
}

func TestTypeset_Strikethrough(t *testing.T) {
	t.Parallel()
	m := draw(t, "x o", text.Style{Size: 60, Strikethrough: true})
	if parts := columnsWithInk(m); parts != 1 {
		t.Errorf("letters are drawn in %d parts, want 1 with a line through them", parts)
	}
	middle := m.Rect.Dy() / 2
	if covered(m.SubImage(image.Rect(0, middle/2, m.Rect.Dx(), middle+middle/2)).(*image.NRGBA)) == 0 {
		t.Error("the line is not in the middle")
	}
}

func TestTypeset_Limits(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		style      text.Style
		isLimit    bool
	}{
		{"no size", "x", text.Style{}, false},
		{"size that is no number", "x", text.Style{Size: math.NaN()}, false},
		{"negative padding", "x", text.Style{Size: 9, Padding: text.Padding{Left: -1}}, false},
		{"negative width", "x", text.Style{Size: 9, Width: -1}, false},
		{"negative line height", "x", text.Style{Size: 9, LineHeight: -1}, false},
		{"large size", "x", text.Style{Size: 20_000}, true},
		{"large width", "x", text.Style{Size: 9, Width: text.MaxSide + 1}, true},
		{"large padding", "x", text.Style{Size: 9, Padding: text.Padding{Top: math.MaxInt}}, true},
		{"large line height", "x", text.Style{Size: 9, LineHeight: math.Inf(1)}, true},
		{"width and padding", "x", text.Style{Size: 9, Width: text.MaxSide, Padding: text.Padding{Left: 1}}, true},
		{"long line", strings.Repeat("m", 2500), text.Style{Size: 20}, true},
		{"many lines", strings.Repeat("m\n", 2500), text.Style{Size: 20}, true},
		{"lines of more than the largest height", strings.Repeat("m\n", 1000), text.Style{Size: 20}, true},
		{"long paragraph", strings.Repeat("mmm ", 8000), text.Style{Size: 1, Width: 1000}, true},
		{"many lines far apart", strings.Repeat("\n", 2500) + "x", text.Style{Size: 20}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, err := text.Typeset(t.Context(), test.text, test.style); err == nil || asLimit(err) != test.isLimit {
				t.Errorf("got %v", err)
			}
		})
	}
	if size := typeset(t, "x", text.Style{Width: text.MaxSide}).Size(); size.X != text.MaxSide {
		t.Errorf("the largest width gives %v", size)
	}
}

func TestTypeset_EndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	layout, err := text.Typeset(ctx, pangram, text.Style{Size: 20})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := layout.Draw(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Draw returned %v", err)
	}
	if _, err := text.Typeset(ctx, pangram, text.Style{Size: 20}); !errors.Is(err, context.Canceled) {
		t.Errorf("Typeset returned %v", err)
	}
}
