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
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/renditions"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
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
	etag       string
	report     string // for a header
	isOriginal bool   // nothing changed; then there is no Body
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

// renderable is a file with what can be rendered of it.
type renderable struct {
	library.Asset
	request  render.Request
	analysis *render.Analysis
	layers   layerFiles
}

// renderableOf returns what a URL asks for, nil if the file is delivered as it is: rendering is switched off, the URL
// has no transformation, or this server cannot render such files.
func (a *api) renderableOf(r *http.Request, f library.Asset, t library.Target) (*renderable, error) {
	chain := a.chainOf(f, t)
	if !a.rendering || len(chain) == 0 && t.Suffix == "" || !a.renders(f, t) {
		return nil, nil
	}
	analysis, err := render.Analyze(chain, a.lib.NamedChain)
	if err != nil {
		return nil, err
	}
	layers := a.layerFiles(analysis.Files)
	if err := a.checkLayers(layers, t); err != nil {
		return nil, err
	}
	return &renderable{f, render.Request{
		Chain: chain, Named: analysis.Named, FocusArea: focusArea(f.Coordinates),
		Accept:      strings.Join(r.Header.Values("Accept"), ", "),
		ClientHints: render.ClientHints{Width: hintOf(r, "width"), DPR: hintOf(r, "dpr")},
		Thumbnail:   t.Suffix == library.Thumbnail, Video: t.Suffix == library.GIFVideo,
	}, analysis, layers}, nil
}

// renders reports whether this server renders what a URL asks for.
func (a *api) renders(f library.Asset, t library.Target) bool {
	switch t.Suffix {
	case library.HLS, library.DASH:
		return false
	case library.GIFVideo, library.Video:
		return a.ffmpeg != ""
	}
	return a.rendersKind(f.Kind())
}

// rendersKind reports whether this server renders files of a kind, such as image.
func (a *api) rendersKind(kind string) bool {
	return kind == "image" || kind == "video" && a.ffmpeg != ""
}

// changesFile reports whether the result differs from the file.
func (f *renderable) changesFile() bool {
	return f.request.Thumbnail || f.request.Video || f.analysis.ChangesFile
}

// render returns the rendition of a file. It is nil if the file cannot be decoded.
func (a *api) render(ctx context.Context, f *renderable) (*rendition, error) {
	result, err := a.renditions.Get(ctx, f.key(), func(ctx context.Context) (*rendition, error) {
		request := f.request
		request.Path, request.Files = sourceName, sourceAndLayers{f.Blob, f.layers}
		result, err := a.renderer.Render(ctx, request)
		if err != nil {
			return nil, err
		}
		return newRendition(f.Blob, result), nil
	})
	if errors.Is(err, render.ErrSource) {
		return nil, nil
	}
	return result, err
}

// newRendition returns what is kept of a result.
func newRendition(source *store.Blob, result *render.Rendition) *rendition {
	hash := sha256.Sum256(result.Body)
	sum := hex.EncodeToString(hash[:])
	kept := &rendition{result, `"` + sum[:32] + `"`, reportText(result.Report), sum == source.Sum}
	result.Report = nil // it can be larger than the picture
	if kept.isOriginal {
		result.Body = nil
	}
	return kept
}

// key identifies a rendition: by the bytes of the file and all that it is rendered with.
func (f *renderable) key() string {
	hints := f.request.ClientHints
	texts := []string{
		f.Blob.Sum, f.Coordinates, f.request.Chain.String(), f.request.Accept, fmt.Sprint(hints.Width),
		fmt.Sprint(hints.DPR), fmt.Sprint(f.request.Thumbnail, f.request.Video),
	}
	for _, name := range slices.Sorted(maps.Keys(f.request.Named)) {
		texts = append(texts, name, f.request.Named[name].String())
	}
	for _, name := range f.analysis.Files {
		texts = append(texts, name, f.layers.sum(name))
	}
	return hashOf(texts...)
}

// preparationKey identifies what is made of a file for a URL, whoever requests it.
func preparationKey(f library.Asset, t library.Target) string {
	return hashOf(f.Blob.Sum, t.Chain().String(), string(t.Suffix))
}

// hashOf returns a hash of texts.
func hashOf(texts ...string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", texts))
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

// serveRendition writes a rendition. net/http handles valid ranges and conditional requests. If serveRendition returns
// an error, it has written nothing.
func serveRendition(
	w http.ResponseWriter, r *http.Request, f library.Asset, t library.Target, result *rendition,
) error {
	h := w.Header()
	setReport(h, result.report)
	if result.report == "" && !result.isOriginal { // the URL has a suffix, but no transformation
		setReport(h, "exact: "+string(t.Suffix))
	}
	if result.ContentDPR > 0 {
		h.Set("Content-DPR", strconv.FormatFloat(result.ContentDPR, 'f', 2, 64))
	}
	if result.isOriginal {
		return serveAsset(w, r, f, t)
	}
	h.Set("Content-Type", result.ContentType)
	name := f.Name()
	if t.Suffix != "" {
		name = string(t.Suffix)
	}
	// A rendition changes without the file, with a named transformation or the custom coordinates, so its only
	// validator is the entity tag.
	size := int64(len(result.Body))
	serveContent(w, withValidRange(r, size), name, t, validators{etag: result.etag}, bytes.NewReader(result.Body))
	return nil
}

// setVary sets the header that says on which headers of the request a rendition depends.
func setVary(h http.Header, result *rendition) {
	if result.Varies.Accept {
		h.Add("Vary", "Accept")
	}
	if result.Varies.ClientHints {
		h.Add("Vary", strings.Join(slices.Concat(hintHeaders["width"], hintHeaders["dpr"]), ", "))
	}
}

// validators are what conditional requests compare. The zero time means none.
type validators struct {
	etag     string
	modified time.Time
}

// serveContent writes the bytes that a URL delivers, with the headers that all deliveries have.
//
// Assumed: the name of a download is that of the file, also if its format is another one, or the suffix of the URL if
// that was rendered.
func serveContent(
	w http.ResponseWriter, r *http.Request, name string, t library.Target, v validators, content io.ReadSeeker,
) {
	h := w.Header()
	h.Set("ETag", v.etag)
	// A new version has the same URL, so browsers must revalidate.
	h.Set("Cache-Control", "no-cache")
	if t.Query.Get("ik-attachment") == "true" {
		if other := t.Query.Get("ik-attachment-filename"); other != "" {
			name = other
		}
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
	http.ServeContent(w, r, name, v.modified, content)
}

// maxReport is the maximum length of the report in the header X-Mock-Transformation, in bytes.
const maxReport = 2000

// reportText returns how the parameters of a transformation were rendered, for a header. It leaves out those that are
// not in the table of parameters, because the header lists them as unknown.
func reportText(report render.Report) string {
	known := slices.DeleteFunc(slices.Clone(report), isUnknown)
	return headerText(known.String())
}

// isUnknown reports whether the parameter of an entry is not in the table of parameters. Layers and conditions, which
// are not in it, are known as well.
func isUnknown(e render.ReportEntry) bool {
	_, known := urlbuilder.LookupParameter(e.Code, 0)
	return !known && e.Code != "l" && e.Code != "if"
}

// reasonText returns which parameter has made rendering fail and why, for the header with the report. It is empty if
// the error does not concern a parameter.
func reasonText(err error) string {
	e, ok := errors.AsType[*render.ParameterError](err)
	if !ok {
		return ""
	}
	reason := e.Err.Error()
	if missing, ok := errors.AsType[*fs.PathError](err); ok && errors.Is(err, fs.ErrNotExist) {
		reason = "there is no file /" + missing.Path + " in the library"
	}
	return headerText(fmt.Sprintf("%s: %s-%s (%s)", notRendered, e.Code, e.Value, reason))
}

// headerText returns a text that can be in a header.
func headerText(text string) string {
	text = printable(text)
	if len(text) > maxReport {
		text = text[:maxReport] + "..."
	}
	return text
}
