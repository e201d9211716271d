package transformations_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// place is where a step can stand: how it is put there, and the text around it.
type place struct {
	name     string
	place    urlbuilder.Places
	put      func(urlbuilder.Chain) urlbuilder.Chain
	pre, end string
}

// places returns all kinds of layers, a condition, a condition in each layer, a layer in a condition, and the second
// step.
func places() []place {
	condition := place{"condition", urlbuilder.InCondition, func(c urlbuilder.Chain) urlbuilder.Chain {
		return urlbuilder.Chain{urlbuilder.If(urlbuilder.CurrentWidth.Is(urlbuilder.GreaterThan, 1), c, nil)}
	}, "if-w_gt_1,", ",if-end"}
	otherwise := place{"else", urlbuilder.InCondition, func(c urlbuilder.Chain) urlbuilder.Chain {
		return urlbuilder.Chain{urlbuilder.If(urlbuilder.CurrentWidth.Is(urlbuilder.GreaterThan, 1), thin, c)}
	}, "if-w_gt_1,w-5,if-else,", ",if-end"}
	all := []place{condition, otherwise, {"second step", 0, func(c urlbuilder.Chain) urlbuilder.Chain {
		return append(urlbuilder.Chain{{urlbuilder.Rotation(90)}}, c...)
	}, "rt-90:", ""}}
	for _, l := range layerFunctions {
		layer := place{l.name, l.place, func(c urlbuilder.Chain) urlbuilder.Chain {
			return urlbuilder.Chain{{l.make(urlbuilder.LayerOptions{Transformation: c})}}
		}, l.text + ",", ",l-end"}
		step := layer // in which a condition is a step of its own
		step.pre = l.text + ":"
		all = append(all, layer, condition.in(step), otherwise.in(step), layer.in(condition))
	}
	return all
}

// in returns a place in another one.
func (p place) in(outer place) place {
	return place{
		p.name + " in " + outer.name, p.place | outer.place,
		func(c urlbuilder.Chain) urlbuilder.Chain { return outer.put(p.put(c)) },
		outer.pre + p.pre, p.end + outer.end,
	}
}

// TestConstructors_Places puts what the functions make into layers and conditions: what the builder refuses there, the
// server refuses, and the other way round.
func TestConstructors_Places(t *testing.T) {
	t.Parallel()
	s := start(t)
	var total counts
	t.Run("all", func(t *testing.T) {
		for _, c := range constructors() {
			if c.name == "RawParam" {
				continue // it is not checked
			}
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				for _, step := range some(c.make(c.values()).allowed) {
					s.checkPlaces(t, step, &total)
				}
			})
		}
	})
	total.check(t, 2500, 400)
}

// checkPlaces puts a step into all places.
func (s *service) checkPlaces(t *testing.T, step urlbuilder.Step, total *counts) {
	t.Helper()
	for _, p := range places() {
		total.add(s.checkPlaced(t, p, step))
	}
}

// some returns at most 3 steps, evenly chosen.
func some(steps []urlbuilder.Step) []urlbuilder.Step {
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

// checkPlaced builds a step in a place, and reports whether that is allowed.
func (s *service) checkPlaced(t *testing.T, p place, step urlbuilder.Step) bool {
	t.Helper()
	alone := urlbuilder.Chain{step}
	chain, text := p.put(alone), p.pre+alone.String()+p.end
	if _, ok := step[0].Conditional(); ok && strings.HasPrefix(p.end, ",l-end") {
		text = strings.TrimSuffix(p.pre, ",") + ":" + alone.String() + p.end // it is a step of its own
	}
	refusal := s.refusalOf(t, text)
	built, err := urls(s.builders, chain)
	switch {
	case (err == nil) != (refusal == ""):
		if !isOurRule(reasonOf(err)) {
			t.Errorf("%s: the builder says %v, the server %q", text, err, refusal)
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

// checkSameProblem compares the error of the builder with that of the parser, which says what it is about.
func checkSameProblem(t *testing.T, text string, err error) {
	t.Helper()
	_, parseErr := urlbuilder.ParseChain(text)
	if param, parsed := paramOf(err), paramOf(parseErr); param != parsed || reasonOf(err) == "" {
		t.Errorf("%s: the builder says %v, the parser %v", text, err, parseErr)
	}
}

// isDocumented reports whether a parameter is documented for a place with the same values as alone.
func isDocumented(p urlbuilder.Param, in urlbuilder.Places) bool {
	alone, known := urlbuilder.LookupParameter(p.Name(), 0)
	there, _ := urlbuilder.LookupParameter(p.Name(), in&^urlbuilder.InCondition)
	return known && alone.Schema == there.Schema && there.Places.Has(in&^urlbuilder.InCondition) &&
		there.Forbidden&in == 0 && !strings.HasPrefix(p.Value(), "genfill")
}
