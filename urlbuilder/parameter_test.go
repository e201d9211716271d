package urlbuilder_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// transformationIn returns the text of a transformation that has a parameter in a place.
func transformationIn(param string, place urlbuilder.Places) string {
	switch place {
	case urlbuilder.InImageLayer:
		return "l-image,i-logo.png," + param + ",l-end"
	case urlbuilder.InVideoLayer:
		return "l-video,i-clip.mp4," + param + ",l-end"
	case urlbuilder.InTextLayer:
		return "l-text,i-hello," + param + ",l-end"
	case urlbuilder.InSubtitleLayer:
		return "l-subtitles,i-en.srt," + param + ",l-end"
	case urlbuilder.InSolidColorLayer:
		return "l-image,i-ik_canvas," + param + ",l-end"
	case urlbuilder.InCondition:
		return "if-w_gt_1," + param + ",if-end"
	}
	return param
}

// paramText returns a parameter as it is written in URLs.
func paramText(p urlbuilder.Parameter, example string) string {
	if example == "" {
		return p.Code
	}
	return p.Code + "-" + example
}

func TestParameters_Examples(t *testing.T) {
	t.Parallel()
	count := 0
	for p := range urlbuilder.Parameters() {
		if p.Removed == "" {
			count += checkEntry(t, p)
		}
	}
	if count < 200 {
		t.Errorf("only %d examples", count)
	}
}

// checkEntry checks an entry of the table and parses its examples in every place. It returns the number of parsed
// texts.
func checkEntry(t *testing.T, p urlbuilder.Parameter) (count int) {
	t.Helper()
	if len(p.Examples) == 0 || p.Description == "" || p.URL == "" || p.Places == 0 || len(p.Forms) == 0 {
		t.Errorf("%s, %s: examples, description, URL, places or forms are missing", p.Schema, p.Name)
	}
	if p.Code == "i" || p.Code == "ie" {
		return 0 // transformationIn writes it in every layer
	}
	for _, example := range p.Examples {
		for place := range p.Places.All() {
			text := transformationIn(paramText(p, example), place)
			if _, err := urlbuilder.ParseChain(text); err != nil && !isForbidden(p, example, place) {
				t.Errorf("%s, in %s: %s: %v", p.Schema, place, text, err)
			}
			count++
		}
	}
	return count
}

// isForbidden reports whether a value is not allowed in a place, although the parameter is.
func isForbidden(p urlbuilder.Parameter, value string, place urlbuilder.Places) bool {
	return slices.ContainsFunc(p.Forms, func(f urlbuilder.ValueForm) bool {
		return f.Prefix != "" && strings.HasPrefix(value, f.Prefix) && f.Forbidden.Has(place)
	})
}

func TestParameters_Forbidden(t *testing.T) {
	t.Parallel()
	count := 0
	for p := range urlbuilder.Parameters() {
		// The text does not show whether the file is an image or a video.
		for place := range (p.Forbidden &^ (urlbuilder.OnImage | urlbuilder.OnVideo)).All() {
			for _, example := range p.Examples {
				text := transformationIn(paramText(p, example), place)
				if _, err := urlbuilder.ParseChain(text); err == nil ||
					!strings.Contains(err.Error(), "is not allowed in a") {
					t.Errorf("%s: error %v", text, err)
				}
				count++
			}
		}
	}
	if count < 20 {
		t.Errorf("only %d examples", count)
	}
}

func TestParameters_Removed(t *testing.T) {
	t.Parallel()
	count := 0
	for p := range urlbuilder.Parameters() {
		if p.Removed == "" {
			continue
		}
		count++
		_, err := urlbuilder.ParseChain(p.Code + "-1")
		if err == nil || !strings.Contains(err.Error(), "was removed by the service on "+p.Removed) {
			t.Errorf("%s: error %v", p.Code, err)
		}
	}
	if count < 30 {
		t.Errorf("only %d removed parameters", count)
	}
}

func TestParameters_Copies(t *testing.T) {
	t.Parallel()
	before := fmt.Sprint(slices.Collect(urlbuilder.Parameters()))
	for p := range urlbuilder.Parameters() {
		changeTexts(p.ClassicNames)
		changeTexts(p.Examples)
		changeForms(p.Forms)
	}
	for _, code := range []string{"fo", "e-gradient"} {
		p, _ := urlbuilder.LookupParameter(code, 0)
		changeForms(p.Forms)
	}
	if after := fmt.Sprint(slices.Collect(urlbuilder.Parameters())); after != before {
		t.Error("changing a returned entry changes the table")
	}
}

func changeTexts(texts []string) {
	for i := range texts {
		texts[i] = "changed"
	}
}

func changeForms(forms []urlbuilder.ValueForm) {
	for i := range forms {
		f := &forms[i]
		changeTexts(f.Words)
		changeTexts(f.Separators)
		changeForms(f.Items)
		for j := range f.Parts {
			changeForms(f.Parts[j].Forms)
			f.Parts[j].Name = "changed"
		}
		f.Max++
	}
}

// allowedWords returns the words that a parameter accepts as values or parts of values.
func allowedWords(code string) []string {
	var words []string
	for p := range urlbuilder.Parameters() {
		if p.Code == code {
			words = appendWords(words, p.Forms)
		}
	}
	return words
}

func appendWords(words []string, forms []urlbuilder.ValueForm) []string {
	for _, f := range forms {
		words = appendWords(append(words, f.Words...), f.Items)
		for _, p := range f.Parts {
			words = appendWords(words, p.Forms)
		}
	}
	return words
}

// TestParameters_Constants compares the constants of the package with the words of the table.
func TestParameters_Constants(t *testing.T) {
	t.Parallel()
	codes := map[string]string{
		"CropStrategy": "c", "CropModeStrategy": "cm", "FileFormat": "f", "VideoCodecName": "vc",
		"AudioCodecName": "ac", "Alignment": "ia", "TypographyStyle": "tg", "LayerMode": "lm", "FocusArea": "fo",
		"Direction": "e-gradient",
	}
	// Some words need no constant: "b_i" is two styles, "resize" is the default crop mode, and "topleft" is another
	// spelling of "top_left". The names of objects for fo have no constants either.
	constants := stringConstants(t)
	without := []string{"b_i", "resize", "topleft"}
	for typeName, code := range codes {
		words := allowedWords(code)
		for _, constant := range constants[typeName] {
			if !slices.Contains(words, constant) {
				t.Errorf("%s: the table does not have %q for %s", typeName, constant, code)
			}
		}
		for _, word := range words {
			if code != "fo" && !slices.Contains(slices.Concat(constants[typeName], without), word) {
				t.Errorf("%s: there is no constant for %q of %s", typeName, word, code)
			}
		}
	}
}

// stringConstants returns the values of the package's typed string constants, by type.
func stringConstants(t *testing.T) map[string][]string {
	t.Helper()
	constants := map[string][]string{}
	for _, file := range sourceFiles(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			name, ok := spec.Type.(*ast.Ident)
			if !ok || len(spec.Values) == 0 {
				return true
			}
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
				value, _ := strconv.Unquote(literal.Value)
				constants[name.Name] = append(constants[name.Name], value)
			}
			return true
		})
	}
	return constants
}

// sourceFiles parses the files of the package, except tests. The keys are file names.
func sourceFiles(t *testing.T) map[string]*ast.File {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*ast.File{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = file
	}
	return files
}

// Every parameter of the table has a function.
func TestParameters_Functions(t *testing.T) {
	t.Parallel()
	used, declared := map[string]bool{}, map[string]bool{}
	for name, file := range sourceFiles(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && strings.HasPrefix(id.Name, "codeOf") {
				if name == "parameters.gen.go" {
					declared[id.Name] = true
				} else {
					used[id.Name] = true
				}
			}
			return true
		})
	}
	for name := range declared {
		if !used[name] && !isOfLayer(name) {
			t.Errorf("no function of this package uses %s; write one that returns a Param", name)
		}
	}
	if len(used) < 60 {
		t.Errorf("only %d parameters have functions", len(used))
	}
}

// isOfLayer reports whether a parameter is a field of a layer.
func isOfLayer(name string) bool {
	return strings.HasPrefix(name, "codeOfLayer") || name == "codeOfText" || name == "codeOfTextBase64"
}
