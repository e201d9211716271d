package imagekit_test

import (
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/openimagekit/imagekit"

// positions are the positions of the declarations in publicPackages.
var positions = token.NewFileSet()

// publicPackages returns the type information of the packages that users import.
var publicPackages = sync.OnceValues(func() ([]*types.Package, error) {
	names := []string{module, module + "/helpers", module + "/urlbuilder", module + "/urlbuilder/htmlurl"}
	command := exec.Command("go", append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}"},
		names...)...)
	out, err := command.Output()
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		exports[path] = file
	}
	compiled := importer.ForCompiler(positions, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	var packages []*types.Package
	for _, name := range names {
		p, err := compiled.Import(name)
		if err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
	return packages, nil
})

// loaded returns publicPackages, or fails the test.
func loaded(t *testing.T) []*types.Package {
	t.Helper()
	packages, err := publicPackages()
	if err != nil {
		t.Fatal(err)
	}
	return packages
}

// isGenerated reports whether a declaration is generated.
func isGenerated(object types.Object) bool {
	return strings.HasSuffix(positions.Position(object.Pos()).Filename, ".gen.go")
}

// walker visits the types that a declaration mentions: those in exported fields and methods, in signatures and in
// constraints.
type walker struct {
	seen  map[types.Type]bool
	visit func(named *types.TypeName)
}

func newWalker(visit func(*types.TypeName)) *walker {
	return &walker{seen: map[types.Type]bool{}, visit: visit}
}

// object visits the types that an exported declaration of a package mentions.
func (w *walker) object(object types.Object) {
	if name, ok := object.(*types.TypeName); ok {
		w.declared(name)
		return
	}
	w.mentioned(object.Type())
}

// declared visits the types in the declaration of a type, and in its exported methods.
func (w *walker) declared(name *types.TypeName) {
	if alias, ok := name.Type().(*types.Alias); ok {
		w.mentioned(alias.Rhs())
		return
	}
	named := name.Type().(*types.Named)
	w.mentioned(named.Underlying())
	for method := range named.Methods() {
		if method.Exported() {
			w.mentioned(method.Type())
		}
	}
}

// mentioned visits the named types in a type.
func (w *walker) mentioned(t types.Type) {
	if t == nil || w.seen[t] {
		return
	}
	w.seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		w.visit(t.Obj())
		w.mentioned(types.Unalias(t))
	case *types.Named:
		w.visit(t.Obj())
		for argument := range t.TypeArgs().Types() {
			w.mentioned(argument)
		}
	case *types.TypeParam:
		w.mentioned(t.Constraint())
	case interface{ Elem() types.Type }: // pointers, lists, maps, channels
		w.mentioned(t.Elem())
		if m, ok := t.(*types.Map); ok {
			w.mentioned(m.Key())
		}
	default:
		w.parts(t)
	}
}

// parts visits the named types in a type that has several parts.
func (w *walker) parts(t types.Type) {
	switch t := t.(type) {
	case *types.Struct:
		w.fields(t)
	case *types.Signature:
		w.signature(t)
	case *types.Interface:
		for method := range t.Methods() {
			w.mentioned(method.Type())
		}
		for embedded := range t.EmbeddedTypes() {
			w.mentioned(embedded)
		}
	case *types.Union:
		for term := range t.Terms() {
			w.mentioned(term.Type())
		}
	}
}

func (w *walker) fields(t *types.Struct) {
	for field := range t.Fields() {
		if field.Exported() {
			w.mentioned(field.Type())
		}
	}
}

func (w *walker) signature(t *types.Signature) {
	for parameter := range t.Params().Variables() {
		w.mentioned(parameter.Type())
	}
	for result := range t.Results().Variables() {
		w.mentioned(result.Type())
	}
	for parameter := range t.TypeParams().TypeParams() {
		w.mentioned(parameter)
	}
}

// exported returns the exported declarations of a package.
func exported(p *types.Package) []types.Object {
	var objects []types.Object
	for _, name := range p.Scope().Names() {
		if object := p.Scope().Lookup(name); object.Exported() {
			objects = append(objects, object)
		}
	}
	return objects
}

// optionTypes are types of functions that only their package calls, so that their parameters can be unexported.
var optionTypes = []string{"Option", "RequestOption"}

func TestExported_MentionedTypes(t *testing.T) {
	t.Parallel()
	for _, p := range loaded(t) {
		for _, object := range exported(p) {
			if slices.Contains(optionTypes, object.Name()) {
				continue
			}
			newWalker(func(name *types.TypeName) {
				if name.Pkg() == nil {
					return // such as error
				}
				path := name.Pkg().Path()
				if strings.Contains(path, "internal/") || strings.HasPrefix(path, module+"/gen") || !name.Exported() {
					t.Errorf("%s.%s mentions %s, which users cannot name", p.Name(), object.Name(), name.Type())
				}
			}).object(object)
		}
	}
}

// bodies are the generated types that no method uses. Callers decode the named fields into them.
var bodies = map[string]string{"ErrorBody": "Error.Body", "UploadAccepted": "Response.Body"}

func TestExported_UnusedTypes(t *testing.T) {
	t.Parallel()
	root := loaded(t)[0]
	used := map[string]bool{}
	var w *walker
	w = newWalker(func(name *types.TypeName) {
		if name.Pkg() != root || used[name.Name()] {
			return
		}
		used[name.Name()] = true
		w.declared(name)
	})
	for _, object := range exported(root) {
		_, isType := object.(*types.TypeName)
		_, isConst := object.(*types.Const)
		if name := object.Name(); !isConst &&
			(!isType || name == "Client" || name == "WebhookEvent" || bodies[name] != "") {
			w.object(object)
			used[name] = true
		}
	}
	for _, object := range exported(root) {
		if _, ok := object.(*types.TypeName); ok && isGenerated(object) && !used[object.Name()] {
			t.Errorf("no method, event or constructor uses %s", object.Name())
		}
	}
}

// misspelled matches names that are not spelled as in Go: initialisms in the wrong case, such as Ids for IDs, and words
// in capitals, such as COPYFOLDER.
var misspelled = regexp.MustCompile(`(Aac|Api|Av1|Bg|Cdn|Dash|Exif|Gif|Gps|Hls|Html|Http|Iam|Ids?|Jpe?g|Json|Mime|` +
	`Mp4|Png|Sas|Urls?|Uuid|Vp9)([A-Z0-9]|$)|[A-Z]{8}`)

func TestExported_Initialisms(t *testing.T) {
	t.Parallel()
	check := func(kind, name string) {
		if found := misspelled.FindString(name); found != "" {
			t.Errorf("%s %s is not spelled as in Go: %s", kind, name, found)
		}
	}
	for _, object := range exported(loaded(t)[0]) {
		if !isGenerated(object) {
			continue
		}
		check("the name", object.Name())
		if s, ok := object.Type().Underlying().(*types.Struct); ok {
			for field := range s.Fields() {
				if field.Exported() {
					check("the field "+object.Name()+".", field.Name())
				}
			}
		}
	}
	for method := range loaded(t)[0].Scope().Lookup("Client").Type().(*types.Named).Methods() {
		check("the method", method.Name())
	}
}
