package conformance_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/sdkinput"
	"github.com/openimagekit/imagekit/conformance/vectors"
	"github.com/openimagekit/imagekit/helpers"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// vectorsDir is set by go test ./conformance -run '^TestVectors$' -args -vectors DIR.
var vectorsDir = flag.String("vectors", "", "folder of vectors to run instead of the embedded ones")

type vectorFile struct {
	Suite, Reference, Dialect string
	Vectors                   []vector
}

type vector struct {
	ID      string
	Dialect string
	Config  sdkinput.Config
	Now     int64
	Input   json.RawMessage
	Expect  json.RawMessage
	Note    string
}

// suites are functions that run a vector, by suite. Each returns the result in the format of the member expect.
var suites = map[string]func(v vector, dialect string) (any, error){
	"url":            runURL,
	"transformation": runTransformation,
	"auth":           runAuth,
	"phash":          runPHash,
	"webhook":        runWebhook,
	"keyedFileName":  runKeyedFileName,
}

func TestVectors(t *testing.T) {
	files := fs.FS(vectors.Files)
	if dir := *vectorsDir; dir != "" {
		if _, err := os.Stat(dir); err != nil && !filepath.IsAbs(dir) {
			dir = filepath.Join("..", dir) // relative to the root of the repository, where the command is run
		}
		files = os.DirFS(dir)
	}
	names, err := fs.Glob(files, "*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".schema.json") {
			continue
		}
		file := readVectors(t, files, name)
		if file.Suite == "faults" { // conformance/faults runs it against a server
			continue
		}
		t.Run(strings.TrimSuffix(path.Base(name), ".json"), func(t *testing.T) { runFile(t, file) })
	}
}

func readVectors(t *testing.T, files fs.FS, name string) vectorFile {
	t.Helper()
	raw := check.Call(fs.ReadFile(files, name)).Must(t)
	var file vectorFile
	if err := json.Unmarshal(raw, &file); err != nil || len(file.Vectors) == 0 {
		t.Fatalf("%s: %d vectors, %v", name, len(file.Vectors), err)
	}
	return file
}

func runFile(t *testing.T, file vectorFile) {
	t.Helper()
	run, ok := suites[file.Suite]
	if !ok {
		t.Fatalf("unknown suite %q", file.Suite)
	}
	for _, v := range file.Vectors {
		t.Run(v.ID, func(t *testing.T) {
			got, err := run(v, cmp.Or(v.Dialect, file.Dialect))
			if err != nil {
				t.Fatalf("%v\ninput %s\n  now %d config %+v", err, v.Input, v.Now, v.Config)
			}
			if err := compareExpect(v.Expect, got); err != nil {
				t.Errorf("%v\ninput %s\n  now %d config %+v\n note %s", err, v.Input, v.Now, v.Config, v.Note)
			}
		})
	}
}

// compareExpect compares the members of got with those of expect. It ignores other members of expect.
func compareExpect(expect json.RawMessage, got any) error {
	var want map[string]any
	if err := json.Unmarshal(expect, &want); err != nil {
		return err
	}
	encoded, err := json.Marshal(got)
	if err != nil {
		return err
	}
	var have map[string]any
	if err := json.Unmarshal(encoded, &have); err != nil {
		return err
	}
	for name, value := range have {
		if fmt.Sprint(value) != fmt.Sprint(want[name]) {
			return fmt.Errorf("%s\n got %v\nwant %v", name, value, want[name])
		}
	}
	return nil
}

func runURL(v vector, dialect string) (any, error) {
	built, err := sdkinput.Vector{Dialect: dialect, Config: v.Config, Now: v.Now, Input: v.Input}.URL()
	if sdkinput.IsNoPath(err) {
		built, err = "", nil
	}
	return map[string]string{"url": built}, err
}

func runTransformation(v vector, _ string) (any, error) {
	var in struct{ Transformation urlbuilder.Chain }
	if err := json.Unmarshal(v.Input, &in); err != nil {
		return nil, err
	}
	builder, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: "https://ik.imagekit.io/demo", Dialect: urlbuilder.Current,
	})
	if err != nil {
		return nil, err
	}
	built, err := builder.URL(urlbuilder.Options{Path: "x", Transformation: in.Transformation})
	if err != nil {
		return nil, err
	}
	_, text, _ := strings.Cut(built, "?tr=")
	return map[string]string{"string": text}, nil
}

func runAuth(v vector, _ string) (any, error) {
	var in struct {
		Token  string
		Expire int64 // null leaves it 0
	}
	if err := json.Unmarshal(v.Input, &in); err != nil {
		return nil, err
	}
	expire := cmp.Or(in.Expire, v.Now+1800)
	signature := helpers.SignUpload(v.Config.PrivateKey, in.Token, expire)
	return helpers.AuthParams{Token: in.Token, Expire: expire, Signature: signature}, nil
}
