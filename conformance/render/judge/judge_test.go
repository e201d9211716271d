// Package judge_test compares pictures of package render with those of libvips, which has another author and another
// language. It runs with JUDGE=1 and needs the commands vips and vipsthumbnail, in Debian's package libvips-tools.
package judge_test

import (
	"bytes"
	"image"
	_ "image/jpeg" // decodes the photographs
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

var photographs = []string{
	"../testdata/chelsea.png", "../testdata/rocket.jpg", "../testdata/hubble_deep_field.jpg",
	"../../../examples/demo/coffee.png",
}

// comparison is a chain and the commands of libvips for the same picture. In commands, IN and OUT are files, W and H
// the size of the photograph, and names of matrices stand for files with them.
type comparison struct {
	chain    string
	commands []string
	least    float64 // the peak signal-to-noise ratio in dB; 0 means that the pixels are equal
}

// The thresholds tell honest scalers, which are 44 to 50 dB apart, from those that are half a pixel off or take single
// pixels, which are at 28 to 41 dB. The chains end with PNG, so that no encoder adds differences.
var comparisons = []comparison{
	{"w-300,h-200,f-png", []string{"vipsthumbnail IN -s 300x200 --smartcrop centre -o OUT"}, 40},
	{"w-150,h-150,f-png", []string{"vipsthumbnail IN -s 150x150 --smartcrop centre -o OUT"}, 40},
	{"w-200,c-at_max,f-png", []string{"vips resize IN OUT =200/W --vscale =RH200/H"}, 46},
	{"w-211,h-97,c-force,f-png", []string{"vips resize IN OUT =211/W --vscale =97/H"}, 46},
	{"w-150,c-force,f-png", []string{"vips resize IN OUT =150/W --vscale =RH150/H"}, 46},
	{
		"w-300,h-300,cm-pad_resize,bg-FF0000,f-png",
		[]string{
			"vipsthumbnail IN -s 300x300 -o MID",
			"vips gravity MID OUT centre 300 300 --extend background --background 255_0_0",
		},
		40,
	},
	{"w-200,h-150,cm-extract,x-50,y-70,f-png", []string{"vips extract_area IN OUT 50 70 200 150"}, 0},
	{
		"w-471,h-320,cm-pad_extract,bg-00FF00,f-png",
		[]string{
			"vips gravity IN MID centre =min(W,471) =min(H,320)",
			"vips gravity MID OUT centre 471 320 --extend background --background 0_255_0",
		},
		0,
	},
	{"bl-2,f-png", []string{"vips gaussblur IN OUT 2 --precision float --min-ampl 0.01"}, 44},
	{"bl-10,f-png", []string{"vips gaussblur IN OUT 10 --precision float --min-ampl 0.01"}, 44},
	{"e-grayscale,f-png", []string{"vips recomb IN OUT GRAYSCALE"}, 48},
	{"e-sharpen,f-png", []string{"vips conv IN OUT SHARPEN --precision float"}, 48},
}

// matrices are files for commands. The second has a sum of 24, by which it is divided.
var matrices = map[string]string{
	"GRAYSCALE": "3 3\n0.299 0.587 0.114\n0.299 0.587 0.114\n0.299 0.587 0.114\n",
	"SHARPEN":   "3 3 24 0\n-1 -1 -1\n-1 32 -1\n-1 -1 -1\n",
}

func skipWithoutVips(t testing.TB) {
	t.Helper()
	if os.Getenv("JUDGE") == "" {
		t.Skip("set JUDGE=1")
	}
	for _, name := range []string{"vips", "vipsthumbnail"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRender_Judge(t *testing.T) {
	t.Parallel()
	skipWithoutVips(t)
	for _, photograph := range photographs {
		for _, c := range comparisons {
			t.Run(filepath.Base(photograph)+"/"+c.chain, func(t *testing.T) {
				t.Parallel()
				compare(t, photograph, c)
			})
		}
	}
}

// compare renders a photograph and lets libvips do the same.
func compare(t *testing.T, photograph string, c comparison) {
	t.Helper()
	want, got := judged(t, photograph, c.commands), rendered(t, photograph, c.chain)
	if want.Bounds() != got.Bounds() {
		t.Fatalf("libvips makes %v, we make %v", want.Bounds(), got.Bounds())
	}
	ratio := psnr(want, got)
	t.Logf("%.1f dB", ratio)
	least := c.least
	if least == 0 && filepath.Ext(photograph) == ".jpg" {
		least = 55 // decoders of JPEG differ by 1 in some pixels
	}
	if ratio < least || least == 0 && !math.IsInf(ratio, 1) {
		t.Errorf("%.1f dB, want at least %v (0: equal)", ratio, least)
	}
}

// judged runs commands of libvips and returns the picture that they make.
func judged(t *testing.T, photograph string, commands []string) image.Image {
	t.Helper()
	folder := t.TempDir()
	in, err := filepath.Abs(photograph)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(folder, "out.png")
	names := []string{
		"IN", in, "MID", filepath.Join(folder, "mid.png"), "OUT", out, "255_0_0", "255 0 0", "0_255_0", "0 255 0",
	}
	for name, matrix := range matrices {
		file := filepath.Join(folder, name+".mat")
		if err := os.WriteFile(file, []byte(matrix), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name, file)
	}
	files := strings.NewReplacer(names...)
	size := sizeOf(t, photograph)
	for _, command := range commands {
		words := strings.Fields(command)
		for i, word := range words {
			if formula, ok := strings.CutPrefix(word, "="); ok {
				words[i] = compute(t, formula, size)
				continue
			}
			words[i] = files.Replace(word)
		}
		if text, err := exec.CommandContext(t.Context(), words[0], words[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%q: %v: %s", words, err, text)
		}
	}
	return open(t, out)
}

// compute computes N/W, N/H, RHN/H (the height that belongs to a width of N) and min(W,N).
func compute(t *testing.T, formula string, size image.Point) string {
	t.Helper()
	number := func(text string) float64 {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	switch {
	case strings.HasPrefix(formula, "min("):
		side, limit, _ := strings.Cut(strings.Trim(formula, "min()"), ",")
		length := size.X
		if side == "H" {
			length = size.Y
		}
		return strconv.Itoa(min(length, int(number(limit))))
	case strings.HasPrefix(formula, "RH"):
		width := number(strings.TrimSuffix(formula[2:], "/H"))
		height := math.Round(width * float64(size.Y) / float64(size.X))
		return strconv.FormatFloat(height/float64(size.Y), 'g', -1, 64)
	}
	length, side, _ := strings.Cut(formula, "/")
	whole := size.X
	if side == "H" {
		whole = size.Y
	}
	return strconv.FormatFloat(number(length)/float64(whole), 'g', -1, 64)
}

func rendered(t *testing.T, photograph, text string) image.Image {
	t.Helper()
	source, err := os.ReadFile(photograph)
	if err != nil {
		t.Fatal(err)
	}
	chain, err := urlbuilder.ParseChain(text)
	if err != nil {
		t.Fatal(err)
	}
	rendition, err := render.New(render.Options{}).Render(t.Context(), render.Request{Source: source, Chain: chain})
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(rendition.Body))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func open(t *testing.T, file string) image.Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, _, err := image.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func sizeOf(t *testing.T, file string) image.Point { return open(t, file).Bounds().Size() }

// psnr returns the peak signal-to-noise ratio of two pictures over red, green and blue, in dB. It is infinite for equal
// pixels.
func psnr(a, b image.Image) float64 {
	var sum float64
	bounds := a.Bounds()
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			for _, pair := range [][2]uint32{{r1, r2}, {g1, g2}, {b1, b2}} {
				difference := float64(pair[0]>>8) - float64(pair[1]>>8)
				sum += difference * difference
			}
		}
	}
	mean := sum / float64(3*bounds.Dx()*bounds.Dy())
	return 10 * math.Log10(255*255/mean)
}

// BenchmarkThumbnail renders a picture of 12 megapixels to a width of 400 pixels, and lets vipsthumbnail do the same.
// It fails if rendering takes more than four times as long as the process of vipsthumbnail.
func BenchmarkThumbnail(b *testing.B) {
	skipWithoutVips(b)
	large := filepath.Join(b.TempDir(), "large.jpg")
	command := exec.CommandContext(b.Context(), "vips", "resize", photographs[2], large+"[Q=90]", "4", "--vscale",
		"3.44")
	if text, err := command.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, text)
	}
	source, err := os.ReadFile(large)
	if err != nil {
		b.Fatal(err)
	}
	chain, renderer := urlbuilder.Chain{{urlbuilder.Width(400)}}, render.New(render.Options{Workers: 1})
	ours, theirs := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for b.Loop() {
		start := time.Now()
		if _, err := renderer.Render(b.Context(), render.Request{Source: source, Chain: chain}); err != nil {
			b.Fatal(err)
		}
		ours = min(ours, time.Since(start))
		start = time.Now()
		out := filepath.Join(b.TempDir(), "out.jpg")
		if text, err := exec.CommandContext(b.Context(), "vipsthumbnail", large, "-s", "400x", "-o", out).
			CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, text)
		}
		theirs = min(theirs, time.Since(start))
	}
	b.ReportMetric(float64(ours.Milliseconds()), "ms/render")
	b.ReportMetric(float64(theirs.Milliseconds()), "ms/vipsthumbnail")
	ratio := float64(ours) / float64(theirs)
	b.ReportMetric(ratio, "ratio")
	if ratio > 4 {
		b.Errorf("rendering takes %.1f times as long as vipsthumbnail, want at most 4", ratio)
	}
}
