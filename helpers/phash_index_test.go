package helpers_test

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/helpers"
	"github.com/openimagekit/imagekit/internal/race"
)

// hashSets returns sets of hashes by name. The sets of 8200 hashes are large enough to be searched in tables.
func hashSets() map[string][]helpers.PHash {
	random := rand.New(rand.NewPCG(3, 4))
	const small, large = 300, 8200
	clustered := make([]helpers.PHash, large)
	for i := range clustered {
		clustered[i] = helpers.PHash(random.Uint64())
		if i >= large/10 {
			clustered[i] = clustered[random.IntN(large/10)]
			for range random.IntN(16) {
				clustered[i] ^= 1 << random.IntN(helpers.PHashBits)
			}
		}
	}
	alike := make([]helpers.PHash, large)
	for i := range alike {
		alike[i] = helpers.PHash(random.Uint64N(1<<16)<<32 | 0xabcd<<48 | random.Uint64N(16))
	}
	same := make([]helpers.PHash, large)
	return map[string][]helpers.PHash{
		"empty": nil, "one hash": {7}, "small": randomHashes(small), "large": randomHashes(large),
		"clustered": clustered, "common parts": alike, "one part differs": onePart(random, large), "all equal": same,
	}
}

// onePart returns hashes that differ only in their lowest 16 bits.
func onePart(random *rand.Rand, n int) []helpers.PHash {
	hashes := make([]helpers.PHash, n)
	for i := range hashes {
		hashes[i] = helpers.PHash(random.Uint64N(1 << 16))
	}
	return hashes
}

// tally counts results and adds up their hashes, so that a missing, wrong or repeated result changes it, but not their
// order.
type tally struct{ count, sum uint64 }

func (t *tally) add(a, b, distance int) {
	x := uint64(a)<<32 ^ uint64(b)<<8 ^ uint64(distance)
	x = (x ^ x>>31) * 0x9e3779b97f4a7c15
	t.count, t.sum = t.count+1, t.sum+(x^x>>29)*0xbf58476d1ce4e5b9
}

func TestPHashIndex_Neighbours(t *testing.T) {
	t.Parallel()
	for name, hashes := range hashSets() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			index := helpers.NewPHashIndex(hashes)
			for _, h := range append([]helpers.PHash{0, 0x0123456789abcdef}, hashes[:min(len(hashes), 5)]...) {
				checkNeighbours(t, index, hashes, h)
			}
		})
	}
}

// checkNeighbours compares the neighbours of a hash with those that a scan finds.
func checkNeighbours(t *testing.T, index *helpers.PHashIndex, hashes []helpers.PHash, h helpers.PHash) {
	t.Helper()
	for _, within := range []int{
		math.MinInt, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 13, 17, 24, 32, 63, 64, 65, math.MaxInt,
	} {
		var got, want tally
		for i, other := range hashes {
			if d := h.Distance(other); d <= within {
				want.add(i, 0, d)
			}
		}
		for near := range index.Neighbours(h, within) {
			got.add(near.Index, 0, near.Distance)
		}
		if got != want {
			t.Fatalf("%v within %d: %d neighbours, want %d", h, within, got.count, want.count)
		}
	}
}

func TestPHashIndex_Pairs(t *testing.T) {
	t.Parallel()
	for name, hashes := range hashSets() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if race.Enabled && len(hashes) > 1000 {
				t.Skip("too slow with the race detector")
			}
			index := helpers.NewPHashIndex(hashes)
			all := pairsByDistance(hashes)
			distances := []int{-1, 0, 1, 3, 4, 8, 11}
			switch { // sets with many pairs take too long at larger distances
			case all[0].count > million:
				distances = []int{0}
			case all[8].count > million:
				distances = []int{0, 3}
			}
			for _, within := range distances {
				checkPairs(t, index, within, all[:within+1])
			}
		})
	}
}

// checkPairs compares the pairs within a distance with those that a scan found. scanned has a tally for each distance.
func checkPairs(t *testing.T, index *helpers.PHashIndex, within int, scanned []tally) {
	t.Helper()
	var want, got tally
	for _, pairs := range scanned {
		want.count, want.sum = want.count+pairs.count, want.sum+pairs.sum
	}
	for pair := range index.Pairs(within) {
		if pair.A >= pair.B {
			t.Fatalf("%d is not before %d", pair.A, pair.B)
		}
		got.add(pair.A, pair.B, pair.Distance)
	}
	if got != want {
		t.Fatalf("within %d: %d pairs, want %d", within, got.count, want.count)
	}
}

// pairsByDistance compares all hashes with each other and returns a tally for each distance.
func pairsByDistance(hashes []helpers.PHash) (tallies [helpers.PHashBits + 1]tally) {
	for a, h := range hashes {
		for b := a + 1; b < len(hashes); b++ {
			d := h.Distance(hashes[b])
			tallies[d].add(a, b, d)
		}
	}
	return tallies
}

// Breaking out of the loop ends a search, whether it scans or uses tables.
func TestPHashIndex_Break(t *testing.T) {
	t.Parallel()
	for name, hashes := range hashSets() {
		index, h := helpers.NewPHashIndex(hashes), helpers.PHash(0)
		if len(hashes) > 0 {
			h = hashes[0]
		}
		for _, within := range []int{0, 4, 7, 64} {
			found, pairs := upToThree(index.Neighbours(h, within)), upToThree(index.Pairs(within))
			if within == 64 && len(hashes) > 3 && (found != 3 || pairs != 3) {
				t.Errorf("%s within %d: %d neighbours, %d pairs", name, within, found, pairs)
			}
		}
	}
}

// upToThree counts results and breaks out of the loop at the third result. It panics if the search continues after
// that.
func upToThree[T any](results iter.Seq[T]) (n int) {
	for range results {
		if n++; n == 3 {
			break
		}
	}
	return n
}

func TestNewPHashIndex_CopiesHashes(t *testing.T) {
	t.Parallel()
	hashes := []helpers.PHash{1, 2, 3}
	index := helpers.NewPHashIndex(hashes)
	clear(hashes)
	for n := range index.Neighbours(3, 0) {
		if n != (helpers.PHashNeighbour{Index: 2}) {
			t.Errorf("found %v", n)
		}
		return
	}
	t.Error("hash 3 is not found")
}

func ExamplePHashIndex_Neighbours() {
	index := helpers.NewPHashIndex([]helpers.PHash{
		0xf06830ca9f1e3e90, 0x2d5ad3936d2e015b, 0xf06830ca9f1e3e93, 0xf06830ca9f1e3e91,
	})
	for _, near := range slices.SortedFunc(index.Neighbours(0xf06830ca9f1e3e91, 4), helpers.PHashNeighbour.Compare) {
		fmt.Println(near.Index, near.Distance)
	}
	// Output:
	// 3 0
	// 0 1
	// 2 1
}

func ExamplePHashIndex_Pairs() {
	index := helpers.NewPHashIndex([]helpers.PHash{
		0xf06830ca9f1e3e90, 0x2d5ad3936d2e015b, 0xf06830ca9f1e3e93, 0x2d5ad3936d2e0153,
	})
	for _, pair := range slices.SortedFunc(index.Pairs(2), helpers.PHashPair.Compare) {
		fmt.Println(pair.A, pair.B, pair.Distance)
	}
	// Output:
	// 1 3 1
	// 0 2 2
}
