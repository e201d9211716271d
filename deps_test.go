package imagekit_test

import (
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// linked is every module that a program links when it imports the front door, with the reason.
var linked = map[string]string{
	"github.com/openimagekit/imagekit":                         "the project itself",
	"github.com/oapi-codegen/nullable":                         "Nullable, which tells null from absent in an update",
	"github.com/go-json-experiment/json":                       "encoding/json/v2 of Go 1.27, which decodes faster",
	"github.com/gofrs/flock":                                   "the lock of a journal",
	"golang.org/x/sys":                                         "what flock calls",
	"golang.org/x/time":                                        "token buckets: rate limits and the retry budget",
	"github.com/golang-jwt/jwt/v5":                             "upload tokens of version 2, in helpers",
	"github.com/google/uuid":                                   "tokens of upload parameters of version 1, in helpers",
	"github.com/standard-webhooks/standard-webhooks/libraries": "signatures of webhooks, in helpers",
}

func TestImports_Modules(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}",
		".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got := strings.Fields(string(out))
	slices.Sort(got)
	got = slices.Compact(got)
	if want := slices.Sorted(maps.Keys(linked)); !slices.Equal(got, want) {
		t.Errorf("linked modules are %q, want %q: a new one needs a reason here", got, want)
	}
}

func TestImports_OneWay(t *testing.T) {
	t.Parallel()
	const module = "github.com/openimagekit/imagekit"
	for name, allowed := range map[string][]string{
		module + "/gen": {
			module + "/internal/rest", module + "/internal/redact",
			module + "/internal/decode",
		},
		module + "/helpers": {
			module + "/internal/keys", module + "/internal/rest", module + "/internal/redact",
			module + "/internal/decode", module + "/gen",
		},
		module + "/urlbuilder":         {module + "/internal/keys"},
		module + "/internal/keys":      nil,
		module + "/internal/rest":      {module + "/internal/redact", module + "/internal/decode"},
		module + "/internal/redact":    nil,
		module + "/internal/decode":    nil,
		module + "/internal/names":     nil,
		module + "/internal/text":      nil,
		module + "/internal/transport": nil,
	} {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", name).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		for _, dependency := range strings.Fields(string(out)) {
			if strings.HasPrefix(dependency, module) && dependency != name && !slices.Contains(allowed, dependency) {
				t.Errorf("%s imports %s", name, dependency)
			}
		}
	}
}
