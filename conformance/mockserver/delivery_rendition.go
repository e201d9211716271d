package mockserver

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/renditions"
	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// renditionCacheSize is the number of bytes of the renditions that a server keeps.
const renditionCacheSize = 64 << 20

// renditionCache keeps the renditions of a server.
type renditionCache = renditions.Cache[*rendition]

func newRenditionCache() *renditionCache {
	return renditions.New(renditionCacheSize, (*rendition).size)
}

// rendition is a rendered file with its strong entity tag.
type rendition struct {
	*render.Rendition
	etag   string
	report string // for a header
}

// size is about how many bytes of memory a rendition takes in the cache. The file is the smaller part for small
// pictures.
func (r *rendition) size() int64 { return int64(1000 + cap(r.Body) + len(r.report)) }

// hintHeaders are the headers of a request from which w-auto and dpr-auto get their values. The older ones have no
// prefix.
var hintHeaders = map[string][]string{
	"width": {"Sec-CH-Width", "Width"},
	"dpr":   {"Sec-CH-DPR", "DPR"},
}

// render returns the rendition of a file for a request. It is nil if the file is delivered as it is: rendering is
// switched off, the URL has no transformation, or the file is not an image that can be decoded.
func (a *api) render(r *http.Request, f library.Asset, t library.Target) (*rendition, error) {
	chain := a.chainOf(f, t)
	if !a.rendering || t.MakesFile() || len(chain) == 0 || !strings.HasPrefix(f.MediaType, "image/") {
		return nil, nil
	}
	analysis, err := render.Analyze(chain, a.lib.NamedChain)
	if err != nil {
		return nil, err
	}
	hints := render.ClientHints{Width: hintOf(r, "width"), DPR: hintOf(r, "dpr")}
	accept := strings.Join(r.Header.Values("Accept"), ", ")
	key := renditionKey(f, chain, analysis.Named, accept, hints)
	result, err := a.renditions.Get(r.Context(), key, func(ctx context.Context) (*rendition, error) {
		return a.renderAsset(ctx, f, render.Request{
			Chain: chain, Named: analysis.Named, Accept: accept, ClientHints: hints,
			FocusArea: focusArea(f.Coordinates),
		})
	})
	if errors.Is(err, render.ErrSource) || err == nil && keepsOriginal(f, t, result) {
		return nil, nil // it is delivered as it is
	}
	return result, err
}

// renderAsset reads a file and renders it. It waits before it reads, so that the number of files in memory is that of
// renditions which are made at the same time, not that of requests.
func (a *api) renderAsset(ctx context.Context, f library.Asset, request render.Request) (*rendition, error) {
	select {
	case a.renderSlots <- struct{}{}:
		defer func() { <-a.renderSlots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	content, err := f.Blob.Open()
	if err != nil {
		return nil, err
	}
	defer content.Close()
	if request.Source, err = io.ReadAll(content); err != nil {
		return nil, err
	}
	result, err := a.renderer.Render(ctx, request)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(result.Body)
	report := reportOf(result)
	result.Report = nil // it can be larger than the picture, which is kept
	return &rendition{result, `"` + hex.EncodeToString(sum[:16]) + `"`, report}, nil
}

// renditionKey identifies a rendition: by the bytes of the file and all that it is rendered with.
func renditionKey(
	f library.Asset, chain urlbuilder.Chain, named map[string]urlbuilder.Chain, accept string, hints render.ClientHints,
) string {
	parts := []string{
		f.Blob.Sum, f.Coordinates, chain.String(), accept, fmt.Sprint(hints.Width), fmt.Sprint(hints.DPR),
	}
	for _, name := range slices.Sorted(maps.Keys(named)) {
		parts = append(parts, name, named[name].String())
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return string(sum[:])
}

// Limits of the values of client hints. Others are ignored.
const (
	minHint = 0.1
	maxHint = 1e6
)

// hintOf returns the value of a client hint, 0 if the request has none.
func hintOf(r *http.Request, name string) float64 {
	for _, header := range hintHeaders[name] {
		if n, err := strconv.ParseFloat(r.Header.Get(header), 64); err == nil && n >= minHint && n <= maxHint {
			return n
		}
	}
	return 0
}

// focusArea returns the custom coordinates of a file, which are x, y, width and height.
func focusArea(coordinates string) image.Rectangle {
	var x, y, width, height int
	if _, err := fmt.Sscanf(coordinates, "%d,%d,%d,%d", &x, &y, &width, &height); err != nil {
		return image.Rectangle{}
	}
	return image.Rect(x, y, x+width, y+height)
}

// serveRendition writes a rendition. net/http handles valid ranges and conditional requests.
func serveRendition(w http.ResponseWriter, r *http.Request, f library.Asset, t library.Target, result *rendition) {
	h := w.Header()
	h.Set("Content-Type", result.ContentType)
	if result.Varies.Accept {
		h.Add("Vary", "Accept")
	}
	if result.Varies.ClientHints {
		h.Add("Vary", strings.Join(append(hintHeaders["width"], hintHeaders["dpr"]...), ", "))
	}
	if result.ContentDPR > 0 {
		h.Set("Content-DPR", strconv.FormatFloat(result.ContentDPR, 'f', 2, 64))
	}
	// A rendition changes without the file, with a named transformation or the custom coordinates, so its only
	// validator is the entity tag.
	size := int64(len(result.Body))
	serveContent(w, withValidRange(r, size), f, t, validators{etag: result.etag}, bytes.NewReader(result.Body))
}

// validators are what conditional requests compare. The zero time means none.
type validators struct {
	etag     string
	modified time.Time
}

// serveContent writes the bytes that a URL delivers, with the headers that all deliveries have.
func serveContent(
	w http.ResponseWriter, r *http.Request, f library.Asset, t library.Target, v validators, content io.ReadSeeker,
) {
	h := w.Header()
	h.Set("ETag", v.etag)
	// A new version has the same URL, so browsers must revalidate.
	h.Set("Cache-Control", "no-cache")
	if t.Query.Get("ik-attachment") == "true" {
		name := f.Name()
		if other := t.Query.Get("ik-attachment-filename"); other != "" {
			name = other
		}
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
	http.ServeContent(w, r, f.Name(), v.modified, content)
}

// maxReport is the maximum length of the report in the header X-Mock-Transformation, in bytes.
const maxReport = 2000

// reportOf returns how the parameters of a transformation were rendered, for a header.
func reportOf(result *render.Rendition) string {
	text := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, result.Report.String())
	if len(text) > maxReport {
		text = text[:maxReport] + "..."
	}
	return text
}
