package mockserver

import (
	"errors"
	"net/http"
	"sync"

	"github.com/openimagekit/imagekit/gen/server"
)

// lazy is a value that is made when somebody asks for it, and once.
type lazy[T any] struct {
	once  sync.Once
	value T
}

func (l *lazy[T]) get(read func() T) T {
	l.once.Do(func() { l.value = read() })
	return l.value
}

// lazyMetadata is what is read from the bytes of a version only if somebody asks. Copies of a version share it: an
// update does not change the bytes. Nobody changes what it returns.
type lazyMetadata struct {
	all      lazy[*server.Metadata]
	embedded lazy[map[string]any]
	video    lazy[*videoInfo]
}

// metadata decodes the image at the first call.
func (a asset) metadata() *server.Metadata {
	return a.meta.all.get(func() *server.Metadata { return readMetadata(a.version, a.video()) })
}

// embedded is nil if the file has no EXIF, IPTC and XMP values.
//
// Assumed: the details of a file without any have no embeddedMetadata. An old example of the service has null, which
// the document does not allow.
func (a asset) embedded() map[string]any {
	return a.meta.embedded.get(func() map[string]any { return readEmbedded(a.version) })
}

// video is nil if the file is neither a video nor a sound that can be read.
func (a asset) video() *videoInfo {
	return a.meta.video.get(func() *videoInfo { return readVideo(a.version) })
}

// readMetadata leaves out what is not known. Damaged files have what can be read.
//
// Assumed: files that are neither images nor videos have metadata too, with format and size alone. Width and height of
// an image are those of the stored pixels, whatever its EXIF orientation says: the names of the fields are those of the
// sharp library, whose metadata are so.
func readMetadata(v *version, video *videoInfo) *server.Metadata {
	m := &server.Metadata{Size: new(v.Blob.Size), Format: &v.Format}
	if video != nil {
		m.Width, m.Height, m.Duration, m.BitRate = video.width, video.height, video.duration, video.bitRate
		m.AudioCodec, m.VideoCodec = video.audioCodec, video.videoCodec
	}
	if v.Image != nil {
		m.Width, m.Height = new(int64(v.Image.Width)), new(int64(v.Image.Height))
		m.HasTransparency = &v.Image.Alpha
		m.Quality = new(0.0) // unknown, in the service's words
		addFromFile(m, v)
	}
	return m
}

// addFromFile adds what the head of an image does not tell. A file whose bytes are gone has none of it.
func addFromFile(m *server.Metadata, v *version) {
	f, err := sectionOf(v.Blob)
	if err != nil {
		return
	}
	defer f.Close()
	c := readContainer(f.SectionReader, v.Image.Format)
	m.Density, m.HasColorProfile, m.EXIF = new(c.dpi()), &c.profile, c.exif.model()
	if v.Image.pixels() <= maxPixels {
		addPixels(m, f.SectionReader, v.Image.Format)
	}
}

// GetFileMetadata answers with what is inside the current version of a file.
func (a *api) GetFileMetadata(w http.ResponseWriter, r *http.Request, fileID server.FileID) {
	a.answer(w, r)(a.fileMetadata(fileID))
}

func (a *api) fileMetadata(id string) (int, any, error) {
	f, err := a.lib.get(id)
	if errors.Is(err, errNoFile) {
		return 0, nil, errNoMetadata
	}
	if err != nil {
		return 0, nil, err
	}
	return ok(f.metadata())
}

// GetFileMetadataFromURL answers with what is inside the file that is delivered at a URL.
func (a *api) GetFileMetadataFromURL(w http.ResponseWriter, r *http.Request, params server.GetFileMetadataFromURLParams) {
	a.answer(w, r)(a.metadataFromURL(params.URL))
}

// metadataFromURL looks into the library: the server need not ask itself over HTTP. It is about the original, even if
// the URL asks for a transformation: the service tells about the transformed image then, which is not rendered here.
//
// Assumed: the metadata of a private file need no signature, since the request has the key.
func (a *api) metadataFromURL(rawURL string) (int, any, error) {
	tail, under := a.place.cut(rawURL)
	if !under {
		return 0, nil, errMetadataURL
	}
	target, err := a.parseTarget(tail)
	if err != nil {
		return 0, nil, invalid("url", err.Error())
	}
	f, found := a.lib.atPath(target.path)
	if !found {
		return 0, nil, errNoMetadata
	}
	return ok(f.metadata())
}
