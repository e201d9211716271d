package urlbuilder_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"sync"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

// TestParam_Size checks that a parameter has at most four words. The compiler keeps these in registers.
func TestParam_Size(t *testing.T) {
	t.Parallel()
	if size, limit := reflect.TypeFor[Param]().Size(), 4*reflect.TypeFor[uint64]().Size(); size > limit {
		t.Errorf("a parameter has %d bytes, more than %d", size, limit)
	}
}

func TestParam_NotComparable(t *testing.T) {
	t.Parallel()
	if reflect.TypeFor[Param]().Comparable() {
		t.Error("== compares parameters by their pointers")
	}
}

// TestParam_Numbers checks numbers next to those of three digits, which are written in a shorter way.
func TestParam_Numbers(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]Param{
		"w-99": Width(99), "w-100": Width(100), "w-999": Width(999), "w-1000": Width(1000), "w-400": Width(400.0),
		"w-99.5": Width(99.5), "w-100.25": Width(100.25), "w-999.5": Width(999.5), "w-1000.5": Width(1000.5),
		"rt-N100": Rotation(-100), "rt-100.5": Rotation(100.5), "rt-N100.5": Rotation(-100.5),
	} {
		if got := p.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// sharingSteps returns two chains with the same parameters. None of the parameters of the second one can be built.
func sharingSteps() (good, bad Chain) {
	good = Chain{
		{Width(400), Quality(80), Format(FormatWebP), Rotation(-45), AIRemoveBackground(), Background("red")},
		{PageRange(1, 2), ColorReplace(ColorReplaceOptions{To: "red"}), DistortArc(5), DefaultImage("/a.jpg")},
		{Custom("h", "300"), Custom("zz", "1"), RawParam("rt-90"), TextLayer("a", LayerOptions{})},
	}
	bad = Chain{
		{Width(-1), Quality(101), Format("x"), Rotation(Expr("-5")), Background("#red")},
		{PageRange(2, 1), ColorReplace(ColorReplaceOptions{To: "#red"}), DistortArc(0), DefaultImage("@@")},
		{Custom("h", "x"), Custom("zz", ","), RawParam("\n"), TextLayer("", LayerOptions{})},
	}
	return good, bad
}

// TestParam_Shared checks that a parameter with an error does not change parameters with the same name, which share
// information with it. The race detector finds such a change, too.
func TestParam_Shared(t *testing.T) {
	t.Parallel()
	chain, wrong := sharingSteps()
	want := chain.String()
	if err := chain.Check(); err != nil {
		t.Fatal(err)
	}
	for _, p := range slices.Concat(wrong...) {
		if (Chain{{p}}).Check() == nil {
			t.Errorf("%s has no error", p)
		}
	}
	var done sync.WaitGroup
	for range 8 {
		done.Go(func() {
			again, wrong := sharingSteps()
			if wrong.Check() == nil || again.String() != want || chain.String() != want || !chain.Equal(again) {
				t.Errorf("got %s and %s, want %s", again, chain, want)
			}
		})
	}
	done.Wait()
}

func TestChain_UnmarshalJSON_KeepsOtherChains(t *testing.T) {
	t.Parallel()
	chain, _ := sharingSteps()
	want, again := chain.String(), chain
	if err := json.Unmarshal([]byte(`[{"width": 5}, {"raw": "x"}]`), &again); err != nil {
		t.Fatal(err)
	}
	if again.String() != "w-5:x" || chain.String() != want {
		t.Errorf("got %s; the other chain is %s, want %s", again, chain, want)
	}
}

// TestParam_Zero checks that the zero value is written nowhere, with every method and in every place.
func TestParam_Zero(t *testing.T) {
	t.Parallel()
	var zero Param
	_, isLayer := zero.Layer()
	_, isConditional := zero.Conditional()
	if isLayer || isConditional || zero.Name() != "" || zero.Value() != "" || zero.String() != "" {
		t.Errorf("got %q, %q, %q, %t, %t", zero.Name(), zero.Value(), zero.String(), isLayer, isConditional)
	}
	layer := ImageLayer("a.jpg", LayerOptions{Transformation: Chain{{zero, Width(1)}, {zero}}})
	branches := If(CurrentWidth.Is(GreaterThan, 1), Chain{{zero, Width(2)}}, Chain{{zero}})
	chain := Chain{{zero}, {zero, layer, zero}, branches, {zero, Blur(1), zero}}
	const want = "l-image,i-a.jpg,w-1,l-end:if-w_gt_1,w-2,if-end:bl-1"
	if got := chain.String(); got != want || chain.Check() != nil {
		t.Errorf("got %s, %v, want %s", got, chain.Check(), want)
	}
	text, err := json.Marshal(chain)
	if err != nil {
		t.Fatal(err)
	}
	var again Chain
	if err := json.Unmarshal(text, &again); err != nil || again.String() != want {
		t.Errorf("%s: got %s, %v, want %s", text, again, err, want)
	}
	if code := zero.GoString(); code == "" {
		t.Error("GoString returns nothing")
	}
}
