package helpers

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
)

// clusteredHashes returns hashes of which many are near each other.
func clusteredHashes() []PHash {
	random := rand.New(rand.NewPCG(5, 6))
	hashes := make([]PHash, 1500)
	for i := range hashes {
		hashes[i] = PHash(random.Uint64())
		if i >= 50 {
			hashes[i] = hashes[random.IntN(50)]
			for range random.IntN(20) {
				hashes[i] ^= 1 << random.IntN(PHashBits)
			}
		}
	}
	return hashes
}

func TestSplitDistance(t *testing.T) {
	t.Parallel()
	for within := range PHashBits {
		radii, sum := splitDistance(within), 0
		for _, radius := range radii {
			sum += radius + 1
		}
		if sum != within+1 {
			t.Errorf("%d is split into %v", within, radii)
		}
	}
}

// Searches in the tables find the same hashes as a scan, even for distances at which a scan is faster.
func TestPHashIndex_TablesMatchScan(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	x := &PHashIndex{hashes: clusteredHashes()}
	x.fillTables()
	for within := range 18 {
		radii := splitDistance(within)
		var got, want []PHashPair
		x.join(within, radii, func(p PHashPair) bool { got = append(got, p); return true })
		x.compareAll(within, func(p PHashPair) bool { want = append(want, p); return true })
		slices.SortFunc(got, PHashPair.Compare)
		slices.SortFunc(want, PHashPair.Compare)
		if !slices.Equal(got, want) {
			t.Fatalf("within %d: %d pairs, want %d", within, len(got), len(want))
		}
		for _, h := range x.hashes[:10] {
			checkProbe(t, x, h, within)
		}
	}
}

// checkProbe compares the neighbours that probe finds with those that a scan finds.
func checkProbe(t *testing.T, x *PHashIndex, h PHash, within int) {
	t.Helper()
	var got, want []PHashNeighbour
	x.probe(h, within, splitDistance(within), func(n PHashNeighbour) bool { got = append(got, n); return true })
	for i, other := range x.hashes {
		if d := h.Distance(other); d <= within {
			want = append(want, PHashNeighbour{i, d})
		}
	}
	slices.SortFunc(got, PHashNeighbour.Compare)
	slices.SortFunc(want, PHashNeighbour.Compare)
	if !slices.Equal(got, want) {
		t.Fatalf("within %d: %d neighbours, want %d", within, len(got), len(want))
	}
}
