package urlbuilder_test

import (
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestColor_BackgroundKeywords(t *testing.T) {
	t.Parallel()
	for _, word := range []Color{"genfill", "dominant", "blurred", "auto"} {
		checkRefused(t, string(word), Background(word))
		checkRefused(t, string(word), Border(1, word))
		checkRefused(t, string(word), SolidColorLayer(word, LayerOptions{}))
	}
}

func TestBackground_HexOpacity(t *testing.T) {
	t.Parallel()
	for _, color := range []Color{"FF0000A0", "FF00000A"} {
		checkRefused(t, string(color), Background(color))
	}
}
