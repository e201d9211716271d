package mockserver

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// assetOf returns a file whose bytes have a hash.
func assetOf(sum string) library.Asset {
	return library.Asset{Version: &library.Version{Content: library.Content{Blob: &store.Blob{Sum: sum}}}}
}

// TestRenderable_Key changes each input of a rendition, and checks that the key changes, so that the cache does not
// deliver the rendition of another request. WebP, which makes Accept matter, is not linked by the other tests.
func TestRenderable_Key(t *testing.T) {
	t.Parallel()
	base := func() *renderable {
		return &renderable{
			Asset:    assetOf("1"),
			request:  render.Request{Named: map[string]urlbuilder.Chain{"small": {{urlbuilder.Width(1)}}}},
			analysis: &render.Analysis{Files: []string{"logo.png"}},
			layers:   layerFiles{"logo.png": assetOf("2")},
		}
	}
	seen := map[string]string{base().key(): "nothing"}
	if again := base(); seen[again.key()] == "" {
		t.Error("equal requests have different keys")
	}
	for name, change := range map[string]func(*renderable){
		"the file":               func(r *renderable) { r.Asset = assetOf("3") },
		"the stored area":        func(r *renderable) { r.Coordinates = "1,2,3,4" },
		"the chain":              func(r *renderable) { r.request.Chain = urlbuilder.Chain{{urlbuilder.Width(1)}} },
		"Accept":                 func(r *renderable) { r.request.Accept = "image/webp" },
		"the width of the hints": func(r *renderable) { r.request.ClientHints.Width = 2 },
		"the DPR of the hints":   func(r *renderable) { r.request.ClientHints.DPR = 2 },
		"the thumbnail":          func(r *renderable) { r.request.Thumbnail = true },
		"the video":              func(r *renderable) { r.request.Video = true },
		"the named chain": func(r *renderable) {
			r.request.Named["small"] = urlbuilder.Chain{{urlbuilder.Width(2)}}
		},
		"the layer": func(r *renderable) { r.layers["logo.png"] = assetOf("4") },
	} {
		r := base()
		change(r)
		if other, ok := seen[r.key()]; ok {
			t.Errorf("the key does not tell a change of %s from a change of %s", name, other)
		}
		seen[r.key()] = name
	}
}
