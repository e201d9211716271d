package mockserver

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkSplitList splits lists of different lengths. The time per item should not depend on the length.
func BenchmarkSplitList(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, "%06x,", i)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				splitList(text.String())
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/item")
		})
	}
}
