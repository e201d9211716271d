package urlbuilder_test

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestBuilder_URL_ManyQueryParameters(t *testing.T) {
	t.Parallel()
	many := make([]QueryParameter, 0, 2000)
	var src, want strings.Builder
	src.WriteString("https://ik.imagekit.io/demo/a?x=1")
	for i := range cap(many) {
		fmt.Fprintf(&src, "&y%d=1", i)
	}
	want.WriteString(src.String() + "&")
	for i := range cap(many) {
		many = append(many, QueryParameter{fmt.Sprintf("z%d", i), "1"})
		fmt.Fprintf(&want, "z%d=1&", i)
	}
	for _, dialect := range []Dialect{Classic, Current} {
		b := demoBuilder(t, QueryPosition, dialect)
		got, err := b.URL(Options{Src: src.String(), QueryParameters: many, Transformation: Chain{{Width(1)}}})
		if err != nil || got != want.String()+"tr=w-1" {
			t.Errorf("dialect %d: got %d bytes, %v", dialect, len(got), err)
		}
		if got, err = b.URL(Options{Path: "a", QueryParameters: many}); err != nil ||
			strings.Count(got, "&") != len(many)-1 {
			t.Errorf("dialect %d: got %d bytes, %v", dialect, len(got), err)
		}
	}
	got, err := demoBuilder(t, QueryPosition, Classic).URL(Options{
		Src: "https://ik.imagekit.io/demo/a?q=0&p=1&r=2&p=3&r=4", Transformation: Chain{{Width(1)}},
		QueryParameters: []QueryParameter{{"n", "1"}, {"p", "5"}, {"tr", "x"}, {"p", "6"}, {"m", "1"}, {"n", "2"}},
	})
	if want := "https://ik.imagekit.io/demo/a?q=0&p=6&r=2&r=4&n=2&tr=w-1&m=1"; err != nil || got != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}

// The test is not parallel, because it counts allocations.
func TestBuilder_URL_ManyQueryParametersAllocations(t *testing.T) {
	var src strings.Builder
	src.WriteString("https://ik.imagekit.io/demo/a?x=1")
	many := make([]QueryParameter, 2000)
	for i := range many {
		many[i] = QueryParameter{fmt.Sprintf("z%d", i), "1"}
		fmt.Fprintf(&src, "&y%d=1", i)
	}
	b := demoBuilder(t, QueryPosition, Classic)
	o := Options{Src: src.String(), QueryParameters: many}
	allocations := testing.AllocsPerRun(5, func() {
		if _, err := b.URL(o); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > 200 { // growing maps and slices allocate; single parameters must not
		t.Errorf("%v allocations", allocations)
	}
}
