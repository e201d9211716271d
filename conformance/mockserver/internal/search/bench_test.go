package search_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

// typical has queries that mostly select few assets, all but the last one with one condition.
var typical = map[string]string{
	"name":      `name = "image-99999.jpg"`,
	"prefix":    `name : "image-999"`,
	"words":     `name HAS "image 999"`,
	"in":        `name IN ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]`,
	"tags":      `tags IN ["sale", "banner"]`,
	"tag words": `tags HAS "sale"`,
	"created":   `createdAt > "7d"`,
	"size":      `size > "2mb"`,
	"width":     `width >= 500`,
	"private":   `private = true`,
	"path":      `path : "/shop/7/"`,
	"custom":    `"customMetadata.brand" = "nike"`,
	"rating":    `"customMetadata.rating" > 4.3`,
	"bought":    `"customMetadata.bought" > "7d"`,
	"everything": `type = "file" AND createdAt > "1y" AND size < "5mb" AND ` +
		`(tags IN ["sale"] OR name HAS "image 1") AND width > 500`,
}

// synthetic returns assets that differ in most fields.
func synthetic(count int) []search.Asset {
	assets := make([]search.Asset, count)
	for i := range assets {
		assets[i] = search.Asset{
			ID: fmt.Sprintf("%024x", i), Name: fmt.Sprintf("image-%d.jpg", i), Folder: fmt.Sprintf("/shop/%d", i%100),
			Format:    "jpg",
			CreatedAt: now.Add(-time.Duration(i) * time.Hour), UpdatedAt: now, Size: int64(i * 50), Width: i % 1000,
			Height:  100,
			Private: i%2 == 0, Published: true, Tags: []string{"product", fmt.Sprintf("tag-%d", i%50)},
			AITags: []string{"Clothing"},
			CustomMetadata: map[string]any{
				"brand": fmt.Sprint("brand ", i%7), "rating": float64(i%50) / 10,
				"bought": "2026-01-31T00:00:00.000Z",
			},
		}
	}
	return assets
}

func BenchmarkQuery_Match(b *testing.B) {
	assets := synthetic(100_000)
	for name, query := range typical {
		b.Run(name, func(b *testing.B) {
			q, err := search.Parse(query, now)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				for i := range assets {
					q.Match(&assets[i])
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(assets)), "ns/asset")
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for name, query := range typical {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := search.Parse(query, now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestQuery_Match_Allocations(t *testing.T) {
	assets := synthetic(100)
	for name, query := range typical {
		q, err := search.Parse(query, now)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(10, func() {
			for i := range assets {
				q.Match(&assets[i])
			}
		}); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
