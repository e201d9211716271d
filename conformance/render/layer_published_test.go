package render_test

import (
	"testing"
	"testing/fstest"

	"golang.org/x/image/font/gofont/goregular"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
)

// publishedLayers are all chains with layers on pictures that the documentation and the tests of the official SDKs
// have, as they are in URLs after decoding.
var publishedLayers = []string{
	// https://imagekit.io/docs/add-overlays-on-images
	"l-image,i-logo.png,l-end",
	"w-300,h-300,l-image,i-logo.png,w-10,rt-90,l-end",
	"l-image,i-path@@to@@overlay.png,l-end",
	"l-image,i-outer.png,l-image,i-inner.png,lfo-top_left,l-end,l-end",
	"l-image,i-logo-white_SJwqB4Nfe.png,l-end",
	"l-image,i-logo-white_SJwqB4Nfe.png,lx-35,l-end",
	"l-image,i-logo-white_SJwqB4Nfe.png,lx-N35,l-end",
	"l-image,i-women-dress.jpeg,h-400,b-10_red,lfo-bottom_left," +
		"l-image,i-logo-white_SJwqB4Nfe.png,w-150,lfo-top_right,l-end,l-end",
	"l-image,i-women-dress.jpeg,h-400,w-400,cm-pad_resize,bg-yellow,lfo-bottom_left," +
		"l-image,i-logo-white_SJwqB4Nfe.png,w-150,lfo-top_right,l-end,l-end",
	"l-image,i-women-dress.jpeg,h-400,w-400,e-grayscale,cm-pad_resize,bg-yellow,lfo-bottom_left," +
		"l-image,i-logo-white_SJwqB4Nfe.png,w-150,lfo-top_right,l-end,l-end",
	"l-image,i-ik_canvas,bg-FF0000,w-300,h-100,l-end",
	"l-text,i-hello,l-end",
	"l-text,ie-aGVsbG8=,l-end",
	"l-text,i-Hello World,ff-Lacquer-Regular_nGqtVsBJT.ttf,fs-72,co-FFF000,l-end",
	"l-text,i-Hello World,ff-font-folder@@font-subfolder@@my-custom-font.ttf,fs-72,co-FFF000,l-end",
	"l-text,i-overlay made easy,fs-45,l-end",
	"l-text,i-overlay made easy,co-red,fs-45,l-end",
	"l-text,i-overlay made easy,fs-45,co-00FFFF,l-end",
	"l-text,i-overlay made easy,ff-AbrilFatFace,co-yellow,fs-45,l-end",
	"l-text,i-overlay made easy,ff-Lacquer-Regular_nGqtVsBJT.ttf,co-yellow,fs-45,l-end",
	"l-text,i-overlay made easy,fs-45,bg-white,l-end",
	"l-text,i-overlay made easy,fs-45,bg-FFFFFF50,l-end",
	"l-text,i-overlay made easy,fs-45,bg-white,pa-10,l-end",
	"l-text,i-overlay made easy,fs-45,bg-white,pa-10,w-300,l-end",
	"l-text,i-overlay made easy,fs-45,bg-white,pa-25_50_75_100,l-end",
	"l-text,i-overlay made easy,fs-45,bg-white,pa-25_75,l-end",
	"l-text,i-overlay made easy,fs-45,bg-white,pa-25_75_60,l-end",
	"w-600,h-600:l-text,i-इमेजकिट के साथ,ff-fonts@@Poppins-Regular_Q15GrYWmL.ttf,fs-42,ia-left,pa-10,ly-N100," +
		"bg-FFFFFF75,co-145FDD,l-end:" +
		"l-text,i-दुनिया के कोने-कोने में लोगों तक पहुंचें,pa-5,ly-N35,lx-300,fs-28,ia-right," +
		"ff-fonts@@Poppins-Regular_Q15GrYWmL.ttf,bg-FFFFFF75,l-end",
	"h-300,w-400,l-image,i-default-image.jpg,w-100,b-10_CDDC39,l-end",
	"h-300,w-400,l-image,i-ik_canvas,bg-FF0000,w-300,h-100,l-end",
	"h-300,w-400,l-text,i-Imagekit,fs-50,l-end",
	"h-300,l-image,i-logo-white_SJwqB4Nfe.png,l-end",
	// https://imagekit.io/docs/arithmetic-expressions-in-transformations
	"l-image,i-logo-white_SJwqB4Nfe.png,cm-pad_resize,bg-yellow,w-bw_div_2,h-bh_div_2,lx-bw_div_8,ly-bh_div_8,l-end",
	"l-image,i-women-dress.jpeg,w-bw_div_3,b-iw_mul_0.02_red,lx-bw_mul_0.1,ly-bh_mul_0.1:" +
		"l-image,i-logo-white_SJwqB4Nfe.png,w-bw_div_2,lx-bw_mul_0.1,ly-bh_mul_0.1,l-end,l-end",
	"l-text,i-overlay made easy,fs-bh_div_20,w-bh_div_2,l-end",
	"l-text,i-overlay made easy,bg-yellow,pa-bw_mul_0.01,l-end",
	// https://imagekit.io/docs/image-transformation#chained-transformations
	"w-400,h-400:w-500,h-400,cm-pad_resize,fo-right,bg-000000:" +
		"l-image,i-logo-white_SJwqB4Nfe.png,lx-10,ly-50,h-20,l-end",
	// https://imagekit.io/docs/effects-and-enhancements#gradient---e-gradient
	"e-gradient-from-lightskyblue_to-mintcream:l-image,i-lipstick_2M.png,t-false,l-end:w-500",
	"l-image,i-ik_canvas,e-gradient,l-end",
	"l-image,i-ik_canvas,e-gradient-from-F2559A_to-F27855_ld-top,w-bw,h-bh_div_10,ly-N0,l-end:w-500",
	"e-gradient-from-red_to-white:l-image,i-your-image.png,t-false,l-end",
	// https://imagekit.io/docs/image-resize-and-crop#page
	"l-image,i-layout.psd,pg-3,h-200,w-200,l-end",
	// @imagekit/javascript 5.5
	"l-image,i-overlay.png,lm-multiply,l-end",
	"l-image,i-overlay.png,lm-cutter,l-end",
	"l-image,i-overlay.png,lm-cutout,l-end",
	"l-image,i-overlay.png,lm-displace,lx-10,ly-10,l-end",
	"l-image,i-overlay.png,lxc-bw_mul_0.5,lyc-bh_mul_0.5,lap-top_left,l-end",
}

// TestRender_PublishedLayers renders all chains with layers that are published.
func TestRender_PublishedLayers(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	logo, font := &fstest.MapFile{Data: picture(t, 180, 60)}, &fstest.MapFile{Data: goregular.TTF}
	files := fstest.MapFS{
		"fonts/Poppins-Regular_Q15GrYWmL.ttf": font, "Lacquer-Regular_nGqtVsBJT.ttf": font,
		"font-folder/font-subfolder/my-custom-font.ttf": font,
	}
	for _, name := range []string{
		"logo.png", "path/to/overlay.png", "outer.png", "inner.png", "logo-white_SJwqB4Nfe.png", "women-dress.jpeg",
		"default-image.jpg", "lipstick_2M.png", "your-image.png", "overlay.png", "layout.psd",
	} {
		files[name] = logo // whatever its format is
	}
	source := picture(t, 300, 200)
	for _, text := range publishedLayers {
		chain := parse(t, text)
		got, err := render.New(render.Options{}).Render(t.Context(),
			render.Request{Source: source, Chain: chain, Files: files})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got.Report.String() == "" || got.Width == 0 {
			t.Errorf("%s: no report, or no size", text)
		}
	}
}
