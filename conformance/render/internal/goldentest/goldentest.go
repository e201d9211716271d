// Package goldentest compares results of tests with files in the folder testdata of the tested package: lists of hashes
// in golden.txt, or a golden_NAME.txt for each test, and pictures that a person can look at in the folder golden. The
// flag -update writes the files. Look at a picture before you commit it.
package goldentest

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

// Hash returns the beginning of the hash of a picture's pixels.
func Hash(m *image.NRGBA) string {
	sum := sha256.Sum256(m.Pix)
	return fmt.Sprintf("%x", sum[:12])
}

// Text compares a text with a file, line by line.
func Text(t testing.TB, file, got string) {
	t.Helper()
	wanted := strings.Split(string(read(t, file, []byte(got))), "\n")
	lines := strings.Split(got, "\n")
	if len(lines) != len(wanted) {
		t.Errorf("got %d lines; %s has %d", len(lines), file, len(wanted))
	}
	for i := range min(len(lines), len(wanted)) {
		if lines[i] != wanted[i] {
			t.Errorf("line %d of %s: got %s", i+1, file, lines[i])
		}
	}
}

// Picture compares a picture with testdata/golden/NAME.png, pixel by pixel.
func Picture(t testing.TB, name string, got *image.NRGBA) {
	t.Helper()
	var encoded bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&encoded, got); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "golden", name+".png")
	decoded, err := png.Decode(bytes.NewReader(read(t, file, encoded.Bytes())))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	want := image.NewNRGBA(decoded.Bounds())
	draw.Draw(want, want.Rect, decoded, want.Rect.Min, draw.Src)
	if got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
		t.Errorf("the picture is not the one in %s", file)
	}
}

// read returns the content of a file, after it has written what was got if the files are updated.
func read(t testing.TB, file string, got []byte) []byte {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return want
}
