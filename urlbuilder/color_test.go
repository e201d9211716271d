package urlbuilder_test

import (
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestColor_WordsOfBackgrounds(t *testing.T) {
	t.Parallel()
	for _, word := range []Color{"genfill", "dominant", "blurred", "auto"} {
		refuses(t, string(word), Background(word))
		refuses(t, string(word), Border(1, word))
		refuses(t, string(word), SolidColorLayer(word, LayerOptions{}))
	}
}

func TestBackground_OpacityIsDecimal(t *testing.T) {
	t.Parallel()
	for _, color := range []Color{"FF0000A0", "FF00000A"} {
		refuses(t, string(color), Background(color))
	}
}
