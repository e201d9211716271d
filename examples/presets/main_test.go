package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestRun(t *testing.T) {
	var out strings.Builder
	if err := run(&out, "https://ik.imagekit.io/demo"); err != nil {
		t.Fatal(err)
	}
	const want = `banner       https://ik.imagekit.io/demo/tr:if-ar_gt_2,w-1600,if-else,w-1600,ar-2-1,if-end:` +
		`l-text,ie-RnJlc2gsIGV2ZXJ5IGRheSE%3D,lfo-bottom_left,fs-bh_div_10,co-FFFFFF,pa-20,l-end/default-image.jpg
thumbnail    https://ik.imagekit.io/demo/tr:w-200,h-200,fo-auto:r-max/default-image.jpg
watermarked  https://ik.imagekit.io/demo/tr:w-800,q-75:` +
		`l-image,i-logos@@logo.png,lfo-bottom_right,w-bw_div_4,o-60,l-end/default-image.jpg
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

func TestLoad_InvalidPresets(t *testing.T) {
	for file, want := range map[string]string{
		`{"avatar":[{"width":200},{"radius":"round"}]}`: `urlbuilder: Presets["avatar"]: step 2: r "round" must be`,
		`{"avatar":{"width":200}}`:                      `urlbuilder: Presets["avatar"] must be a list of steps`,
	} {
		_, err := load([]byte(file))
		buildErr, ok := errors.AsType[*urlbuilder.BuildError](err)
		if !ok || !strings.HasPrefix(buildErr.Error(), want) {
			t.Errorf("%s: %v; want %s", file, err, want)
		}
	}
}
