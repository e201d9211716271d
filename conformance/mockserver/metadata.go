package mockserver

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // decoders of what is uploaded
	_ "image/jpeg"
	_ "image/png"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/corona10/goimagehash"
	_ "golang.org/x/image/webp"

	"github.com/openimagekit/imagekit/gen/server"
)

const (
	sniffLength = 512     // bytes that tell the type of a file
	headLength  = 1 << 20 // bytes that tell the size of an image, even behind a long colour profile
	maxPixels   = 1 << 26 // larger images are not decoded: they have no perceptual hash
)

// imageInfo is what the head of an image tells.
type imageInfo struct {
	Format        string // as the image package names it
	Width, Height int
	Alpha         bool
}

// inspect returns the media type of a file, and what else can be told without decoding it. The content decides, as far as it can:
// an image that is called x.dat is an image.
func inspect(b *blob, name string) (mediaType string, info *imageInfo, err error) {
	head, err := b.head(headLength)
	if err != nil {
		return "", nil, err
	}
	if c, format, err := image.DecodeConfig(bytes.NewReader(head)); err == nil {
		return "image/" + format, &imageInfo{format, c.Width, c.Height, hasAlpha(c.ColorModel)}, nil
	}
	return mediaTypeOf(head[:min(len(head), sniffLength)], name), nil, nil
}

// types are what the first bytes of a file cannot tell. The machine's own list would make answers differ from machine to machine.
var types = map[string]string{
	".avif": "image/avif",
	".css":  "text/css; charset=utf-8",
	".csv":  "text/csv; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".mov":  "video/quicktime",
	".mp3":  "audio/mpeg",
	".svg":  "image/svg+xml",
}

// mediaTypeOf is for what is no image, or none that Go can decode.
func mediaTypeOf(head []byte, name string) string {
	if known := types[strings.ToLower(path.Ext(name))]; known != "" {
		return known
	}
	return http.DetectContentType(head)
}

// hasAlpha tells from the head of an image whether its pixels can be transparent. That some are, only the pixels tell.
func hasAlpha(m color.Model) bool {
	switch m {
	case color.NRGBAModel, color.NRGBA64Model, color.AlphaModel, color.Alpha16Model, color.NYCbCrAModel:
		return true
	}
	palette, _ := m.(color.Palette)
	for _, c := range palette {
		if _, _, _, alpha := c.RGBA(); alpha < 0xffff {
			return true
		}
	}
	return false
}

// lazyMetadata is decoded when somebody asks for it, and once.
type lazyMetadata struct {
	once  sync.Once
	value server.Metadata
}

// metadata decodes the image at the first call. Copies of a version share the result: an update does not change the bytes.
func (a asset) metadata() server.Metadata {
	a.meta.once.Do(func() { a.meta.value = readMetadata(a.version) })
	return a.meta.value
}

// readMetadata leaves out what is not known: density, colour profile, EXIF, and everything about videos.
//
// Assumed: files that are no images have metadata too, with format and size alone.
func readMetadata(v *version) server.Metadata {
	m := server.Metadata{Size: new(float64(v.Blob.Size)), Format: &v.Format}
	if v.Image == nil {
		return m
	}
	m.Width, m.Height = new(float64(v.Image.Width)), new(float64(v.Image.Height))
	m.HasTransparency = &v.Image.Alpha
	m.Quality = new(0.0) // unknown, in the service's words
	if v.Image.Width*v.Image.Height <= maxPixels {
		addPixels(&m, v.Blob)
	}
	return m
}

// addPixels adds what only the decoded image tells. A damaged image has none of it.
//
// Assumed: the service's perceptual hash is a DCT hash of 64 bits as well; its bits need not be the same.
func addPixels(m *server.Metadata, b *blob) {
	f, err := b.open()
	if err != nil {
		return
	}
	defer f.Close()
	decoded, _, err := image.Decode(f)
	if err != nil {
		return
	}
	if o, ok := decoded.(interface{ Opaque() bool }); ok {
		m.HasTransparency = new(!o.Opaque())
	}
	if hash, err := goimagehash.PerceptionHash(decoded); err == nil {
		m.PHash = new(fmt.Sprintf("%016x", hash.GetHash()))
	}
}

// formatOf returns jpg, png, mp4 and so on.
func formatOf(mediaType string) string {
	mediaType, _, _ = mime.ParseMediaType(mediaType)
	_, format, _ := strings.Cut(mediaType, "/")
	if format == "jpeg" {
		return "jpg"
	}
	return format
}

// GetFileMetadata answers with what is inside the current version of a file.
func (a *api) GetFileMetadata(w http.ResponseWriter, r *http.Request, fileID server.FileID) {
	a.answer(w, r)(a.fileMetadata(fileID))
}

func (a *api) fileMetadata(id string) (int, any, error) {
	f, err := a.store.get(id)
	if err != nil {
		return 0, nil, err
	}
	return ok(f.metadata())
}

// GetFileMetadataFromURL answers with what is inside the file that is delivered at a URL.
func (a *api) GetFileMetadataFromURL(w http.ResponseWriter, r *http.Request, params server.GetFileMetadataFromURLParams) {
	a.answer(w, r)(a.metadataFromURL(params.URL))
}

// metadataFromURL looks into the library: the server need not ask itself over HTTP.
//
// Assumed: it is always about the original, and a private file needs no signature, since the request has the key.
func (a *api) metadataFromURL(rawURL string) (int, any, error) {
	tail, under := a.place.cut(rawURL)
	if !under {
		return 0, nil, invalid("url", "It is not under the URL endpoint "+a.place.endpoint)
	}
	target, err := a.parseTarget(tail)
	if err != nil {
		return 0, nil, invalid("url", err.Error())
	}
	f, found := a.store.atPath(target.path)
	if !found {
		return 0, nil, errNoAsset
	}
	return ok(f.metadata())
}
