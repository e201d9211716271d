package helpers

import (
	"cmp"
	"iter"
	"math"
	"math/bits"
	"slices"
	"sync"
)

// PHashIndex finds similar images in a set of hashes. It never changes and is safe for concurrent use.
//
// Small sets are scanned. Larger ones (from 8192 hashes) are also kept in four tables, one for each 16 bits of a hash,
// which takes 48 more bytes per hash and 1 MB: hashes that differ in few bits differ in even fewer within one of the
// four parts, so that a search for small distances looks at a few hashes only (multi-index hashing,
// https://arxiv.org/abs/1307.2982). A search for which this would not pay, because the distance is large or too many
// hashes have a part in common, scans.
type PHashIndex struct {
	hashes []PHash
	tables []pHashTable // none, or one for each part
}

// PHashNeighbour is a hash of a set that is near another.
type PHashNeighbour struct {
	Index    int // position in the set, from 0
	Distance int // number of bits in which the two differ
}

// Compare orders the nearest first, and by position among equally near ones; it is for [slices.SortedFunc].
func (n PHashNeighbour) Compare(other PHashNeighbour) int {
	return cmp.Or(cmp.Compare(n.Distance, other.Distance), cmp.Compare(n.Index, other.Index))
}

// PHashPair is two hashes of a set that are near each other.
type PHashPair struct {
	A, B     int // positions in the set, from 0; A is less than B
	Distance int // number of bits in which the two differ
}

// Compare orders the nearest first, and by position among equally near ones; it is for [slices.SortedFunc].
func (p PHashPair) Compare(other PHashPair) int {
	return cmp.Or(cmp.Compare(p.Distance, other.Distance), cmp.Compare(p.A, other.A), cmp.Compare(p.B, other.B))
}

const (
	partBits     = 16
	parts        = PHashBits / partBits
	buckets      = 1 << partBits
	minTableSize = 1 << 13 // below it a scan is about as fast
)

// NewPHashIndex makes a set of hashes searchable. It copies them. The same hash can be there several times.
func NewPHashIndex(hashes []PHash) *PHashIndex {
	x := &PHashIndex{hashes: slices.Clone(hashes)}
	if len(hashes) < minTableSize || uint64(len(hashes)) > math.MaxUint32 {
		return x
	}
	x.fillTables()
	return x
}

func (x *PHashIndex) fillTables() {
	x.tables = make([]pHashTable, parts)
	for part := range x.tables {
		x.tables[part].fill(x.hashes, part)
	}
}

// Neighbours finds all hashes of the set that differ from h in at most within bits, in no particular order. If h itself
// is in the set, it is found with distance 0. The loop allocates nothing.
//
//	near := slices.SortedFunc(index.Neighbours(h, 8), helpers.PHashNeighbour.Compare)
func (x *PHashIndex) Neighbours(h PHash, within int) iter.Seq[PHashNeighbour] {
	return func(yield func(PHashNeighbour) bool) {
		if radii := splitDistance(within); x.probingPays(h, radii) {
			x.probe(h, within, radii, yield)
			return
		}
		for i, other := range x.hashes {
			if d := h.Distance(other); d <= within && !yield(PHashNeighbour{i, d}) {
				return
			}
		}
	}
}

// Pairs finds all pairs of hashes in the set that differ in at most within bits: each pair once, in no particular
// order.
//
//	for pair := range index.Pairs(4) {
//		fmt.Println(files[pair.A].FilePath, "is much like", files[pair.B].FilePath)
//	}
func (x *PHashIndex) Pairs(within int) iter.Seq[PHashPair] {
	return func(yield func(PHashPair) bool) {
		if radii := splitDistance(within); x.joiningPays(radii) {
			x.join(within, radii, yield)
			return
		}
		x.compareAll(within, yield)
	}
}

// pHashTable holds the hashes of a set, those with equal bits in one part together, in the order of the set.
type pHashTable struct {
	start     []uint32 // of each bucket, and the end of the last
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

func (h PHash) part(part int) uint16 { return uint16(h >> (part * partBits)) }

// pHashRadii says in how many bits each part may differ; not at all if negative.
type pHashRadii [parts]int

// splitDistance returns radii with this property: of two hashes that differ in at most within bits, one part differs by
// at most its radius. For if each differed by one more at least, it would be sum(radius+1) = within+1 bits.
func splitDistance(within int) (radii pHashRadii) {
	within = min(max(within, -1), PHashBits)
	for part := range radii {
		radii[part] = (within+parts-part)/parts - 1
	}
	return radii
}

// before reports whether two hashes with this difference are found by a part before this one.
func (r *pHashRadii) before(part int, difference PHash) bool {
	for earlier := range part {
		if bits.OnesCount16(difference.part(earlier)) <= r[earlier] {
			return true
		}
	}
	return false
}

// flips returns all 16-bit numbers, those with few bits first.
var flips = sync.OnceValue(func() []uint16 {
	numbers := make([]uint16, buckets)
	for i := range numbers {
		numbers[i] = uint16(i)
	}
	slices.SortStableFunc(numbers, func(a, b uint16) int { return cmp.Compare(bits.OnesCount16(a), bits.OnesCount16(b)) })
	return numbers
})

// flipsWithin counts the 16-bit numbers with at most as many bits as the index says.
var flipsWithin = func() (counts [partBits + 1]int) {
	binomial, sum := 1, 0
	for n := range counts {
		sum += binomial
		counts[n] = sum
		binomial = binomial * (partBits - n) / (n + 1)
	}
	return counts
}()

// flips returns the bits of a part that may differ together, from none on.
func (r *pHashRadii) flips(part int) []uint16 {
	if r[part] < 0 {
		return nil
	}
	return flips()[:flipsWithin[min(r[part], partBits)]]
}

// What the steps of a search cost, in steps of a scan. Measured; see BenchmarkPHashNeighbours and BenchmarkPHashPairs.
const (
	probeCost     = 100 // to get at a bucket somewhere in memory
	joinCost      = 12  // to get at a bucket when all are visited in order
	candidateCost = 2   // to look at a hash there
)

// probingPays reports whether looking into the buckets near h is cheaper than a scan.
func (x *PHashIndex) probingPays(h PHash, radii pHashRadii) bool {
	if x.tables == nil {
		return false
	}
	budget := len(x.hashes)
	for part := range parts {
		if budget -= probeCost * len(radii.flips(part)); budget <= 0 {
			return false
		}
	}
	for part := range parts {
		for _, flip := range radii.flips(part) {
			if budget -= candidateCost * x.tables[part].size(h.part(part)^flip); budget <= 0 {
				return false
			}
		}
	}
	return true
}

func (x *PHashIndex) probe(h PHash, within int, radii pHashRadii, yield func(PHashNeighbour) bool) {
	for part := range parts {
		table, own := &x.tables[part], h.part(part)
		for _, flip := range radii.flips(part) {
			hashes, positions := table.bucket(own ^ flip)
			for i, other := range hashes {
				d := h.Distance(other)
				if d <= within && !radii.before(part, h^other) && !yield(PHashNeighbour{int(positions[i]), d}) {
					return
				}
			}
		}
	}
}

// joiningPays reports whether comparing near buckets is cheaper than comparing all hashes.
func (x *PHashIndex) joiningPays(radii pHashRadii) bool {
	if x.tables == nil {
		return false
	}
	n := len(x.hashes)
	budget := n * (n - 1) / 2
	for part := range parts {
		if budget -= joinCost * buckets * len(radii.flips(part)) / 2; budget <= 0 {
			return false
		}
	}
	for part := range parts {
		table := &x.tables[part]
		for own := range buckets {
			size := table.size(uint16(own))
			if size == 0 {
				continue
			}
			others := 0
			for _, flip := range radii.flips(part) {
				others += table.size(uint16(own) ^ flip)
			}
			if budget -= candidateCost * size * others / 2; budget <= 0 {
				return false
			}
		}
	}
	return true
}

func (x *PHashIndex) join(within int, radii pHashRadii, yield func(PHashPair) bool) {
	for part := range parts {
		table, j := &x.tables[part], joiner{part, within, radii, yield}
		for own := range buckets {
			hashes, positions := table.bucket(uint16(own))
			if len(hashes) == 0 {
				continue
			}
			for _, flip := range radii.flips(part) {
				other := uint16(own) ^ flip
				if int(other) < own {
					continue // done from its side
				}
				others, otherPositions := table.bucket(other)
				if !j.compare(hashes, positions, others, otherPositions, flip == 0) {
					return
				}
			}
		}
	}
}

type joiner struct {
	part, within int
	radii        pHashRadii
	yield        func(PHashPair) bool
}

// compare compares the hashes of two buckets, or of one with itself. It reports whether to go on.
func (j *joiner) compare(as []PHash, aPositions []uint32, bs []PHash, bPositions []uint32, same bool) bool {
	for i, a := range as {
		first := 0
		if same {
			first = i + 1
		}
		for k := first; k < len(bs); k++ {
			d := a.Distance(bs[k])
			if d <= j.within && !j.radii.before(j.part, a^bs[k]) && !j.yield(pHashPair(int(aPositions[i]), int(bPositions[k]), d)) {
				return false
			}
		}
	}
	return true
}

func pHashPair(a, b, distance int) PHashPair { return PHashPair{min(a, b), max(a, b), distance} }

// tile is how many hashes are compared with as many others at a time, so that both stay in the nearest cache.
const tile = 1 << 10

func (x *PHashIndex) compareAll(within int, yield func(PHashPair) bool) {
	if within < 0 {
		return
	}
	n := len(x.hashes)
	for a0 := 0; a0 < n; a0 += tile {
		for b0 := a0; b0 < n; b0 += tile {
			end := min(b0+tile, n)
			for a := a0; a < min(a0+tile, n); a++ {
				first := max(a+1, b0)
				if first >= end {
					continue
				}
				h := x.hashes[a]
				for i, other := range x.hashes[first:end] {
					if d := h.Distance(other); d <= within && !yield(PHashPair{a, first + i, d}) {
						return
					}
				}
			}
		}
	}
}
