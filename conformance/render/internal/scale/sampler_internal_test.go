package scale

import "testing"

func TestMean_LargestBlocks(t *testing.T) {
	t.Parallel()
	for _, unit := range []uint64{0xff, 0xffff} {
		for x := 1; x <= maxBlock; x++ {
			for y := 1; y <= maxBlock; y++ {
				if got := newMean(x*y, unit).of(uint32(x * y * int(unit))); got != sampleOne {
					t.Fatalf("mean of %d x %d white pixels: %d", x, y, got)
				}
			}
		}
	}
}
