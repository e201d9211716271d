package media

import (
	"encoding/binary"
	"io"
	"math"

	"github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit/gen/server"
)

// EXIF data is a TIFF file without pixels. The imagemeta library, which reads the embedded metadata, converts values to
// readable forms: APEX values to apertures, triples to degrees, digits to numbers; and it omits offsets. The service
// returns the values as they are in the file, so they are read here without that library.

const (
	maxEntries = 1 << 10 // entries of a directory
	maxValue   = 1 << 12 // bytes; longer values, such as thumbnails and notes of the camera's maker, are omitted
	cmPerInch  = 2.54
)

// exif has the directories, with the names of the service. Each has values by name: strings, numbers (float64) and
// lists of numbers.
type exif struct {
	image, thumbnail, details, gps, interoperability map[string]any
	// there is a color profile; only TIFF files have it in a directory
	profile bool
}

// readEXIF reads EXIF data. It returns nil if there is none. From damaged data it returns what can be read.
func readEXIF(r *io.SectionReader) *exif {
	t := openTIFF(r)
	if t == nil {
		return nil
	}
	e := &exif{}
	var next uint32
	e.image, next = t.directory(t.first, imageTags)
	e.thumbnail, _ = t.directory(next, thumbnailTags)
	e.details, _ = t.directory(exifOffset(e.image["ExifOffset"]), detailTags)
	e.gps, _ = t.directory(exifOffset(e.image["GPSInfo"]), gpsTags)
	e.interoperability, _ = t.directory(exifOffset(e.details["InteropOffset"]), interoperabilityTags)
	e.profile = t.profile
	return e
}

// exifOffset converts a value to an offset. It returns 0, where no directory can be, for other values.
func exifOffset(v any) uint32 {
	n, _ := v.(float64)
	if n < 0 || n > math.MaxUint32 {
		return 0
	}
	return uint32(n)
}

// density returns the density in dots per inch, 0 if it is not known. The default unit of EXIF is the inch.
func (e *exif) density() float64 {
	if e == nil {
		return 0
	}
	resolution, _ := e.image["XResolution"].(float64)
	switch e.image["ResolutionUnit"] {
	case nil, 2.0:
		return resolution
	case 3.0:
		return resolution * cmPerInch
	}
	return 0
}

func (e *exif) hasProfile() bool { return e != nil && e.profile }

// model returns the EXIF data in the form of the API, or nil if there is none. It has all directories, including empty
// ones, as in the examples of the service. The notes of the camera's maker are always empty, because each maker has
// another format.
func (e *exif) model() *server.EXIF {
	if e == nil {
		return nil
	}
	return &server.EXIF{
		Image:            fill[server.EXIFImage](e.image),
		Thumbnail:        fill[server.EXIFThumbnail](e.thumbnail),
		EXIF:             fill[server.EXIFDetails](e.details),
		GPS:              fill[server.EXIFGPS](e.gps),
		Interoperability: fill[server.EXIFInteroperability](e.interoperability),
		Makernote:        &map[string]any{},
	}
}

// fill converts values to a model with fields for them. The table of tags ensures that their types fit.
func fill[T any](values map[string]any) *T {
	var model T
	if object, err := json.Marshal(values); err == nil {
		_ = json.Unmarshal(object, &model)
	}
	return &model
}

// tiffReader reads the directories of a TIFF structure.
type tiffReader struct {
	io.ReaderAt
	order   binary.ByteOrder
	first   uint32 // offset of the first directory
	profile bool   // a directory has the tag of a color profile
}

// isTIFF reports whether a file begins like a TIFF structure in either byte order.
func isTIFF(head []byte) bool {
	return len(head) >= 8 && (string(head[:4]) == "II*\x00" || string(head[:4]) == "MM\x00*")
}

// openTIFF returns a reader for a TIFF structure, or nil if r has none.
func openTIFF(r io.ReaderAt) *tiffReader {
	head := readAt(r, 0, 8)
	if !isTIFF(head) {
		return nil
	}
	t := &tiffReader{ReaderAt: r, order: binary.LittleEndian}
	if head[0] == 'M' {
		t.order = binary.BigEndian
	}
	t.first = t.order.Uint32(head[4:])
	return t
}

// directory returns the known values of the directory at an offset, and the offset of the next one. Offset 0 means that
// there is no directory.
func (t *tiffReader) directory(at uint32, tags map[uint16]exifTag) (values map[string]any, next uint32) {
	values = map[string]any{}
	head := readAt(t, int64(at), 2)
	if at == 0 || head == nil {
		return values, 0
	}
	start, n := int64(at)+2, int64(min(t.order.Uint16(head), maxEntries))
	for i := range n {
		if b := readAt(t, start+12*i, 12); b != nil {
			t.add(values, tags, b)
		}
	}
	if b := readAt(t, start+12*n, 4); b != nil {
		next = t.order.Uint32(b)
	}
	return values, next
}

// add adds the value of an entry if its tag is known and the value has the form for this tag.
func (t *tiffReader) add(values map[string]any, tags map[uint16]exifTag, b []byte) {
	number := t.order.Uint16(b)
	t.profile = t.profile || number == profileTag
	tag, known := tags[number]
	if !known {
		return
	}
	e := exifEntry{kind: t.order.Uint16(b[2:]), order: t.order}
	size := int64(kindSizes[e.kind]) * int64(t.order.Uint32(b[4:]))
	switch {
	case size == 0 || size > maxValue:
		return
	case size <= 4:
		e.data = b[8 : 8+size]
	default:
		e.data = readAt(t, int64(t.order.Uint32(b[8:])), int(size))
	}
	if v := tag.form(e); v != nil {
		values[tag.name] = v
	}
}
