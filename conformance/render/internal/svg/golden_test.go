package svg_test

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/goldentest"
	"github.com/openimagekit/imagekit/conformance/render/internal/svg"
)

// sampleDocument has something of all that is drawn.
const sampleDocument = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200" viewBox="0 0 300 200">
<style>/* lines */ .a{fill:none;stroke:#c03;stroke-width:6} .b{stroke-dasharray:12 6;stroke-linecap:round}</style>
<defs><linearGradient id="g" x1="0" x2="1"><stop offset="0" stop-color="gold"/>
<stop offset="1" stop-color="#06c" stop-opacity=".5"/></linearGradient>
<radialGradient id="r" gradientUnits="userSpaceOnUse" cx="230" cy="50" r="40" fx="215" fy="40">
<stop offset="0" stop-color="#fff"/><stop offset="100%" stop-color="green"/></radialGradient>
<clipPath id="c"><circle cx="60" cy="150" r="35"/></clipPath>
<g id="star"><path d="M0-20L12 16-19-6H19L-12 16z" fill-rule="evenodd"/></g></defs>
<rect width="100%" height="100%" fill="#eef" rx="12"/>
<rect x="10" y="10" width="100" height="60" rx="15" fill="url(#g)" stroke="black" stroke-width="2"/>
<circle cx="230" cy="50" r="40" fill="url(#r)"/>
<path class="a" d="M120 20l20 40 20-40 10 40" stroke-linejoin="miter"/>
<path class="a b" d="M120 90c20-40 60 40 80 0s40 0 80 20"/>
<g clip-path="url(#c)"><rect x="20" y="110" width="80" height="80" fill="teal"/>
<rect x="60" y="110" width="80" height="80" fill="orange"/></g>
<g opacity=".5"><circle cx="140" cy="150" r="25" fill="red"/><circle cx="165" cy="150" r="25" fill="blue"/></g>
<use href="#star" x="230" y="150" fill="purple"/>
<g transform="translate(270 150) rotate(20) scale(2 .7)"><circle r="12" fill="none" stroke="#000" stroke-width="3"/></g>
<path d="M110 110a10 5 30 1120 10q9 9 15 0t9 5" stroke="navy" fill="none" stroke-width="3" stroke-linejoin="round"/>
</svg>`

// TestDraw_SameOnEveryMachine compares the hashes of drawings with those in testdata/golden.txt. They are the same on
// every machine; run it also with GOAMD64=v3, which lets the compiler fuse multiplications and additions.
func TestDraw_SameOnEveryMachine(t *testing.T) {
	t.Parallel()
	d, err := svg.Parse([]byte(sampleDocument))
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, size := range []image.Point{{300, 200}, {600, 400}, {97, 61}, {3, 2}} {
		m, err := d.Draw(t.Context(), 0, 0, 300, 200, size.X, size.Y)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&got, size, goldentest.Hash(m))
	}
	goldentest.Text(t, "testdata/golden.txt", got.String())
}

func BenchmarkDraw(b *testing.B) {
	d, err := svg.Parse([]byte(sampleDocument))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := d.Draw(b.Context(), 0, 0, 300, 200, 600, 400); err != nil {
			b.Fatal(err)
		}
	}
}
