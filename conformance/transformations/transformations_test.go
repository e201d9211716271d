package transformations_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// constructors returns all functions of urlbuilder that return a parameter or a step.
func constructors() []constructor {
	all := slices.Concat(scalars, flags, parts, conditions)
	for _, l := range layerFunctions {
		all = append(all, constructor{l.name, "", makeLayers(l.make)})
	}
	return all
}

// TestConstructors_Complete checks that the tables of this package list all functions in the source of urlbuilder.
func TestConstructors_Complete(t *testing.T) {
	t.Parallel()
	declared := declaredConstructors(t)
	var listed []string
	for _, c := range constructors() {
		if !slices.Contains(declared, c.name) || slices.Contains(listed, c.name) {
			t.Errorf("urlbuilder.%s does not exist, or has two entries", c.name)
		}
		listed = append(listed, c.name)
	}
	for _, name := range declared {
		if !slices.Contains(listed, name) {
			t.Errorf("constructors_test.go and parts_test.go have no entry for urlbuilder.%s", name)
		}
	}
}

// declaredConstructors returns the exported functions of urlbuilder that return a parameter or a step.
func declaredConstructors(t *testing.T) (names []string) {
	t.Helper()
	source := os.DirFS("../../urlbuilder")
	files, err := fs.Glob(source, "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(source, name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, constructorNames(file)...)
	}
	if len(names) == 0 {
		t.Fatal("no functions found")
	}
	return names
}

// constructorNames returns the exported functions of a file that return a parameter or a step.
func constructorNames(file *ast.File) (names []string) {
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil || !f.Name.IsExported() || f.Type.Results == nil {
			continue
		}
		if result, ok := f.Type.Results.List[0].Type.(*ast.Ident); ok &&
			(result.Name == "Param" || result.Name == "Step") {
			names = append(names, f.Name.Name)
		}
	}
	return names
}

// counts are the numbers of steps that were allowed and refused.
type counts struct{ allowed, refused atomic.Int64 }

func (c *counts) add(allowed bool) {
	if allowed {
		c.allowed.Add(1)
	} else {
		c.refused.Add(1)
	}
}

// check fails the test if the counts are lower than the arguments.
func (c *counts) check(t *testing.T, allowed, refused int64) {
	t.Helper()
	t.Logf("%d allowed, %d refused", c.allowed.Load(), c.refused.Load())
	if c.allowed.Load() < allowed || c.refused.Load() < refused {
		t.Error("too few values")
	}
}

// values returns samples of the values of the parameter, if it is in the table of urlbuilder.
func (c *constructor) values() samples {
	p, _ := urlbuilder.LookupParameter(c.code, 0)
	return samplesOf(p.Forms)
}

// TestConstructors calls each function with sample values.
func TestConstructors(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	s := newService(t)
	var total counts
	t.Run("all", func(t *testing.T) {
		for _, c := range constructors() {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				s.checkConstructor(t, c, &total)
			})
		}
	})
	total.check(t, 2000, 600)
}

// checkConstructor calls checkAgreement for each step of a constructor. At least one step must be allowed.
func (s *service) checkConstructor(t *testing.T, c constructor, total *counts) {
	t.Helper()
	m := c.build(c.values())
	for _, step := range m.allowed {
		s.checkAllowed(t, urlbuilder.Chain{step})
		total.add(true)
	}
	n := len(m.allowed)
	for _, step := range m.unverified {
		refused := s.checkAgreement(t, c, step)
		total.add(!refused)
		if !refused {
			n++
		}
	}
	if n == 0 {
		t.Error("no value is allowed")
	}
}

// TestConstructors_Inputs checks layers whose texts and paths need encoding.
func TestConstructors_Inputs(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for _, step := range inputs {
		s.checkAllowed(t, urlbuilder.Chain{step})
	}
}

// checkAllowed builds a chain with all builders. The server must accept each URL, and the parsed chain must build the
// same URLs.
func (s *service) checkAllowed(t *testing.T, chain urlbuilder.Chain) {
	t.Helper()
	built, err := buildURLs(s.builders, chain)
	if err != nil {
		t.Errorf("%v", err)
		return
	}
	different := slices.Compact(slices.Sorted(slices.Values(built)))
	for _, u := range different {
		if refusal := s.refusalMessage(t, u); refusal != "" {
			t.Errorf("%s: %s", u, refusal)
		}
	}
	checkParsed(t, s.builders, chain, built)
}

// checkParsed parses the text of a chain. The parsed chain must have the same text and build the same URLs.
func checkParsed(t *testing.T, builders []*urlbuilder.Builder, chain urlbuilder.Chain, built []string) {
	t.Helper()
	text := chain.String()
	parsed, err := urlbuilder.ParseChain(text)
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return
	}
	again, err := buildURLs(builders, parsed)
	if err != nil {
		t.Errorf("%s: built again: %v", text, err)
	} else if !slices.Equal(built, again) {
		t.Errorf("%s: got\n%q\nwant\n%q", text, again, built)
	}
	if parsed.String() != text {
		t.Errorf("%s is parsed as %s", text, parsed)
	}
}

// checkAgreement checks that the server and a constructor either both accept or both refuse a step. It reports whether
// the constructor refuses it.
func (s *service) checkAgreement(t *testing.T, c constructor, step urlbuilder.Step) bool {
	t.Helper()
	chain := urlbuilder.Chain{step}
	_, err := buildURLs(s.builders, chain)
	if err == nil {
		s.checkAllowed(t, chain)
		return false
	}
	e, ok := errors.AsType[*urlbuilder.BuildError](err)
	if !ok || e.Field != "Transformation" || e.Step != 1 || e.Reason == "" || e.Err != nil {
		t.Errorf("%s: %#v", c.name, err)
		return true
	}
	if c.code != "" && e.Param != c.code || e.Param == "" && c.name != "Custom" {
		t.Errorf("%s: the error %v does not name the parameter", c.name, e)
	}
	if e.Value == "" && !strings.Contains(e.Reason, "must not be empty") && !strings.Contains(e.Reason, "must be") {
		t.Errorf("%s: the error %v does not name the value", c.name, e)
	}
	if c.name == "If" || strings.HasSuffix(c.name, "Layer") || isBuilderRule(e.Reason) {
		return true
	}
	if text := e.Param + "-" + e.Value; !slices.Contains(otherParts, text) && s.refusalMessageOf(t, text) == "" {
		t.Errorf("%s: %v, but the server accepts %s", c.name, e, text)
	}
	return true
}

// builderRules are beginnings of error reasons of urlbuilder for which the server reports no error. The server would
// read a value that the caller does not mean, or it would need properties of the image.
var builderRules = []string{
	"must not contain ",                        // a separator: the server reads another parameter after it
	"must have N in place of the minus sign",   // the server accepts a minus sign, which the SDKs write
	"must have its corners in the order",       // the server does not know the orientation of the picture
	"must have a first page that is not after", // the server reads an empty range
	"is given twice in one step",               // it is unknown which of the two the service uses
	"has a name with",
	"has a name that the service reads as ",           // the server reads the name of another parameter
	"belongs to ", "must have the name of the effect", // the server reads a layer, a condition or an effect
}

// otherParts are values that the server accepts, because it reads one part as two.
var otherParts = []string{"cr-red_5", "e-gradient-from-red_sp-5", "e-gradient-ld-top_to-blue"}

func isBuilderRule(reason string) bool {
	return slices.ContainsFunc(builderRules, func(rule string) bool { return strings.HasPrefix(reason, rule) })
}
