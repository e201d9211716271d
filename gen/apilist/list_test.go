package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// source has every kind of declaration, both exported and unexported.
const source = `package example

import (
	"context"
	"io"
	"time"
)

const (
	Untyped = 3
	Wait time.Duration = 2
	Red Color = "red"
	hidden = 1
)

// Color has methods.
type Color string

func (c Color) String() string { return string(c) }
func (c *Color) Set(text string) error { return nil }
func (c Color) private() {}

var ErrAny, errNone error

func Zero[T any, P ~int | ~string](ctx context.Context, values ...P) (t T, err error) { return t, nil }
func Alpha(f func(n int) bool) (<-chan int, map[string][]byte) { return nil, nil }
func lower() {}

type base struct {
	Name string
	id   int
}

func (*base) Rename(name string) {}

// Item has every kind of field.
type Item struct {
	Size int64 ` + "`json:\"size\"`" + `
	*base
	Inner struct{ A, b int }
	io.Reader
	other any
}

// Closed cannot be implemented in other packages.
type Closed interface {
	io.Closer
	Len() int
	private()
}

type Number interface{ ~int | ~float64 }

type List[T any] []T

func (l List[T]) First() T { return l[0] }

type (
	Colour = Color
	Duration = time.Duration
	Exported = hiddenStruct
	hiddenStruct struct{ Field int }
)

func (hiddenStruct) Method() {}
`

// listing is the expected listing of source.
const listing = `package example // import "github.com/openimagekit/imagekit/example"

const Red Color = "red"
const Untyped = 3
const Wait time.Duration = 2

var ErrAny error

func Alpha(f func(n int) bool) (<-chan int, map[string][]byte)
func Zero[T any, P ~int | ~string](ctx context.Context, values ...P) (t T, err error)

type Closed interface
	Close() error
	Len() int
	// unexported methods

type Color string
func (*Color) Set(text string) error
func (Color) String() string

type Colour = Color

type Duration = time.Duration

type Exported = hiddenStruct
	// underlying type: struct
	Field int
func (Exported) Method()

type Item struct
	Size int64 ` + "`json:\"size\"`" + `
	Name string // promoted from base
	Inner struct{A int; b int}
	io.Reader
	// unexported fields
func (Item) Read(p []byte) (n int, err error)
func (Item) Rename(name string)

type List[T any] []T
func (List) First() T

type Number interface
	~int | ~float64
`

// compile type-checks a package of one file.
func compile(t *testing.T, source string) *types.Package {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "example.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	load, err := newLoader([]string{"context", "io", "time"})
	if err != nil {
		t.Fatal(err)
	}
	config := types.Config{Importer: importerFunc(load)}
	pkg, err := config.Check(module+"/example", files, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

func TestList(t *testing.T) {
	t.Parallel()
	pkg := compile(t, source)
	got := strings.Split(string(list(pkg, func(other *types.Package) bool { return other == pkg })), "\n")
	want := strings.Split(listing, "\n")
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("line %d differs; got\n%s\nwant\n%s", i+1, strings.Join(got, "\n"), listing)
		}
	}
}
