package text_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/font/gofont/goregular"

	"github.com/openimagekit/imagekit/conformance/render/internal/text"
	"github.com/openimagekit/imagekit/internal/race"
)

// maxLength is the number of characters of the longest text of the service.
const maxLength = 2500

// hostile are texts that are repeated until they have the largest length.
var hostile = []string{
	"a\u0301\u0302\u0303\u0304\u0305", "\u0301", "👨\u200d👩\u200d👧", "\u202e\u202da\u2067ب\u2069", "\u200b", "\u200d",
	" ", "\n", "ﷺ", "क्\u200dष", "ب", "((((", "m", "\U0001f1e9\U0001f1ea", "\ufffd", "\u00ad", "ᄀ\u1161\u11a8",
}

// TestTypeset_Hostile typesets the longest texts at small and large sizes. All of them end within their context.
func TestTypeset_Hostile(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	sans := dejavu(t)
	for _, s := range hostile {
		s = strings.Repeat(s, maxLength/len([]rune(s)))
		for _, size := range []float64{1, 5000} {
			for _, width := range []int{0, 100} {
				typesetWithin(t, time.Second, s, text.Style{
					Size: size, Width: width, Font: sans, Bold: true, Italic: true, Strikethrough: true, Color: black,
				})
			}
		}
	}
}

// typesetWithin typesets and draws a text unless it needs more than 4 million pixels. It must end soon after the time.
func typesetWithin(t *testing.T, limit time.Duration, s string, style text.Style) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	const grace = 20 * time.Second // for a busy machine
	begin := time.Now()
	layout, err := text.Typeset(ctx, s, style)
	if err == nil {
		size := layout.Size()
		if size.X < 1 || size.Y < 1 || size.X > text.MaxSide || size.Y > text.MaxSide {
			t.Errorf("%.20q: the size is %v", s, size)
		}
		if size.X*size.Y <= 4_000_000 {
			_, err = layout.Draw(ctx)
		}
	}
	if err != nil && !asLimit(err) && !isFontError(err) && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%.20q at %v pixels: %v", s, style.Size, err)
	}
	if spent := time.Since(begin); spent > limit+grace {
		t.Errorf("%.20q at %v pixels and width %d took %v", s, style.Size, style.Width, spent)
	}
}

// FuzzTypeset typesets texts in the embedded font.
func FuzzTypeset(f *testing.F) {
	for _, s := range hostile {
		f.Add(s+pangram+s, 20.0, 100, uint16(0x3ff))
	}
	f.Add(arabic+"\n"+hebrew, 5000.0, 0, uint16(0x200))
	f.Fuzz(func(t *testing.T, s string, size float64, width int, bits uint16) {
		if len(s) > maxLength || !(size > 0) {
			t.Skip()
		}
		bit := func(i int) int { return int(bits >> i & 1) }
		typesetWithin(t, time.Second, s, text.Style{
			Size: size, Width: max(0, width), Bold: bit(0) == 1, Italic: bit(1) == 1, Strikethrough: bit(2) == 1,
			Align: text.Align(bits >> 3 & 3), Color: black,
			LineHeight: float64(bit(7)) * size * 3, Padding: text.Padding{Top: bit(8) * 1000, Left: bit(9) * 20},
		})
	})
}

// FuzzParseFont typesets a text in damaged fonts.
func FuzzParseFont(f *testing.F) {
	f.Add(goregular.TTF, 0, byte(0))
	for at := 0; at < len(goregular.TTF); at += 4999 {
		f.Add(goregular.TTF, at, byte(0xff))
	}
	f.Fuzz(func(t *testing.T, data []byte, at int, mask byte) {
		if at >= 0 && at < len(data) {
			data = append([]byte(nil), data...)
			data[at] ^= mask
		}
		font, err := text.ParseFont(data)
		if err != nil {
			if !isFontError(err) {
				t.Fatal(err)
			}
			return
		}
		typesetWithin(t, time.Second, pangram, text.Style{
			Size: 20, Font: font, Bold: true, Italic: true, Strikethrough: true,
		})
	})
}
