package transformations_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// place is a place in a chain, with a function that puts a chain there, and the text before and after it.
type place struct {
	name     string
	place    urlbuilder.Places
	put      func(urlbuilder.Chain) urlbuilder.Chain
	pre, end string
}

// places returns the second step, each kind of layer, a condition, a condition in each layer, and each layer in a
// condition.
func places() []place {
	condition := place{"condition", urlbuilder.InCondition, func(c urlbuilder.Chain) urlbuilder.Chain {
		return urlbuilder.Chain{urlbuilder.If(urlbuilder.CurrentWidth.Is(urlbuilder.GreaterThan, 1), c, nil)}
	}, "if-w_gt_1,", ",if-end"}
	elseBranch := place{"else", urlbuilder.InCondition, func(c urlbuilder.Chain) urlbuilder.Chain {
		return urlbuilder.Chain{urlbuilder.If(urlbuilder.CurrentWidth.Is(urlbuilder.GreaterThan, 1), narrow, c)}
	}, "if-w_gt_1,w-5,if-else,", ",if-end"}
	all := []place{condition, elseBranch, {"second step", 0, func(c urlbuilder.Chain) urlbuilder.Chain {
		return append(urlbuilder.Chain{{urlbuilder.Rotation(90)}}, c...)
	}, "rt-90:", ""}}
	for _, l := range layerFunctions {
		layer := place{l.name, l.place, func(c urlbuilder.Chain) urlbuilder.Chain {
			return urlbuilder.Chain{{l.make(urlbuilder.LayerOptions{Transformation: c})}}
		}, l.text + ",", ",l-end"}
		step := layer // a condition in a layer is a separate step
		step.pre = l.text + ":"
		all = append(all, layer, condition.nested(step), elseBranch.nested(step), layer.nested(condition))
	}
	return all
}

// nested returns the place p inside another place.
func (p place) nested(outer place) place {
	return place{
		p.name + " in " + outer.name, p.place | outer.place,
		func(c urlbuilder.Chain) urlbuilder.Chain { return outer.put(p.put(c)) },
		outer.pre + p.pre, p.end + outer.end,
	}
}

// TestConstructors_Places puts the steps of all functions into layers and conditions. The builder and the mock server
// must refuse the same steps there.
func TestConstructors_Places(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	s := newService(t)
	var total counts
	t.Run("all", func(t *testing.T) {
		for _, c := range constructors() {
			if c.name == "RawParam" {
				continue // raw text is not checked
			}
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				for _, step := range atMostThree(c.build(c.values()).allowed) {
					s.checkPlaces(t, step, &total)
				}
			})
		}
	})
	total.check(t, 2500, 400)
}

// checkPlaces calls checkPlaced for all places.
func (s *service) checkPlaces(t *testing.T, step urlbuilder.Step, total *counts) {
	t.Helper()
	for _, p := range places() {
		total.add(s.checkPlaced(t, p, step))
	}
}

// atMostThree returns at most three of the steps, at equal distances.
func atMostThree(steps []urlbuilder.Step) []urlbuilder.Step {
	const most = 3
	if len(steps) <= most {
		return steps
	}
	chosen := make([]urlbuilder.Step, most)
	for i := range chosen {
		chosen[i] = steps[i*len(steps)/most]
	}
	return chosen
}

// checkPlaced checks that the builder and the mock server either both accept or both refuse a step in a place. It
// reports whether they accept it.
func (s *service) checkPlaced(t *testing.T, p place, step urlbuilder.Step) bool {
	t.Helper()
	alone := urlbuilder.Chain{step}
	chain, text := p.put(alone), p.pre+alone.String()+p.end
	if _, ok := step[0].Conditional(); ok && strings.HasPrefix(p.end, ",l-end") {
		text = strings.TrimSuffix(p.pre, ",") + ":" + alone.String() + p.end // a condition is a separate step
	}
	refusal := s.refusalMessageOf(t, text)
	built, err := buildURLs(s.builders, chain)
	switch {
	case (err == nil) != (refusal == ""):
		if !isBuilderRule(reasonOf(err)) {
			t.Errorf("%s: the error of the builder is %v, that of the server %q", text, err, refusal)
		}
	case err == nil:
		checkParsed(t, s.builders, chain, built)
		if chain.String() != text {
			t.Errorf("got %s, want %s", chain, text)
		}
	case isDocumented(step[0], p.place):
		t.Errorf("%s is documented, but the error is %v", text, err)
	default:
		checkSameProblem(t, text, err)
	}
	return err == nil
}

// checkSameProblem checks that the errors of the builder and of the parser name the same parameter.
func checkSameProblem(t *testing.T, text string, err error) {
	t.Helper()
	_, parseErr := urlbuilder.ParseChain(text)
	if param, parsed := paramOf(err), paramOf(parseErr); param != parsed || reasonOf(err) == "" {
		t.Errorf("%s: the error of the builder is %v, that of the parser %v", text, err, parseErr)
	}
}

// isDocumented reports whether a parameter is documented for a place, with the same values as outside of layers.
func isDocumented(p urlbuilder.Param, in urlbuilder.Places) bool {
	alone, known := urlbuilder.LookupParameter(p.Name(), 0)
	there, _ := urlbuilder.LookupParameter(p.Name(), in&^urlbuilder.InCondition)
	return known && alone.Schema == there.Schema && there.Places.Has(in&^urlbuilder.InCondition) &&
		there.Forbidden&in == 0 && !strings.HasPrefix(p.Value(), "genfill")
}
