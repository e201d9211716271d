package decode_test

import (
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit/internal/decode"
)

const element = `{"name":"coffee.png","size":466706,"duration":9.97,"private":false,` +
	`"createdAt":"2024-08-24T06:14:41.313Z","tags":["coffee","summer"],` +
	`"version":{"id":"598821f949c0a938d57563bd"},"custom":{"price":4.5,"season":"summer"},` +
	`"open":{"Make":"Canon","Lens":3}}`

// BenchmarkValue decodes a page of 1,000 elements: without mismatches, with one in the last element, and with one in
// each element. The benchmark plain does not use this package.
func BenchmarkValue(b *testing.B) {
	mismatch := strings.Replace(element, "466706", `"x"`, 1)
	pages := map[string]string{
		"documented":   "[" + strings.Repeat(element+",", 999) + element + "]",
		"one mismatch": "[" + strings.Repeat(element+",", 999) + mismatch + "]",
		"all mismatch": "[" + strings.Repeat(mismatch+",", 999) + mismatch + "]",
	}
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var page []asset
			if err := jsonv2.Unmarshal([]byte(pages["documented"]), &page, accepted); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, name := range []string{"documented", "one mismatch", "all mismatch"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := decode.Value[[]asset]([]byte(pages[name]),
					decode.Limits{Memory: 40_000_000, Elements: 1000}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
