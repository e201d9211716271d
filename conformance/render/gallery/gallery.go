package main

import (
	"context"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// The photograph is reduced before it is transformed: the examples are for a picture of 360 by 240 pixels.
const (
	photoChain = "w-360,h-240,f-jpg,q-92"
	namedChain = "w-200,h-200,r-max"
)

//go:embed page.html
var pageText string

// pageTemplate has a function for descriptions, which are split at the backquotes around code.
var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"isCode": func(part int) bool { return part%2 == 1 },
}).Parse(pageText))

// gallery is the content of the page.
type gallery struct {
	Photo    picture
	Sections []*section
}

// section has the parameters of one kind.
type section struct {
	ID, Title  string
	Parameters []parameter
}

// parameter is one entry of the table of supported parameters.
type parameter struct {
	render.Support
	Name, URL   string
	Description []string // texts and pieces of code by turns
	Examples    []example
}

// example is a chain and what became of the photograph.
type example struct {
	Chain   string
	Picture picture
	Entries []render.ReportEntry
}

// picture is a picture in the page.
type picture struct {
	Source        template.URL
	Width, Height int
	MediaType     string
	Bytes         int
}

func pictureOf(r *render.Rendition) picture {
	data := base64.StdEncoding.EncodeToString(r.Body)
	return picture{
		//nolint:gosec // the renderer has made the media type and the bytes
		Source: template.URL("data:" + r.ContentType + ";base64," + data),
		Width:  r.Width, Height: r.Height, MediaType: r.ContentType, Bytes: len(r.Body),
	}
}

// maker renders the examples.
type maker struct {
	renderer *render.Renderer
	photo    []byte
	library  fs.FS
	named    map[string]urlbuilder.Chain
}

// newGallery renders all examples of a photograph. The library has the files that layers name.
func newGallery(ctx context.Context, photo []byte, library fs.FS) (*gallery, error) {
	named, err := urlbuilder.ParseChain(namedChain)
	if err != nil {
		return nil, err
	}
	m := &maker{render.New(render.Options{}), photo, library, map[string]urlbuilder.Chain{
		"media_library_thumbnail": named,
	}}
	before, err := m.render(ctx, photoChain)
	if err != nil {
		return nil, err
	}
	m.photo = before.Body
	g := &gallery{Photo: pictureOf(before)}
	for s := range render.AllSupport() {
		if s.Grade == render.NotRendered || s.NotForImages {
			continue
		}
		p, err := m.parameter(ctx, s)
		if err != nil {
			return nil, err
		}
		to := g.section(titleOf(s.Code))
		to.Parameters = append(to.Parameters, p)
	}
	slices.SortStableFunc(g.Sections, func(a, b *section) int {
		return slices.Index(titles, a.Title) - slices.Index(titles, b.Title)
	})
	return g, nil
}

// section returns the section with a title, which it adds if there is none.
func (g *gallery) section(title string) *section {
	for _, s := range g.Sections {
		if s.Title == title {
			return s
		}
	}
	s := &section{ID: strings.ReplaceAll(strings.ToLower(title), " ", "-"), Title: title}
	g.Sections = append(g.Sections, s)
	return s
}

// examples returns how many examples there are.
func (g *gallery) examples() int {
	n := 0
	for _, s := range g.Sections {
		for _, p := range s.Parameters {
			n += len(p.Examples)
		}
	}
	return n
}

// write writes the page.
func (g *gallery) write(w io.Writer) error { return pageTemplate.Execute(w, g) }

// parameter renders the examples of an entry.
func (m *maker) parameter(ctx context.Context, s render.Support) (parameter, error) {
	p := parameter{Support: s, Name: s.Code}
	for known := range urlbuilder.Parameters() {
		if known.Code == s.Code {
			p.Name, p.URL, p.Description = known.Name, known.URL, strings.Split(known.Description, "`")
			break
		}
	}
	for _, chain := range s.Examples {
		rendition, err := m.render(ctx, chain)
		if err != nil {
			return p, fmt.Errorf("%s: %w", chain, err)
		}
		p.Examples = append(p.Examples, example{chain, pictureOf(rendition), rendition.Report})
	}
	return p, nil
}

func (m *maker) render(ctx context.Context, text string) (*render.Rendition, error) {
	chain, err := urlbuilder.ParseChain(text)
	if err != nil {
		return nil, err
	}
	return m.renderer.Render(ctx, render.Request{
		Source: m.photo, Chain: chain, Files: m.library, Named: m.named, Accept: "image/webp,*/*",
	})
}

// Titles of sections, in their order.
const (
	titleSize   = "Sizes and crops"
	titleLook   = "Look"
	titleLayer  = "Layers and text"
	titleFormat = "Formats"
	titleOther  = "Conditions and names"
)

var titles = []string{titleSize, titleLook, titleLayer, titleFormat, titleOther}

// codes are the parameters of the sections. Others of pictures are in the section about the look, and all others are
// those of layers.
var codes = map[string][]string{
	titleSize:   {"w", "h", "ar", "dpr", "c", "cm", "fo", "x", "y", "xc", "yc", "z"},
	titleFormat: {"f", "q", "pr", "lo", "md", "cp", "dn", "c2pa", "orig", "pg"},
	titleOther:  {"if", "n", "di"},
}

// titleOf returns the title of the section with a parameter.
func titleOf(code string) string {
	for title, all := range codes {
		if slices.Contains(all, code) {
			return title
		}
	}
	if p, ok := urlbuilder.LookupParameter(code, urlbuilder.OnImage); ok && p.Places.Has(urlbuilder.OnImage) {
		return titleLook
	}
	return titleLayer
}
