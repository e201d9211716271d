package urlbuilder_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestIf(t *testing.T) {
	landscape := CurrentAspectRatio.Is(GreaterThan, 1)
	small := Chain{{Width(200)}}
	for want, chain := range map[string]Chain{
		"if-ar_gt_1,w-200,if-end":               {If(landscape, small, nil)},
		"if-ar_gt_1,w-200,if-else,w-300,if-end": {If(landscape, small, Chain{{Width(300)}})},
		"h-200:if-h_eq_200,w-100,bl-5:rt-90,if-end:rt-90": {
			{Height(200)},
			If(CurrentHeight.Is(EqualTo, 200), Chain{{Width(100), Blur(5)}, {Rotation(90)}}, nil),
			{Rotation(90)},
		},
		"if-iw_gte_1000.5,w-200,if-end": {If(InitialWidth.Is(AtLeast, 1000.5), small, Chain{{}})},
		"if-iar_lt_4-3,w-200,if-end":    {If(InitialAspectRatio.IsRatio(LessThan, 4, 3), small, nil)},
		"if-h_gte_100_and_h_lte_400_or_ar_lt_4-3,w-200,if-end": {
			If(CurrentHeight.Is(AtLeast, 100).And(CurrentHeight.Is(AtMost, 400)).
				Or(CurrentAspectRatio.IsRatio(LessThan, 4, 3)), small, nil),
		},
		"if-h_ne_1_and_ih_lt_2_or_w_ne_1_and_ih_lt_2,w-200,if-end": {
			If(CurrentHeight.Is(NotEqualTo, 1).Or(CurrentWidth.Is(NotEqualTo, 1)).
				And(InitialHeight.Is(LessThan, 2)), small, nil),
		},
		"if-ar_gt_1,l-text,i-a%3Db,l-end,if-else,e-grayscale,if-end": {
			If(landscape, Chain{{TextLayer("a=b", LayerOptions{Encoding: PlainEncoding})}}, Chain{{Grayscale()}}),
		},
		"if-ar_gt_1,zz-if-end,if-else,zz-if-else%2Fc.jpg,if-end": {
			If(landscape, Chain{{Custom("zz", "if-end")}}, Chain{{Custom("zz", "if-else/c.jpg")}}),
		},
	} {
		got, err := demoBuilder(t, PathPosition, Current).URL(Options{Path: "a.jpg", Transformation: chain})
		if want = "https://ik.imagekit.io/demo/tr:" + want + "/a.jpg"; err != nil || got != want {
			t.Errorf("got  %s, %v\nwant %s", got, err, want)
		}
	}
	got, err := demoBuilder(t, QueryPosition, Classic).URL(Options{
		Path: "a.jpg", Transformation: Chain{If(landscape, small, Chain{{Width(300)}, {Blur(1)}})},
	})
	const want = "https://ik.imagekit.io/demo/a.jpg?tr=if-ar_gt_1%2Cw-200%2Cif-else%2Cw-300%3Abl-1%2Cif-end"
	if err != nil || got != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}

func TestIf_Errors(t *testing.T) {
	wide, then := CurrentWidth.Is(GreaterThan, 1), Chain{{Width(1)}}
	for name, step := range map[string]Step{
		"no condition":        If(Condition{}, then, nil),
		"half a condition":    If(wide.And(Condition{}), then, nil),
		"other half":          If(Condition{}.Or(wide), then, nil),
		"negative":            If(CurrentWidth.Is(GreaterThan, -1), then, nil),
		"not a number":        If(wide.And(CurrentWidth.Is(LessThan, math.NaN())), then, nil),
		"ratio of a width":    If(CurrentWidth.IsRatio(LessThan, 4, 3), then, nil),
		"ratio of nothing":    If(CurrentAspectRatio.IsRatio(LessThan, 4, 0), then, nil),
		"unknown property":    If(Property("w_gt_1,w").Is(LessThan, 4), then, nil),
		"unknown comparison":  If(CurrentWidth.Is("over", 4), then, nil),
		"nothing to do":       If(wide, nil, then),
		"nothing to do still": If(wide, Chain{{}, {Param{}}}, then),
	} {
		_, err := demoBuilder(t, PathPosition, Classic).URL(Options{Path: "a.jpg", Transformation: Chain{step}})
		if problem, ok := errors.AsType[*BuildError](err); !ok || problem.Param != "if" {
			t.Errorf("%s: %v", name, err)
		}
	}
	chain := Chain{If(wide, then, Chain{{Quality(101)}})}
	_, err := demoBuilder(t, PathPosition, Classic).URL(Options{Path: "a.jpg", Transformation: chain})
	if problem, ok := errors.AsType[*BuildError](err); !ok || problem.Param != "q" || problem.Value != "101" {
		t.Errorf("in a branch: %v", err)
	}
}

func TestCondition_Limit(t *testing.T) {
	t.Parallel()
	c := CurrentWidth.Is(GreaterThan, 1).Or(CurrentHeight.Is(GreaterThan, 1))
	and, or, deep := c, c, c
	for range 49 {
		or = or.Or(c)
	}
	for range 60 {
		and, deep = and.And(c), deep.And(deep).Or(deep)
	}
	then := Chain{{Width(1)}}
	if _, err := buildAll(t, Chain{If(or, then, nil)}); err != nil {
		t.Errorf("100 comparisons: %v", err)
	}
	for _, long := range []Condition{and, deep, or.Or(c), or.And(c), c.And(or)} {
		_, err := buildAll(t, Chain{If(long, then, nil)})
		if problem, ok := errors.AsType[*BuildError](err); !ok ||
			!strings.Contains(problem.Reason, "100 comparisons") || len(err.Error()) > 1000 {
			t.Errorf("got %.300v", err)
		}
	}
}

func TestIf_EmptyBranches(t *testing.T) {
	t.Parallel()
	wide := CurrentWidth.Is(GreaterThan, 1)
	checkRefused(t, "then", If(wide, Chain{{RawParam("")}}, Chain{{Width(1)}})[0])
	for text, want := range map[string]string{
		`[{"if":"w_gt_1","then":[{"grayscale":false}]},{"w":1}]`:          "w-1",
		`[{"if":"w_gt_1","then":[{"w":1}],"else":[{"grayscale":false}]}]`: "if-w_gt_1,w-1,if-end",
		`[{"if":"w_gt_1","then":[{"w":1}],"else":[{"raw":""},{"w":2}]}]`: "if-w_gt_1,w-1," +
			"if-else,w-2,if-end",
		`[{"if":"w_gt_1","then":[{"if":"h_gt_1","then":[{"grayscale":false}],"else":[]}]},{"w":3}]`: "w-3",
		`[{"if":"w_gt_1","then":[],"else":[{"w":1}]}]`:                                              "",
		`[{"if":"w_gt_1","then":[{"grayscale":false}],"else":[{"w":1}]}]`:                           "",
	} {
		var chain Chain
		if err := json.Unmarshal([]byte(text), &chain); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		urls, err := buildAll(t, chain)
		if want == "" {
			if !isBuildError(err, "Transformation") {
				t.Errorf("%s: got %q, %v, want an error", text, urls, err)
			}
			continue
		}
		if err != nil || receivedTransformation(t, urls[0]) != want || receivedTransformation(t, urls[3]) != want {
			t.Errorf("%s: got %q, %v, want %s", text, urls, err, want)
		}
	}
	chain := Chain{If(wide, Chain{{Width(1)}}, Chain{{RawParam("")}})}
	if got := chain.String(); got != "if-w_gt_1,w-1,if-end" {
		t.Errorf("got %s", got)
	}
}
