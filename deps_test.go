package imagekit_test

import (
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// linked lists the modules that a program links when it imports package imagekit, each with the reason.
var linked = map[string]string{
	"github.com/openimagekit/imagekit":   "the project itself",
	"github.com/go-json-experiment/json": "encoding/json/v2, part of Go from 1.27 on",
	"golang.org/x/time":                  "token buckets: rate limits and the retry budget",
	"github.com/golang-jwt/jwt/v5":       "upload tokens of version 2, in package helpers",
	"github.com/google/uuid":             "tokens of upload parameters of version 1, in package helpers",

	"github.com/standard-webhooks/standard-webhooks/libraries": "signatures of webhooks, in package helpers",
}

func TestImports_LinkedModules(t *testing.T) {
	t.Parallel()
	const format = "{{with .Module}}{{.Path}}{{end}}"
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", format, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got := strings.Fields(string(out))
	slices.Sort(got)
	got = slices.Compact(got)
	if want := slices.Sorted(maps.Keys(linked)); !slices.Equal(got, want) {
		t.Errorf("linked modules are %q, want %q: list a new one here, with a reason", got, want)
	}
}

const mockServer = "conformance/mockserver"

// arrows list the imports that packages may have. The first arrow whose from matches a package applies to it. A name
// means a folder of this module and all folders in it; "." means package imagekit only.
var arrows = []arrow{
	{".", []string{"internal", "urlbuilder", "helpers"}},
	{"internal", []string{"internal"}},
	{"urlbuilder", []string{"urlbuilder", "internal/keys"}},
	{"helpers", []string{"internal/keys"}},
	{"gen", nil},
	{"docs/reference", nil},
	{mockServer + "/boltstore", nil},
	{mockServer + "/cmd", []string{mockServer, "conformance/render"}},
	{mockServer + "/internal/store", nil},
	{mockServer + "/internal/library", []string{
		mockServer + "/internal/store", mockServer + "/internal/search", "internal", "urlbuilder",
	}},
	{mockServer + "/internal/explain", []string{"urlbuilder", "conformance/render"}},
	{mockServer + "/internal", []string{"internal", "helpers", "gen/server", "conformance/internal/chunk"}},
	{"conformance/internal/chunk", nil},
	{mockServer, []string{
		mockServer + "/internal", "conformance/render", ".", "internal", "urlbuilder", "helpers", "gen/server",
	}},
	{"conformance/render/internal", []string{"conformance/render/internal", "conformance/internal/chunk"}},
	{"conformance/render", []string{"conformance/render", "conformance/internal/chunk", "urlbuilder"}},
	{"conformance", []string{".", "internal", "urlbuilder", "helpers", "gen/server", "conformance"}},
	{"cmd", []string{".", "internal", "urlbuilder", "helpers", "conformance", "cmd"}},
	{"examples", []string{".", "urlbuilder", "helpers", "conformance"}},
}

type arrow struct {
	from string
	to   []string
}

// isWithin reports whether the folder of a package is one of the named folders, or in one of them.
func isWithin(pkg string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return pkg == name || name != "." && strings.HasPrefix(pkg, name+"/")
	})
}

// imports returns the imports of each package of this module, without the imports of tests. The name of a package of
// this module is ./folder, and that of package imagekit is ".".
func imports(t *testing.T) map[string][]string {
	t.Helper()
	const module = "github.com/openimagekit/imagekit"
	const format = `{{.ImportPath}} {{join .Imports " "}}`
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", format, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	folder := func(path string) string {
		if path == module {
			return "."
		}
		if inside, ok := strings.CutPrefix(path, module+"/"); ok {
			return "./" + inside
		}
		return path
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		names := strings.Fields(line)
		for i := range names {
			names[i] = folder(names[i])
		}
		all[names[0]] = names[1:]
	}
	return all
}

func TestImports_Arrows(t *testing.T) {
	t.Parallel()
	for pkg, imported := range imports(t) {
		from := strings.TrimPrefix(pkg, "./")
		i := slices.IndexFunc(arrows, func(a arrow) bool { return isWithin(from, a.from) })
		if i < 0 {
			t.Errorf("no arrow matches %s: add one with the packages that it may import", pkg)
			continue
		}
		for _, to := range imported {
			to, isLocal := strings.CutPrefix(to, "./")
			if (isLocal || to == ".") && !isWithin(to, arrows[i].to...) {
				t.Errorf("%s imports %s; it may import %q", from, to, arrows[i].to)
			}
		}
	}
}

func TestImports_KinOpenAPI(t *testing.T) {
	t.Parallel()
	for pkg, imported := range imports(t) {
		from := strings.TrimPrefix(pkg, "./")
		for _, path := range imported {
			if strings.HasPrefix(path, "github.com/getkin/kin-openapi") && !isWithin(from, "conformance", "gen") {
				t.Errorf("%s imports %s, which only gen and conformance may import", from, path)
			}
		}
	}
}
