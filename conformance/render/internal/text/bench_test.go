package text_test

import (
	"testing"

	"github.com/go-fonts/dejavu/dejavusans"

	"github.com/openimagekit/imagekit/conformance/render/internal/text"
)

func BenchmarkTypeset(b *testing.B) {
	for b.Loop() {
		typeset(b, pangram, text.Style{Size: 32, Width: 600})
	}
}

func BenchmarkDraw(b *testing.B) {
	layout := typeset(b, pangram, text.Style{Size: 32, Width: 600, Background: yellow})
	for b.Loop() {
		if _, err := layout.Draw(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseFont(b *testing.B) {
	for b.Loop() {
		if _, err := text.ParseFont(dejavusans.TTF); err != nil {
			b.Fatal(err)
		}
	}
}
