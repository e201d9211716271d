package scale

import "testing"

func TestMean_WhiteStaysWhite(t *testing.T) {
	t.Parallel()
	for _, unit := range []uint64{0xff, 0xffff} {
		for x := uint64(1); x <= maxBlock; x += 1 + x/50 {
			for y := uint64(1); y <= maxBlock; y += 1 + y/50 {
				if got := newMean(x*y, unit).of(x * y * unit); got != sampleOne {
					t.Fatalf("mean of %d x %d white pixels: %d", x, y, got)
				}
			}
		}
		if got := newMean(maxBlock*maxBlock, unit).of(maxBlock * maxBlock * unit); got != sampleOne {
			t.Errorf("mean of the largest block of white pixels: %d", got)
		}
	}
}
