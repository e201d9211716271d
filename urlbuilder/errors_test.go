package urlbuilder_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

// isBuildError reports whether err is a BuildError for a field.
func isBuildError(err error, field string) bool {
	e, ok := errors.AsType[*BuildError](err)
	return ok && e.Field == field
}

// isBuildErrorWith reports whether err is a BuildError whose text contains part.
func isBuildErrorWith(err error, part string) bool {
	_, ok := errors.AsType[*BuildError](err)
	return ok && strings.Contains(err.Error(), part)
}

// checkRefused checks that a parameter cannot be built in any dialect and position. what describes the parameter in
// failure messages.
func checkRefused(t *testing.T, what string, p Param) {
	t.Helper()
	if urls, err := buildAll(t, Chain{{p}}); !isBuildError(err, "Transformation") {
		t.Errorf("%s: got %q, %v", what, urls, err)
	}
}

func TestBuildError_Error(t *testing.T) {
	t.Parallel()
	b := demoBuilder(t, PathPosition, Classic)
	layer := LayerOptions{Transformation: Chain{{Blur(1)}, {Opacity(101)}}}
	for want, o := range map[string]Options{
		`urlbuilder: Path is required if there is no Src`:              {},
		`urlbuilder: Path "/../a.jpg" leads out of the URL endpoint`:   {Path: "/../a.jpg"},
		`urlbuilder: Src "/../../a.jpg" leads out of the URL endpoint`: {Src: "https://a.example/../../a.jpg"},
		`urlbuilder: PrivateKey is required for signed URLs`:           {Path: "a.jpg", Signed: true},
		`urlbuilder: URLEndpoint "/demo" must be an absolute http or https URL`: {
			Path:        "a.jpg",
			URLEndpoint: "/demo",
		},
		`urlbuilder: QueryParameters: ik-s is reserved for the signature`: {
			Path:            "a",
			QueryParameters: []QueryParameter{{"ik-s", "s3cret"}},
		},
		`urlbuilder: Transformation: step 2: q "180" must be from 1 to 100`: {
			Path:           "a",
			Transformation: Chain{{Width(1)}, {Quality(180)}},
		},
		`urlbuilder: Transformation: step 1: o "101" must be from 0 to 100`: {
			Path:           "a",
			Transformation: Chain{{TextLayer("a", layer)}},
		},
		`urlbuilder: Transformation: step 1: "a b" "1" has a name with characters`: {
			Path:           "a",
			Transformation: Chain{{Custom("a b", "1")}},
		},
	} {
		if got, err := b.URL(o); err == nil || !strings.HasPrefix(err.Error(), want) || got != "" {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestBuildError_UnmarshalJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]BuildError{
		`5`:                 {Reason: "must be a list of steps"},
		`[{"width":1},[]]`:  {Step: 2, Reason: "must be an object"},
		`[{},{"width":{}}]`: {Step: 2, Param: "width", Reason: "must not be an object"},
		`[{"named":"a\u0000"}]`: {
			Step: 1, Param: "named", Value: "a\x00",
			Reason: "must not contain control characters",
		},
		`[{},{"overlay":{"type":"text","text":"a","transformation":[{"width":{}}]}}]`: {
			Step: 2, Param: "width", Reason: "must not be an object",
		},
		`[{"overlay":{"type":"text","text":"a","transformation":5}}]`: {
			Step: 1, Param: "transformation", Reason: "must be a list of steps",
		},
		`[{"overlay":{"type":5}}]`:      {Step: 1, Param: "overlay"},
		`[{"overlay":{"type":"cube"}}]`: {Step: 1, Param: "overlay", Reason: `has the unknown type "cube"`},
		`[{"if":"w_gt_1","then":5}]`:    {Step: 1, Param: "then", Reason: "must be a list of steps"},
	} {
		var chain Chain
		got, ok := errors.AsType[*BuildError](chain.UnmarshalJSON([]byte(text)))
		want.Field = "Transformation"
		if ok {
			want.Err = got.Err
		}
		if !ok || *got != want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", text, got, want)
		}
	}
}

func TestBuildError_NoSecrets(t *testing.T) {
	t.Parallel()
	const secret = "s3cret"
	b := demoBuilder(t, PathPosition, Classic)
	for _, o := range []Options{
		{Src: "https://user:" + secret + "@ik.imagekit.io/demo/a.jpg"},
		{Path: "https://user:" + secret + "@example.com/a\n.jpg"},
		{Src: "https://ik.imagekit.io/demo/a.jpg?ik-s=" + secret + "#a"},
		{Src: "https://ik.imagekit.io/../a.jpg?ik-s=" + secret},
		{Path: "a", Src: "https://ik.imagekit.io/demo/a.jpg?ik-s=" + secret},
		{Path: "a", URLEndpoint: "https://user:" + secret + "@ik.imagekit.io/demo"},
		{Path: "a", URLEndpoint: "https://user:" + secret + "@ik.imagekit.io/a b"},
		{Path: "a", QueryParameters: []QueryParameter{{"ik-s", secret}}},
	} {
		_, err := b.URL(o)
		if e, ok := errors.AsType[*BuildError](err); !ok || strings.Contains(fmt.Sprintf("%v %#v", err, e), secret) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	_, err := New(Config{PrivateKey: secret + "\n"})
	if e, ok := errors.AsType[*BuildError](err); !ok || strings.Contains(fmt.Sprintf("%v %#v", err, e), secret) {
		t.Errorf("private key: %v", err)
	}
}
