package text_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/go-fonts/dejavu/dejavusans"
	"golang.org/x/image/font/gofont/gobold"

	"github.com/openimagekit/imagekit/conformance/render/internal/text"
)

func TestParseFont_Damaged(t *testing.T) {
	t.Parallel()
	for name, data := range map[string][]byte{
		"empty":     nil,
		"no font":   []byte("GIF89a"),
		"cut":       dejavusans.TTF[:1000],
		"too large": make([]byte, text.MaxFontSize+1),
	} {
		if _, err := text.ParseFont(data); !isFontError(err) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestParseFont_DamagedTable changes the bytes of each table, so that fonts are damaged that can be parsed.
func TestParseFont_DamagedTable(t *testing.T) {
	skipWithRace(t)
	t.Parallel()
	const step = 997
	for at := 12; at < len(gobold.TTF); at += step {
		data := slices.Clone(gobold.TTF)
		for i := at; i < min(at+40, len(data)); i++ {
			data[i] ^= 0xff
		}
		f, err := text.ParseFont(data)
		if err != nil && !isFontError(err) {
			t.Fatalf("byte %d: got %v", at, err)
		}
		if err != nil {
			continue
		}
		layout, err := text.Typeset(t.Context(), pangram, text.Style{Size: 16, Font: f, Color: black})
		if err == nil {
			_, err = layout.Draw(t.Context())
		}
		if err != nil && !isFontError(err) && !asLimit(err) {
			t.Fatalf("byte %d: got %v", at, err)
		}
	}
}

func isFontError(err error) bool {
	_, ok := errors.AsType[*text.FontError](err)
	return ok
}

// TestParseFont_FacesOfFile parses a bold font, which is not made bolder.
func TestParseFont_FacesOfFile(t *testing.T) {
	t.Parallel()
	f, err := text.ParseFont(gobold.TTF)
	if err != nil {
		t.Fatal(err)
	}
	want := draw(t, pangram, text.Style{Bold: true})
	if got := draw(t, pangram, text.Style{Bold: true, Font: f}); !slices.Equal(got.Pix, want.Pix) {
		t.Error("a bold font does not look like the embedded bold face")
	}
	if made := typeset(t, "x", text.Style{Bold: true, Font: f}).Synthesized(); made != (text.Synthesized{}) {
		t.Errorf("synthesized are %+v", made)
	}
}

func TestFont_ConcurrentUse(t *testing.T) {
	t.Parallel()
	sans := dejavu(t)
	want := draw(t, arabic, text.Style{Font: sans})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if got := draw(t, arabic, text.Style{Font: sans}); !slices.Equal(got.Pix, want.Pix) {
				t.Error("the picture differs")
			}
		})
	}
	group.Wait()
}
