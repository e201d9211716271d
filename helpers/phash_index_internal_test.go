package helpers

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The tables find what a scan finds, also where a scan would be faster.
func TestTablesFindWhatAScanFinds(t *testing.T) {
	t.Parallel()
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
	x := &PHashIndex{hashes: hashes}
	x.fillTables()
	for within := range 18 {
		radii := splitDistance(within)
		sum := 0
		for _, radius := range radii {
			sum += radius + 1
		}
		if sum != within+1 {
			t.Errorf("%d is split into %v", within, radii)
		}
		var got, want []PHashPair
		x.join(within, radii, func(p PHashPair) bool { got = append(got, p); return true })
		x.compareAll(within, func(p PHashPair) bool { want = append(want, p); return true })
		slices.SortFunc(got, PHashPair.Compare)
		slices.SortFunc(want, PHashPair.Compare)
		if !slices.Equal(got, want) {
			t.Fatalf("within %d: %d pairs, want %d", within, len(got), len(want))
		}
		for _, h := range hashes[:10] {
			found, near := 0, 0
			x.probe(h, within, radii, func(n PHashNeighbour) bool { found++; return hashes[n.Index].Distance(h) == n.Distance })
			for _, other := range hashes {
				if h.Distance(other) <= within {
					near++
				}
			}
			if found != near {
				t.Fatalf("within %d: %d neighbours, want %d", within, found, near)
			}
		}
	}
}
