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

// BenchmarkJSON decodes a page of 1,000: as documented, and with one odd value at the end and in each element; plain
// is without this package.
func BenchmarkJSON(b *testing.B) {
	odd := strings.Replace(element, "466706", `"x"`, 1)
	pages := map[string]string{
		"documented": "[" + strings.Repeat(element+",", 999) + element + "]",
		"one odd":    "[" + strings.Repeat(element+",", 999) + odd + "]",
		"all odd":    "[" + strings.Repeat(odd+",", 999) + odd + "]",
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
	for _, name := range []string{"documented", "one odd", "all odd"} {
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
