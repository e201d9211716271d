package helpers

import (
	"cmp"
	"iter"
	"math"
	"slices"
)

// PHashIndex finds similar images in a set of perceptual hashes. It is immutable and safe for concurrent use.
//
// A search in a small set compares all hashes. For 8192 hashes or more, the index also has four tables, one for each
// 16-bit part of a hash, which take 1 MB and 48 bytes per hash. If two hashes differ in few bits, they differ in even
// fewer bits in at least one of the four parts. A search for small distances therefore compares only a few hashes
// (multi-index hashing, https://arxiv.org/abs/1307.2982). If comparing all hashes is faster, because the distance is
// large or many hashes have a part in common, a search does not use the tables.
type PHashIndex struct {
	hashes []PHash
	tables []pHashTable // empty, or one for each part
}

// PHashNeighbour is a hash of a set that is near another hash.
type PHashNeighbour struct {
	Index    int // position in the set, from 0
	Distance int // number of bits in which the two differ
}

// Compare orders neighbours by distance, then by position. It is a comparison function for [slices.SortedFunc].
func (n PHashNeighbour) Compare(other PHashNeighbour) int {
	return cmp.Or(cmp.Compare(n.Distance, other.Distance), cmp.Compare(n.Index, other.Index))
}

// PHashPair is a pair of hashes of a set that are near each other.
type PHashPair struct {
	A, B     int // positions in the set, from 0; A is less than B
	Distance int // number of bits in which the two differ
}

// Compare orders pairs by distance, then by positions. It is a comparison function for [slices.SortedFunc].
func (p PHashPair) Compare(other PHashPair) int {
	return cmp.Or(cmp.Compare(p.Distance, other.Distance), cmp.Compare(p.A, other.A), cmp.Compare(p.B, other.B))
}

// minTableSize is the number of hashes from which a search in tables is faster than a scan.
const minTableSize = 1 << 13

// NewPHashIndex returns an index of a set of hashes. It copies the hashes. The set may be empty, and may contain the
// same hash several times.
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

// Neighbours returns an iterator over all hashes of the set whose distance from h is at most within, in no particular
// order. If h itself is in the set, it is found with distance 0. The loop does not allocate. If within is negative,
// nothing is found.
//
//	near := slices.SortedFunc(index.Neighbours(h, 8), helpers.PHashNeighbour.Compare)
func (x *PHashIndex) Neighbours(h PHash, within int) iter.Seq[PHashNeighbour] {
	return func(yield func(PHashNeighbour) bool) {
		if radii := splitDistance(within); x.probeIsFaster(h, radii) {
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

// Pairs returns an iterator over all pairs of hashes in the set whose distance is at most within, in no particular
// order. Each pair is returned once. If within is negative, nothing is found.
//
//	for pair := range index.Pairs(4) {
//		fmt.Println(files[pair.A].FilePath, "looks like", files[pair.B].FilePath)
//	}
func (x *PHashIndex) Pairs(within int) iter.Seq[PHashPair] {
	return func(yield func(PHashPair) bool) {
		if radii := splitDistance(within); x.joinIsFaster(radii) {
			x.join(within, radii, yield)
			return
		}
		x.compareAll(within, yield)
	}
}

// tileSize is the number of hashes in a tile. Tiles are compared two at a time, so that both stay in the CPU's fastest
// cache.
const tileSize = 1 << 10

// compareAll finds pairs by comparing all hashes with each other.
func (x *PHashIndex) compareAll(within int, yield func(PHashPair) bool) {
	if within < 0 {
		return
	}
	for a := 0; a < len(x.hashes); a += tileSize {
		for b := a; b < len(x.hashes); b += tileSize {
			if !x.compareTiles(a, b, within, yield) {
				return
			}
		}
	}
}

// compareTiles compares each hash of the tile at startA with the hashes of the tile at startB that come after it. It
// reports whether to continue.
func (x *PHashIndex) compareTiles(startA, startB, within int, yield func(PHashPair) bool) bool {
	endA, endB := min(startA+tileSize, len(x.hashes)), min(startB+tileSize, len(x.hashes))
	for a := startA; a < endA; a++ {
		first := max(a+1, startB)
		if first >= endB {
			continue
		}
		h := x.hashes[a]
		for i, other := range x.hashes[first:endB] {
			if d := h.Distance(other); d <= within && !yield(PHashPair{a, first + i, d}) {
				return false
			}
		}
	}
	return true
}
