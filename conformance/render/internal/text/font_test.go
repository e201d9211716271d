package text_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/go-fonts/dejavu/dejavusans"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/openimagekit/imagekit/conformance/render/internal/text"
	"github.com/openimagekit/imagekit/internal/race"
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

// TestParseFont_ForgedTable has fonts whose tables claim to be large.
func TestParseFont_ForgedTable(t *testing.T) {
	t.Parallel()
	const firstLength = 12 + 12
	for name, forge := range map[string]func(data []byte){
		"not within the file": func(data []byte) { binary.BigEndian.PutUint32(data[firstLength:], 1<<31) },
		"all tables are the whole file": func(data []byte) {
			for i := range int(binary.BigEndian.Uint16(data[4:])) {
				binary.BigEndian.PutUint32(data[firstLength-4+16*i:], 0)
				binary.BigEndian.PutUint32(data[firstLength+16*i:], uint32(len(data)))
			}
		},
		"many points": func(data []byte) {
			locations, glyphs := tableOf(data, "loca"), tableOf(data, "glyf")
			const first = 0x100
			for i := 0; i+8 <= len(locations); i += 8 { // every other glyph begins there
				binary.BigEndian.PutUint32(locations[i:], first)
				binary.BigEndian.PutUint32(locations[i+4:], uint32(len(glyphs)))
			}
			binary.BigEndian.PutUint16(glyphs[first:], 1)         // contour
			binary.BigEndian.PutUint16(glyphs[first+10:], 0xffff) // its last point
			tableOf(data, "head")[51] = 1
		},
		"many tables": func(data []byte) { binary.BigEndian.PutUint16(data[4:], 0xffff) },
	} {
		data := slices.Clone(gobold.TTF)
		forge(data)
		if _, err := text.ParseFont(data); !isFontError(err) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// tableOf returns a table of a font.
func tableOf(data []byte, name string) []byte {
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		if entry := data[12+16*i:]; string(entry[:4]) == name {
			offset, length := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
			return data[offset : offset+length]
		}
	}
	return nil
}

// TestParseFont_Formats reads the same font as part of a collection, and compressed.
func TestParseFont_Formats(t *testing.T) {
	t.Parallel()
	want := draw(t, pangram, text.Style{})
	for name, data := range map[string][]byte{
		"collection": collectionOf(goregular.TTF), "WOFF": woffOf(t, goregular.TTF),
	} {
		f, err := text.ParseFont(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := draw(t, pangram, text.Style{Font: f}); !slices.Equal(got.Pix, want.Pix) {
			t.Errorf("%s: the picture differs", name)
		}
	}
}

// collectionOf returns a collection with one font.
func collectionOf(data []byte) []byte {
	const header = 16
	collection := append([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"), data...)
	for i := range int(binary.BigEndian.Uint16(data[4:])) { // offsets count from the beginning of the file
		offset := collection[header+12+16*i+8:]
		binary.BigEndian.PutUint32(offset, binary.BigEndian.Uint32(offset)+header)
	}
	return collection
}

// woffOf returns a font in the format WOFF.
func woffOf(t *testing.T, data []byte) []byte {
	t.Helper()
	count := int(binary.BigEndian.Uint16(data[4:]))
	woff := make([]byte, 44+20*count)
	copy(woff, "wOFF\x00\x01\x00\x00")
	binary.BigEndian.PutUint16(woff[12:], uint16(count))
	for i := range count {
		from, to := data[12+16*i:], woff[44+20*i:]
		offset, length := binary.BigEndian.Uint32(from[8:]), binary.BigEndian.Uint32(from[12:])
		table := data[offset : offset+length]
		var b bytes.Buffer
		w := zlib.NewWriter(&b)
		if _, err := w.Write(table); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		if b.Len() < len(table) {
			table = b.Bytes()
		}
		copy(to, from[:4])
		binary.BigEndian.PutUint32(to[4:], uint32(len(woff)))
		binary.BigEndian.PutUint32(to[8:], uint32(len(table)))
		binary.BigEndian.PutUint32(to[12:], length)
		woff = append(woff, table...)
	}
	return woff
}

// TestParseFont_DamagedTable changes the bytes of each table, so that fonts are damaged that can be parsed.
func TestParseFont_DamagedTable(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	const step = 1997
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
