package render_test

import (
	"errors"
	"strings"
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

// TestExpand_Multiplied has names that refer ten times to the next one: ten million steps.
func TestExpand_Multiplied(t *testing.T) {
	t.Parallel()
	calls := 0
	lookup := func(name string) (urlbuilder.Chain, bool) {
		calls++
		next := "n-" + name + "x"
		if len(name) == 7 {
			next = "w-10"
		}
		return parse(t, next+strings.Repeat(":"+next, 9)), true
	}
	_, err := render.Expand(parse(t, "n-x"), lookup)
	if !errors.Is(err, render.ErrTransformation) || calls > 20_000 {
		t.Errorf("got %v after %d names, want an error before 20,000", err, calls)
	}
}
