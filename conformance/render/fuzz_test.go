package render_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// FuzzRender renders hostile chains and files. The result has at most a million pixels, so that each input is fast.
func FuzzRender(f *testing.F) {
	race.SkipSlow(f)
	for _, chain := range []string{
		"w-300,h-200", "w-0.1,dpr-5:h-1", "cm-extract,w-5,h-5,x-1,y-1", "cm-pad_extract,w-99,h-99,bg-FF000010",
		"ar-1-9,h-3",
		"w-iw_mul_ih_pow_2", "fo-auto,w-3,h-9", "f-gif", "q-1,f-jpg", "w-1,h-65535", "w-cw_mod_0", "w-9999999",
		"c-at_least,w-2,h-2", "t-true,w-5,fl-h_v,rt-33.3,e-distort-a-N300,b-iw_div_3_red,r-max_1_2_3,o-7,bg-dominant",
		"e-distort-p-N9_N9_99_0_50_50_0_99,bg-gradient_dominant_4", "w-50,h-9,cm-pad_resize,bg-blurred_99_N255",
		"c-at_least,w-2,h-2", "bl-100,w-50", "e-shadow-x-100_y-N100", "e-gradient-sp-iw_mul_ih_ld-33", "cr-red_100",
		"l-text,i-a b,fs-9,w-9,lh-3,pa-1_2,bg-F00,al-3,tg-b_i,ia-right,r-max,rt-20,l-end",
		"l-text,i-a,fs-bw_pow_9,l-end",
		"e-usm-99-0.01-999-1,e-sharpen-99", "e-contrast,e-colorize-in-50,e-grayscale",
	} {
		f.Add([]byte(nil), chain, uint8(20), uint8(10))
		f.Add([]byte("GIF89a"), chain, uint8(1), uint8(200))
	}
	renderer := render.New(render.Options{MaxPixels: 1_000_000})
	f.Fuzz(func(t *testing.T, source []byte, text string, width, height uint8) {
		chain, err := urlbuilder.ParseChain(text)
		if err != nil {
			t.Skip(err)
		}
		if len(source) == 0 {
			source = picture(t, 1+int(width), 1+int(height))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		got, err := renderer.Render(ctx, render.Request{Source: source, Chain: chain, Accept: "image/webp"})
		known := errors.Is(err, render.ErrSource) || errors.Is(err, render.ErrLimit) ||
			errors.Is(err, render.ErrTransformation)
		if err != nil && !known {
			t.Errorf("%s of %d bytes: %v", text, len(source), err)
		}
		if err == nil && int64(got.Width)*int64(got.Height) > 1_000_000 && len(got.Report) > 0 &&
			got.Report.Worst() == render.Exact && string(got.Body) != string(source) {
			t.Errorf("%s: %dx%d pixels", text, got.Width, got.Height)
		}
	})
}

// FuzzRender_Layers renders layers with hostile parameters and files. A layer has at most half a million pixels, so
// that each input is fast.
func FuzzRender_Layers(f *testing.F) {
	race.SkipSlow(f)
	for _, layer := range []string{
		"i-red.png,w-5,lx-N9,ly-3", "i-fuzz,t-false,lxc-5,lyc-N2,lap-bottom",
		"i-ik_canvas,bg-F000,al-3,w-bw,h-bh_div_2,r-max",
		"i-fuzz,lm-displace,lx-N30000,ly-9", "i-fuzz,lm-cutter,l-image,i-red.png,lm-cutout,l-end",
		"i-red.png,lx-bw_pow_9,ly-bw_mod_0", "i-ik_canvas,e-gradient,w-9:l-image,i-fuzz,w-60000,l-end",
		"i-red.png,l-text,i-a b,fs-bw,rt-45,lx-N3,l-end", "i-ik_canvas,bg-red,l-text,ie-8J+YgA==,w-1,pa-9,l-end",
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
