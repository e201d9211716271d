package render_test

import (
	"errors"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestExpand(t *testing.T) {
	t.Parallel()
	names := map[string]string{"small": "w-10:q-50", "framed": "n-small:b-1_red", "circle": "n-circle"}
	lookup := func(name string) (urlbuilder.Chain, bool) {
		text, ok := names[name]
		if !ok {
			return nil, false
		}
		return parse(t, text), true
	}
	for text, want := range map[string]string{
		"w-5":               "w-5",
		"n-small":           "w-10:q-50",
		"n-framed":          "w-10:q-50:b-1_red",
		"rt-90:n-small:h-5": "rt-90:w-10:q-50:h-5",
		"h-5,n-small":       "w-10:q-50:h-5",
	} {
		got, err := render.Expand(parse(t, text), lookup)
		if err != nil || got.String() != want {
			t.Errorf("Expand(%s) = %s, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"n-none", "n-circle", "w-1:n-none"} {
		if got, err := render.Expand(parse(t, text), lookup); !errors.Is(err, render.ErrTransformation) {
			t.Errorf("Expand(%s) = %s, %v, want an error", text, got, err)
		}
	}
}
