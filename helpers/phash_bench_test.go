package helpers_test

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit/helpers"
)

func randomHashes(n int) []helpers.PHash {
	random := rand.New(rand.NewPCG(1, 2))
	hashes := make([]helpers.PHash, n)
	for i := range hashes {
		hashes[i] = helpers.PHash(random.Uint64())
	}
	return hashes
}

const million = 1_000_000

var aMillion = sync.OnceValue(func() []helpers.PHash { return randomHashes(million) })

var aMillionIndexed = sync.OnceValue(func() *helpers.PHashIndex { return helpers.NewPHashIndex(aMillion()) })

func BenchmarkPHashDistance(b *testing.B) {
	b.Run("parsed", func(b *testing.B) {
		hashes := randomHashes(1024)
		b.ReportAllocs()
		sum := 0
		for i := range b.N {
			sum += hashes[i%1024].Distance(hashes[(i+1)%1024])
		}
		if sum < 0 {
			b.Fatal(sum)
		}
	})
	b.Run("text", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := helpers.PHashDistance("2d5ad3936d2e015b", "2d6ed293db36a4fb"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkNewPHashIndex(b *testing.B) {
	hashes := aMillion()
	b.ReportAllocs()
	for b.Loop() {
		helpers.NewPHashIndex(hashes)
	}
}

// benchmarkNeighbours searches for the neighbours of one hash in each iteration.
func benchmarkNeighbours(b *testing.B, index *helpers.PHashIndex, hashes []helpers.PHash, within int) {
	b.ReportAllocs()
	found := 0
	for i := range b.N {
		for range index.Neighbours(hashes[i%len(hashes)]^helpers.PHash(i&1), within) {
			found++
		}
	}
	b.ReportMetric(float64(found)/float64(b.N), "found/op")
}

// benchmarkPairs searches for all pairs in each iteration.
func benchmarkPairs(b *testing.B, index *helpers.PHashIndex, within int) {
	b.ReportAllocs()
	found := 0
	for b.Loop() {
		for range index.Pairs(within) {
			found++
		}
	}
	b.ReportMetric(float64(found)/float64(b.N), "found/op")
}

// BenchmarkPHashNeighbours searches a million hashes. "bare scan" is the minimum cost of a search without an index.
func BenchmarkPHashNeighbours(b *testing.B) {
	hashes, index := aMillion(), aMillionIndexed()
	b.Run("bare scan", func(b *testing.B) {
		found := 0
		for i := range b.N {
			h := uint64(hashes[i%million])
			for _, other := range hashes {
				if bits.OnesCount64(h^uint64(other)) <= 8 {
					found++
				}
			}
		}
		b.ReportMetric(float64(found)/float64(b.N), "found/op")
	})
	for _, within := range []int{0, 3, 4, 6, 8, 9, 10, 11, 12, 16, 20, 24, 32, 64} {
		b.Run(fmt.Sprintf("within %d", within), func(b *testing.B) {
			benchmarkNeighbours(b, index, hashes, within)
		})
	}
}

// BenchmarkPHashPairs searches all pairs of a million hashes. "bare" compares all pairs of a sixteenth of the hashes,
// so the cost without an index is 256 times its result.
func BenchmarkPHashPairs(b *testing.B) {
	hashes, index := aMillion(), aMillionIndexed()
	part := hashes[:million/16]
	b.Run("bare, 62500 hashes", func(b *testing.B) {
		found := 0
		for b.Loop() {
			found += countPairs(part)
		}
		b.ReportMetric(float64(found)/float64(b.N), "found/op")
	})
	for _, within := range []int{0, 3, 4, 6, 8} {
		b.Run(fmt.Sprintf("within %d", within), func(b *testing.B) {
			benchmarkPairs(b, index, within)
		})
	}
	small := helpers.NewPHashIndex(part)
	for _, within := range []int{8, 12, 20} {
		b.Run(fmt.Sprintf("62500 hashes, within %d", within), func(b *testing.B) {
			benchmarkPairs(b, small, within)
		})
	}
}

// countPairs counts the pairs within 8 bits.
func countPairs(hashes []helpers.PHash) (n int) {
	for i, h := range hashes {
		for _, other := range hashes[i+1:] {
			if bits.OnesCount64(uint64(h^other)) <= 8 {
				n++
			}
		}
	}
	return n
}
