package main

import (
	"maps"
	"os"
	"testing"
)

func readSample(t *testing.T) *language { return readFile(t, sample) }

func readFile(t *testing.T, name string) *language {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	l, err := read(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func find(t *testing.T, l *language, name string) *parameter {
	t.Helper()
	for _, p := range l.parameters {
		if p.name == name {
			return p
		}
	}
	t.Fatalf("no parameter has the name %s", name)
	return nil
}

// The names of parameters in JSON must not change, because presets and the SDKs use them.
func TestNamesOf_Document(t *testing.T) {
	t.Parallel()
	current, classic := namesOf(readFile(t, "../../openapi.yaml").parameters)
	if got := codesByName(classic); !maps.Equal(got, classicNames) {
		t.Errorf("names of versions 3 to 6 are %q, want %q", got, classicNames)
	}
	got := codesByName(current)
	for name, code := range currentNames {
		if got[name] != code {
			t.Errorf("%s of version 7 is %q, want %q", name, got[name], code)
		}
		delete(got, name)
	}
	added := map[string]string{"density": "dn", "c2pa": "c2pa"}
	if !maps.Equal(got, added) {
		t.Errorf("names that version 7 does not have are %q, want those of the list added, %q", got, added)
	}
}

func codesByName(parameters map[string]*parameter) map[string]string {
	names := map[string]string{}
	for name, p := range parameters {
		names[name] = p.code
	}
	return names
}

func TestConstantName(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]parameter{
		"codeOfWidth":         {name: "width", schema: stepSchema},
		"codeOfAIEdit":        {name: "aiEdit", schema: stepSchema},
		"codeOfDPR":           {name: "dpr", schema: stepSchema},
		"codeOfC2PA":          {name: "c2pa", schema: stepSchema},
		"codeOfAim":           {name: "aim", schema: stepSchema},
		"codeOfLayerX":        {name: "x", schema: "OverlayPosition"},
		"codeOfLayerDuration": {name: "duration", schema: "OverlayTiming"},
		"codeOfInputBase64":   {name: "input", schema: "ImageOverlay", isBase64: true},
	} {
		if got := constantName(&p); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestGoFile_SameConstant(t *testing.T) {
	t.Parallel()
	l := readSample(t)
	l.parameters = append(l.parameters, &parameter{name: "width", code: "wi", schema: stepSchema, node: l.root})
	if _, err := l.goFile(); err == nil {
		t.Error("got no error for two codes with the same constant")
	}
}
