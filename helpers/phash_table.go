package helpers

import (
	"cmp"
	"math/bits"
	"slices"
	"sync"
)

// Hashes are searched by parts of 16 bits. A bucket contains the hashes of a table with the same part.
const (
	partBits = 16
	parts    = PHashBits / partBits
	buckets  = 1 << partBits
)

func (h PHash) part(part int) uint16 { return uint16(h >> (part * partBits)) }

// pHashTable contains the hashes of a set, grouped by one of their parts. Each group is in the order of the set.
type pHashTable struct {
	start     []uint32 // index of the first hash of each bucket, and the end of the last bucket
	hashes    []PHash
	positions []uint32 // in the set
}

func (t *pHashTable) fill(hashes []PHash, part int) {
	t.start = make([]uint32, buckets+1)
	t.hashes, t.positions = make([]PHash, len(hashes)), make([]uint32, len(hashes))
	for _, h := range hashes {
		t.start[int(h.part(part))+1]++
	}
	for b := range buckets {
		t.start[b+1] += t.start[b]
	}
	next := slices.Clone(t.start)
	for i, h := range hashes {
		b := h.part(part)
		t.hashes[next[b]], t.positions[next[b]] = h, uint32(i)
		next[b]++
	}
}

func (t *pHashTable) size(bucket uint16) int {
	return int(t.start[int(bucket)+1] - t.start[bucket])
}

// bucket returns the hashes of a bucket, and their positions in the set.
func (t *pHashTable) bucket(b uint16) ([]PHash, []uint32) {
	start, end := t.start[b], t.start[int(b)+1]
	return t.hashes[start:end], t.positions[start:end]
}

// pHashRadii contains the number of bits in which each part may differ. A negative number excludes the part.
type pHashRadii [parts]int

// splitDistance returns radii with this property: if two hashes differ in at most within bits, at least one of their
// parts differs by at most its radius. If every part differed by more, the hashes would differ in at least
// sum(radius+1) = within+1 bits.
func splitDistance(within int) (radii pHashRadii) {
	within = min(max(within, -1), PHashBits)
	for part := range radii {
		radii[part] = (within+parts-part)/parts - 1
	}
	return radii
}

// foundBefore reports whether a search by an earlier part finds two hashes with this difference.
func (r *pHashRadii) foundBefore(part int, difference PHash) bool {
	for earlier := range part {
		if bits.OnesCount16(difference.part(earlier)) <= r[earlier] {
			return true
		}
	}
	return false
}

// allFlips returns all 16-bit numbers, ordered by the number of bits that are set.
var allFlips = sync.OnceValue(func() []uint16 {
	numbers := make([]uint16, buckets)
	for i := range numbers {
		numbers[i] = uint16(i)
	}
	slices.SortStableFunc(numbers, func(a, b uint16) int {
		return cmp.Compare(bits.OnesCount16(a), bits.OnesCount16(b))
	})
	return numbers
})

// flipsWithin contains, for each number of bits, the number of 16-bit numbers in which at most so many bits are set.
var flipsWithin = func() (counts [partBits + 1]int) {
	binomial, sum := 1, 0
	for n := range counts {
		sum += binomial
		counts[n] = sum
		binomial = binomial * (partBits - n) / (n + 1)
	}
	return counts
}()

// flips returns the combinations of bits in which a part may differ. The first one is 0.
func (r *pHashRadii) flips(part int) []uint16 {
	if r[part] < 0 {
		return nil
	}
	return allFlips()[:flipsWithin[min(r[part], partBits)]]
}
