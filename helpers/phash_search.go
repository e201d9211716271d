package helpers

// Costs of the steps of a search, relative to comparing one hash in a scan. They were measured with
// BenchmarkPHashNeighbours and BenchmarkPHashPairs.
const (
	probeCost     = 100 // access a bucket anywhere in memory
	joinCost      = 12  // access a bucket if all are visited in order
	candidateCost = 2   // compare a hash in a bucket
)

// probeIsFaster reports whether comparing the hashes in the buckets near h costs less than a scan.
func (x *PHashIndex) probeIsFaster(h PHash, radii pHashRadii) bool {
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

// probe finds the neighbours of h in the buckets near it.
func (x *PHashIndex) probe(h PHash, within int, radii pHashRadii, yield func(PHashNeighbour) bool) {
	for part := range parts {
		if !x.probePart(part, h, within, &radii, yield) {
			return
		}
	}
}

// probePart finds the neighbours of h whose part is near h's part, except those that probePart has found for an earlier
// part. It reports whether to continue.
func (x *PHashIndex) probePart(
	part int, h PHash, within int, radii *pHashRadii, yield func(PHashNeighbour) bool,
) bool {
	table, own := &x.tables[part], h.part(part)
	for _, flip := range radii.flips(part) {
		hashes, positions := table.bucket(own ^ flip)
		for i, other := range hashes {
			d := h.Distance(other)
			if d <= within && !radii.foundBefore(part, h^other) && !yield(PHashNeighbour{int(positions[i]), d}) {
				return false
			}
		}
	}
	return true
}

// joinIsFaster reports whether comparing near buckets costs less than comparing all hashes.
func (x *PHashIndex) joinIsFaster(radii pHashRadii) bool {
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
		if budget -= x.tables[part].compareCost(radii.flips(part), budget); budget <= 0 {
			return false
		}
	}
	return true
}

// compareCost returns the cost of comparing near buckets. It stops adding at limit.
func (t *pHashTable) compareCost(flips []uint16, limit int) (cost int) {
	for own := range buckets {
		size := t.size(uint16(own))
		if size == 0 {
			continue
		}
		others := 0
		for _, flip := range flips {
			others += t.size(uint16(own) ^ flip)
		}
		if cost += candidateCost * size * others / 2; cost >= limit {
			break
		}
	}
	return cost
}

// join finds pairs by comparing near buckets.
func (x *PHashIndex) join(within int, radii pHashRadii, yield func(PHashPair) bool) {
	for part := range parts {
		j := joiner{&x.tables[part], part, within, radii, yield}
		if !j.join() {
			return
		}
	}
}

// joiner compares the buckets of one part.
type joiner struct {
	table        *pHashTable
	part, within int
	radii        pHashRadii
	yield        func(PHashPair) bool
}

// join compares each bucket with itself and with the near ones. It reports whether to continue.
func (j *joiner) join() bool {
	flips := j.radii.flips(j.part)
	for own := range buckets {
		if j.table.size(uint16(own)) == 0 {
			continue
		}
		for _, flip := range flips {
			// Compare each pair of buckets once, when own is the first of the two.
			if other := uint16(own) ^ flip; int(other) >= own && !j.compare(uint16(own), other) {
				return false
			}
		}
	}
	return true
}

// compare compares the hashes of two buckets, or of one bucket with each other. It reports whether to continue.
func (j *joiner) compare(bucketA, bucketB uint16) bool {
	as, positionsA := j.table.bucket(bucketA)
	bs, positionsB := j.table.bucket(bucketB)
	for i, a := range as {
		first := 0
		if bucketA == bucketB {
			first = i + 1
		}
		for k := first; k < len(bs); k++ {
			d := a.Distance(bs[k])
			if d <= j.within && !j.radii.foundBefore(j.part, a^bs[k]) &&
				!j.yield(newPHashPair(positionsA[i], positionsB[k], d)) {
				return false
			}
		}
	}
	return true
}

func newPHashPair(a, b uint32, distance int) PHashPair {
	return PHashPair{int(min(a, b)), int(max(a, b)), distance}
}
