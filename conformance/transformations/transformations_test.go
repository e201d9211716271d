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

	"github.com/openimagekit/imagekit/urlbuilder"
)

// constructors returns all functions of urlbuilder that make a parameter or a step.
func constructors() []constructor {
	all := slices.Concat(scalars, flags, parts, conditions)
	for _, l := range layerFunctions {
		all = append(all, constructor{l.name, "", makeLayers(l.make)})
	}
	return all
}

// TestConstructors_Complete reads the package's source: no function is missing.
func TestConstructors_Complete(t *testing.T) {
	t.Parallel()
	declared := declaredMakers(t)
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

// declaredMakers returns the exported functions of urlbuilder that return a parameter or a step.
func declaredMakers(t *testing.T) (names []string) {
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
		names = append(names, makers(file)...)
	}
	if len(names) == 0 {
		t.Fatal("no functions found")
	}
	return names
}

// makers returns the exported functions of a file that return a parameter or a step.
func makers(file *ast.File) (names []string) {
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

// counts are how many steps were allowed and refused.
type counts struct{ allowed, refused atomic.Int64 }

func (c *counts) add(allowed bool) {
	if allowed {
		c.allowed.Add(1)
	} else {
		c.refused.Add(1)
	}
}

// check makes sure that there were many.
func (c *counts) check(t *testing.T, allowed, refused int64) {
	t.Helper()
	t.Logf("%d allowed, %d refused", c.allowed.Load(), c.refused.Load())
	if c.allowed.Load() < allowed || c.refused.Load() < refused {
		t.Error("too few values")
	}
}

// values returns the values of the constructor's parameter, as far as the table has it.
func (c *constructor) values() samples {
	p, _ := urlbuilder.LookupParameter(c.code, 0)
	return samplesOf(p.Forms)
}

// TestConstructors calls each function with the values of the table.
func TestConstructors(t *testing.T) {
	t.Parallel()
	s := start(t)
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

// checkConstructor makes sure that the server and the function agree on each value, and that there is an allowed one.
func (s *service) checkConstructor(t *testing.T, c constructor, total *counts) {
	t.Helper()
	m := c.make(c.values())
	for _, step := range m.allowed {
		s.checkAllowed(t, urlbuilder.Chain{step})
		total.add(true)
	}
	n := len(m.allowed)
	for _, step := range m.doubtful {
		refused := s.checkDoubtful(t, c, step)
		total.add(!refused)
		if !refused {
			n++
		}
	}
	if n == 0 {
		t.Error("no value is allowed")
	}
}

// TestConstructors_Inputs lays texts and paths over the image.
func TestConstructors_Inputs(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, step := range inputs {
		s.checkAllowed(t, urlbuilder.Chain{step})
	}
}

// checkAllowed builds a chain with all builders. The server must accept each URL, and the parsed chain must build the
// same ones.
func (s *service) checkAllowed(t *testing.T, chain urlbuilder.Chain) {
	t.Helper()
	built, err := urls(s.builders, chain)
	if err != nil {
		t.Errorf("%v", err)
		return
	}
	different := slices.Compact(slices.Sorted(slices.Values(built)))
	for _, u := range different {
		if refusal := s.refusal(t, u); refusal != "" {
			t.Errorf("%s: %s", u, refusal)
		}
	}
	checkParsed(t, s.builders, chain, built)
}

// checkParsed parses the text of a chain, which must build the same URLs.
func checkParsed(t *testing.T, builders []*urlbuilder.Builder, chain urlbuilder.Chain, built []string) {
	t.Helper()
	text := chain.String()
	parsed, err := urlbuilder.ParseChain(text)
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return
	}
	again, err := urls(builders, parsed)
	if err != nil {
		t.Errorf("%s: built again: %v", text, err)
	} else if !slices.Equal(built, again) {
		t.Errorf("%s: got\n%q\nwant\n%q", text, again, built)
	}
	if parsed.String() != text {
		t.Errorf("%s is parsed as %s", text, parsed)
	}
}

// checkDoubtful makes sure that the server refuses what a function refuses, and accepts what it accepts. It reports
// whether the function refuses it.
func (s *service) checkDoubtful(t *testing.T, c constructor, step urlbuilder.Step) bool {
	t.Helper()
	chain := urlbuilder.Chain{step}
	_, err := urls(s.builders, chain)
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
		t.Errorf("%s: the error %v names no value", c.name, e)
	}
	if c.name == "If" || strings.HasSuffix(c.name, "Layer") || isOurRule(e.Reason) {
		return true
	}
	if text := e.Param + "-" + e.Value; !slices.Contains(otherParts, text) && s.refusalOf(t, text) == "" {
		t.Errorf("%s: %v, but the server accepts %s", c.name, e, text)
	}
	return true
}

// ourRules are rules of the functions alone, because the service would read another value than the one that is meant,
// or because only a picture shows what is wrong.
var ourRules = []string{
	"must not contain ",                        // what ends a value: the server sees another parameter
	"must have N in place of the minus sign",   // the server accepts what the SDKs write
	"must have its corners in the order",       // the server does not know how a picture is turned
	"must have a first page that is not after", // it reads an empty range
	"is given twice in one step",               // of which nobody knows the one that counts
	"has a name with",
	"has a name that the service reads as ",           // a value which it has for that name
	"belongs to ", "must have the name of the effect", // a layer, a condition, an effect
}

// otherParts are values in which one part is read as two, so that the server sees a value that is allowed.
var otherParts = []string{"cr-red_5", "e-gradient-from-red_sp-5", "e-gradient-ld-top_to-blue"}

func isOurRule(reason string) bool {
	return slices.ContainsFunc(ourRules, func(rule string) bool { return strings.HasPrefix(reason, rule) })
}
