package mockserver_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/http"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
	"github.com/openimagekit/imagekit/internal/race"
)

// metadataOf uploads a file and returns its metadata.
func metadataOf(t *testing.T, s *mockserver.Server, name string, content []byte) map[string]any {
	t.Helper()
	path := fmt.Sprintf("/v1/files/%v/metadata", put(t, s, name, content)["fileId"])
	return do(t, s, http.MethodGet, path, nil).wantStatus(t, http.StatusOK).object(t)
}

// photo returns an image with the EXIF data of a camera.
func photo(t *testing.T) []byte {
	t.Helper()
	return sample.JPEGWith(t, sample.JPEGEXIF+sample.Camera.Encode(binary.BigEndian))
}

// TestGetFileMetadata_Contract requests the metadata of files in all formats, including damaged ones. The server
// validates its responses, so a value that does not match the schema fails the request.
func TestGetFileMetadata_Contract(t *testing.T) {
	t.Parallel()
	s := start(t)
	damaged := sample.Directories{Image: []sample.Field{
		sample.ASCII(0x112, "6"), sample.Short(0x10f, 1), sample.ASCII(0x131, "kept"), sample.Ratio(0x11a, 1, 0),
		{Tag: 0x128, Kind: 99, Numbers: []uint32{1}},
	}, GPS: []sample.Field{sample.ASCII(2, "43"), sample.Ratio(4, 1, 0, 0, 0, 0, 0)}}.Encode(binary.BigEndian)
	for name, test := range map[string]struct {
		content []byte
		format  string
	}{
		"photo.jpg": {photo(t), "jpg"},
		"a.png":     {sample.PNG(t, 40, 30, true), "png"},
		"a.gif":     {sample.GIF(t, 40, 30), "gif"},
		"a.webp": {
			sample.WebPWith(t, "EXIF"+sample.Camera.Encode(binary.LittleEndian), "XMP "+sample.XMP),
			"webp",
		},
		"a.tiff":      {sample.TIFF(t), "tiff"},
		"a.bmp":       {sample.BMP(t), "bmp"},
		"a.avif":      {sample.HEIF("avif", "mif1miaf", 640, 480), "avif"},
		"a.mp4":       {sample.Video("isom", 7583, sample.Track("vide", "avc1", 1280, 720)), "mp4"},
		"a.svg":       {[]byte(`<svg width="2in" height="96"/>`), "svg"},
		"a.txt":       {[]byte(`text`), "txt"},
		"damaged.jpg": {sample.JPEGWith(t, sample.JPEGEXIF+damaged), "jpg"},
		"half.mp4":    {sample.Video("isom", 7583)[:5000], "mp4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := map[string]any{"format": test.format, "size": len(test.content)}
			wantFields(t, metadataOf(t, s, name, test.content), want)
		})
	}
}

func TestGetFileDetails_Video(t *testing.T) {
	t.Parallel()
	s := start(t)
	content := sample.Video("isom", 7583, sample.Track("vide", "avc1", 1280, 720), sample.Track("soun", "mp4a", 0, 0))
	want := map[string]any{
		"width": 1280, "height": 720, "duration": 7, "bitRate": 6, "audioCodec": "aac", "videoCodec": "h264",
	}
	file := put(t, s, "a.mp4", content)
	wantFields(t, file, want)
	about := details(t, s, file["fileId"])
	wantFields(t, about, want)
	wantFields(t, about, map[string]any{"mime": "video/mp4", "fileType": "non-image"})
	wantFields(t, metadataOf(t, s, "b.mp4", content), want)
}

func TestGetFileDetails_EmbeddedMetadata(t *testing.T) {
	t.Parallel()
	s := start(t)
	file := put(t, s, "a.jpg", photo(t), part{name: "responseFields", text: "embeddedMetadata"})
	for name, embedded := range map[string]any{
		"upload": file["embeddedMetadata"], "details": details(t, s, file["fileId"])["embeddedMetadata"],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFields(t, embedded.(map[string]any), map[string]any{
				"Make": "Canon", "ModifyDate": "2008-07-31T10:38:11.000Z", "Orientation": "Horizontal (normal)",
			})
		})
	}
}

func TestGetFileDetails_NoEmbeddedMetadata(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, content := range map[string][]byte{"a.png": pngFile(t, 4, 4, false), "a.txt": []byte("text")} {
		file := put(t, s, name, content, part{name: "responseFields", text: "embeddedMetadata"})
		wantFields(t, file, map[string]any{"embeddedMetadata": map[string]any{}})
		if v, found := details(t, s, file["fileId"])["embeddedMetadata"]; found {
			t.Errorf("%s: embedded metadata is %v", name, v)
		}
	}
}

func TestListFiles_EmbeddedMetadata(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.jpg", photo(t))
	list := decode[[]map[string]any](t, do(t, s, http.MethodGet, "/v1/files", nil).wantStatus(t, http.StatusOK))
	if len(list) != 1 {
		t.Fatalf("%d files, want 1", len(list))
	}
	wantFields(t, list[0]["embeddedMetadata"].(map[string]any), map[string]any{"Make": "Canon"})
}

// TestUpload_MetadataOfLargeFile checks that the server reads the metadata of a file on disk like that of a file in
// memory.
func TestUpload_MetadataOfLargeFile(t *testing.T) {
	t.Parallel()
	s := start(t)
	content := append(photo(t), make([]byte, 2<<20)...)
	file := put(t, s, "large.jpg", content, part{name: "responseFields", text: "metadata,embeddedMetadata"})
	metadata := file["metadata"].(map[string]any)
	wantFields(t, metadata, map[string]any{"width": 40, "height": 30, "size": len(content)})
	wantFields(t, metadata["exif"].(map[string]any)["image"].(map[string]any), map[string]any{"Make": "Canon"})
	wantFields(t, file["embeddedMetadata"].(map[string]any), map[string]any{"Make": "Canon"})
}

func TestGetFileMetadataFromURL_EXIF(t *testing.T) {
	t.Parallel()
	s := start(t)
	path := "/v1/metadata?url=" + escape(put(t, s, "a.jpg", photo(t))["url"].(string))
	m := do(t, s, http.MethodGet, path, nil).wantStatus(t, http.StatusOK).object(t)
	wantFields(t, m["exif"].(map[string]any)["image"].(map[string]any), map[string]any{"Make": "Canon"})
}

func TestGetFileMetadata(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct {
		name    string
		content []byte
		want    object
	}{
		{
			"a.png", pngFile(t, 64, 48, true),
			object{"format": "png", "width": 64, "height": 48, "hasTransparency": true, "quality": 0},
		},
		{"b.png", pngFile(t, 64, 48, false), object{"format": "png", "hasTransparency": false}},
		{
			"c.jpg", jpegFile(t, 64, 48, 90),
			object{"format": "jpg", "width": 64, "height": 48, "hasTransparency": false},
		},
		{"d.gif", gifFile(t, 8, 8), object{"format": "gif", "width": 8}},
		{"e.dat", pngFile(t, 1, 1, false), object{"format": "png"}}, // the format depends on the content only
		{"f.json", []byte("{}"), object{"format": "json"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := put(t, s, test.name, test.content)
			test.want["size"] = len(test.content)
			byID := do(t, s, http.MethodGet, fmt.Sprintf("/v1/files/%v/metadata", file["fileId"]), nil).wantStatus(t,
				http.StatusOK).object(t)
			wantFields(t, byID, test.want)
			u := strings.Replace(file["url"].(string), s.URLEndpoint(), s.URLEndpoint()+"/tr:w-5", 1) + "?x=y"
			byURL := do(t, s, http.MethodGet, "/v1/metadata?url="+escape(u), nil).wantStatus(t, http.StatusOK).object(t)
			wantFields(t, byURL, byID)
		})
	}
}

func TestGetFileMetadata_PHash(t *testing.T) {
	t.Parallel()
	s := start(t)
	hash := func(name string, content []byte) uint64 {
		id := put(t, s, name, content)["fileId"]
		m := do(t, s, http.MethodGet, fmt.Sprintf("/v1/files/%v/metadata", id), nil).wantStatus(t,
			http.StatusOK).object(t)
		text, _ := m["pHash"].(string)
		h, err := strconv.ParseUint(text, 16, 64)
		if err != nil || len(text) != 16 {
			t.Fatalf("pHash is %q, want 16 hexadecimal digits", text)
		}
		return h
	}
	original := hash("a.png", pngFile(t, 200, 100, false))
	if d := bits.OnesCount64(original ^ hash("b.jpg", jpegFile(t, 200, 100, 60))); d > 10 {
		t.Errorf("distance to the JPEG of the same picture: %d, want at most 10", d)
	}
}

func TestGetFileMetadata_DamagedImage(t *testing.T) {
	t.Parallel()
	s := start(t)
	content := pngFile(t, 64, 48, false)
	file := put(t, s, "a.png", content[:len(content)/2], part{name: "responseFields", text: "metadata"})
	m := file["metadata"].(map[string]any)
	wantFields(t, m, object{"width": 64})
	if _, found := m["pHash"]; found {
		t.Error("a damaged image has a pHash")
	}
	for name, content := range map[string][]byte{
		"half.png": content[:len(content)/2], "head.dat": content[:16], "text.jpg": []byte("text"),
		"half.jpg": photo(t)[:700], "text.AVIF": []byte("this is not a picture"),
	} {
		file := put(t, s, name, content, part{name: "responseFields", text: "metadata"})
		wantFields(t, file["metadata"].(map[string]any), object{"size": len(content)})
		path := fmt.Sprintf("/v1/files/%v/metadata", file["fileId"])
		do(t, s, http.MethodGet, path, nil).wantError(t, http.StatusBadRequest, "corrupt or invalid")
	}
	for name, content := range map[string][]byte{
		"text.txt": []byte("text"), "drawing.svg": []byte("<svg"), "animation.webp": animatedWebP(),
	} {
		path := fmt.Sprintf("/v1/files/%v/metadata", put(t, s, name, content)["fileId"])
		do(t, s, http.MethodGet, path, nil).wantStatus(t, http.StatusOK)
	}
}

// animatedWebP returns an image with the chunks of an animation, which the decoder does not support.
func animatedWebP() []byte {
	return []byte("RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x01\x00\x00ANIM\x06" +
		"\x00\x00\x00\x00\x00\x00\x00\x00\x00")
}

// TestUpload_TallImage uploads an image whose pixels would take gigabytes if they were scaled. It is stored like any
// other image, but has no pHash. The test is not parallel, because it measures allocations.
func TestUpload_TallImage(t *testing.T) {
	race.SkipSlow(t)
	s := start(t)
	content := sample.TallPNG(t)
	before := allocated()
	file := put(t, s, "tall.png", content, part{name: "responseFields", text: "metadata"})
	about := do(t, s, http.MethodGet, fmt.Sprintf("/v1/files/%v/metadata", file["fileId"]), nil)
	if n := allocated() - before; n > 32<<20 {
		t.Errorf("%d bytes were allocated, want at most 32 MB", n)
	}
	want := object{"width": 1, "height": 1 << 24, "size": len(content), "format": "png", "hasTransparency": true}
	wantFields(t, about.wantStatus(t, http.StatusOK).object(t), want)
	wantFields(t, file["metadata"].(map[string]any), want)
	if hash, found := about.object(t)["pHash"]; found {
		t.Errorf("the pHash is %v, want none", hash)
	}
	if got := get(t, file["url"].(string)).wantStatus(t, http.StatusOK); !bytes.Equal(got.body, content) {
		t.Errorf("%d bytes are delivered, want %d", len(got.body), len(content))
	}
}

// allocated returns how many bytes the process has allocated so far.
func allocated() uint64 {
	read := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(read)
	return read[0].Value.Uint64()
}
