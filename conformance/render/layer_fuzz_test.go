package render_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// FuzzRender_Layers renders layers with hostile parameters and files. A layer has at most half a million pixels, so
// that each input is fast.
func FuzzRender_Layers(f *testing.F) {
	skipWithRace(f)
	for _, layer := range []string{
		"i-red.png,w-5,lx-N9,ly-3", "i-fuzz,t-false,lxc-5,lyc-N2,lap-bottom",
		"i-ik_canvas,bg-F000,al-3,w-bw,h-bh_div_2,r-max",
		"i-fuzz,lm-displace,lx-N30000,ly-9", "i-fuzz,lm-cutter,l-image,i-red.png,lm-cutout,l-end",
		"i-red.png,lx-bw_pow_9,ly-bw_mod_0", "i-ik_canvas,e-gradient,w-9:l-image,i-fuzz,w-60000,l-end",
		"i-red.png,rt-45,e-shadow,bl-9,o-5:b-9_red", "i-fuzz,t-99:if-w_gt_1,lfo-top,if-else,w-1,if-end",
	} {
		f.Add([]byte("\x89PNG\r\n\x1a\n"), layer, uint8(20), uint8(10))
		f.Add([]byte("GIF89a"), layer, uint8(1), uint8(200))
	}
	renderer := render.New(render.Options{MaxPixels: 1_000_000})
	f.Fuzz(func(t *testing.T, file []byte, text string, width, height uint8) {
		chain, err := urlbuilder.ParseChain("l-image," + text + ",l-end")
		if err != nil {
			t.Skip(err)
		}
		files := layerFiles(t)
		files["red.png"].Data = picture(t, 1+int(height), 1+int(width))
		files["fuzz"] = files["red.png"]
		if len(file) > 8 {
			clone := *files["fuzz"]
			clone.Data = file
			files["fuzz"] = &clone
		}
		source := picture(t, 1+int(width), 1+int(height))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		got, err := renderer.Render(ctx, render.Request{Source: source, Chain: chain, Files: files})
		known := errors.Is(err, render.ErrLimit) || errors.Is(err, render.ErrTransformation)
		if err != nil && !known {
			t.Errorf("%s with %d bytes: %v", text, len(file), err)
		}
		isOne := len(chain) == 1 && len(chain[0]) == 1 // the text did not end the layer
		if err == nil && isOne && (got.Width != 1+int(width) || got.Height != 1+int(height)) {
			t.Errorf("%s: the base has %d by %d pixels now", text, got.Width, got.Height)
		}
	})
}
