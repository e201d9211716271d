package mockserver_test

import (
	"bytes"
	"image"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/boltstore"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
	"github.com/openimagekit/imagekit/internal/race"
)

// preTransformation returns the part of a form that has a pre-transformation.
func preTransformation(text string) part {
	return part{name: "transformation", text: `{"pre": "` + text + `"}`}
}

func TestUpload_PreTransformation(t *testing.T) {
	t.Parallel()
	s := start(t)
	post(t, s, "/v1/named-transformations", `{"name": "tiny", "transformation": "w-8"}`).
		wantStatus(t, http.StatusCreated)
	picture := pngFile(t, 200, 100, false)
	for _, test := range []struct {
		name, pre       string
		content         []byte
		size            image.Point
		mediaType, head string // head is the begin of x-mock-transformation
	}{
		{"a.png", "w-50", picture, image.Pt(50, 25), "image/png", "exact: w-50"},
		{"b.png", "w-50,f-jpg", picture, image.Pt(50, 25), "image/jpeg", "exact: w-50, f-jpg"},
		{"c.jpg", "w-50:h-50", jpegFile(t, 200, 100, 80), image.Pt(100, 50), "image/jpeg", "exact: w-50, h-50"},
		{"d.gif", "h-5", gifFile(t, 20, 10), image.Pt(10, 5), "image/gif", "exact: h-5"},
		{"e.png", "n-tiny", picture, image.Pt(8, 4), "image/png", "exact: n-tiny, w-8"},
		{"f.png", "w-50,h-50,cm-extract,fo-custom", picture, image.Pt(50, 50), "image/png", "exact: "},
		{"g.png", "w-50,e-upscale", picture, image.Pt(50, 25), "image/png", "exact: w-50; not rendered: e-upscale"},
	} {
		reply := upload(t, s, named(test.name, test.content).with(
			preTransformation(test.pre), part{name: "customCoordinates", text: "150,0,50,50"},
		)).wantStatus(t, http.StatusOK)
		if h := reply.Header.Get("X-Mock-Transformation"); !strings.HasPrefix(h, test.head) {
			t.Errorf("%s: the report is %q, want %q", test.pre, h, test.head)
		}
		stored := get(t, s.URLEndpoint()+"/"+test.name).wantStatus(t, http.StatusOK)
		if size := stored.sizeOf(t); size != test.size || stored.Header.Get("Content-Type") != test.mediaType {
			t.Errorf("%s: %v of %s", test.pre, size, stored.Header.Get("Content-Type"))
		}
		file := reply.object(t)
		wantFields(t, file, object{
			"name": test.name, "size": len(stored.body), "width": test.size.X, "height": test.size.Y,
		})
		wantFields(t, details(t, s, file["fileId"]), object{"mime": test.mediaType, "size": len(stored.body)})
	}
}

// TestUpload_PreTransformation_Video uploads a video of 160 by 90 pixels and one second.
func TestUpload_PreTransformation_Video(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	content := videoFile(t)
	s := start(t, mockserver.WithFFmpeg("ffmpeg"))
	const pre, report = "so-0.5,w-80,f-webm,bl-10", "exact: so-0.5, w-80, f-webm; not rendered: bl-10"
	reply := upload(t, s, named("a.mp4", content).with(preTransformation(pre))).wantStatus(t, http.StatusAccepted)
	if h := reply.Header.Get("X-Mock-Transformation"); h != report {
		t.Errorf("the report is %q, want %q", h, report)
	}
	stored := get(t, s.URLEndpoint()+"/a.mp4").wantStatus(t, http.StatusOK)
	if mediaType := stored.Header.Get("Content-Type"); mediaType != "video/webm" {
		t.Errorf("the stored file is %s, want video/webm", mediaType)
	}
	frame := get(t, s.URLEndpoint()+"/a.mp4/ik-thumbnail.jpg").wantStatus(t, http.StatusOK)
	if size := frame.sizeOf(t); size != image.Pt(80, 44) {
		t.Errorf("the stored video has %v pixels, want 80 by 44", size)
	}
	upload(t, s, named("b.mp4", content).with(preTransformation("so-2"))).wantError(t, http.StatusBadRequest,
		"The file could not be uploaded because the transformation field is invalid.")
	upload(t, s, named("c.mp4", content).with(preTransformation("e-grayscale"))).wantStatus(t, http.StatusAccepted)
	if same := get(t, s.URLEndpoint()+"/c.mp4"); !bytes.Equal(same.body, content) {
		t.Errorf("%d bytes are stored, want the %d of the upload", len(same.body), len(content))
	}
}

// TestUpload_PreTransformation_Unchanged uploads files that are stored as they are.
func TestUpload_PreTransformation_Unchanged(t *testing.T) {
	t.Parallel()
	picture := pngFile(t, 20, 10, false)
	for _, test := range []struct {
		name, pre string
		content   []byte
		report    string
		opts      []mockserver.Option
	}{
		{"a.png", "e-bgremove", picture, "not rendered: e-bgremove", nil},
		{"a.png", "w-5", picture[:40], "not rendered", nil},
		{"a.svg", "w-5", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "not rendered", nil},
		{"a.mp4", "du-5", sample.Video("isom", 1000), "not rendered", nil},
		{"a.png", "w-5", picture, "not rendered", []mockserver.Option{mockserver.WithRendering(false)}},
	} {
		s := start(t, test.opts...)
		reply := upload(t, s, named(test.name, test.content).with(preTransformation(test.pre)))
		if h := reply.Header.Get("X-Mock-Transformation"); !strings.HasPrefix(h, test.report) {
			t.Errorf("%s: the report is %q, want %q", test.pre, h, test.report)
		}
		if got := get(t, s.URLEndpoint()+"/"+test.name); !bytes.Equal(got.body, test.content) {
			t.Errorf("%s of %s: %d bytes are stored, want the %d of the upload", test.pre, test.name, len(got.body),
				len(test.content))
		}
	}
}

func TestUpload_PreTransformation_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := receive(t, s)
	setWebhook(t, s, mockserver.WebhookTarget{URL: r.url})
	for pre, detail := range map[string]string{
		"w-50,h-5,cm-extract,xc-19,yc-5": "the part of 20 pixels is not within the 20",
		"w-60000,h-60000":                "a limit is exceeded",
	} {
		got := upload(t, s, named("a.png", pngFile(t, 20, 10, false)).with(
			preTransformation(pre), part{name: "folder", text: "/f"},
		))
		got.wantError(t, http.StatusBadRequest,
			"The file could not be uploaded because the transformation field is invalid.")
		if h := got.Header.Get("X-Mock-Detail"); !strings.Contains(h, detail) {
			t.Errorf("%s: the detail is %q, want %q", pre, h, detail)
		}
		waitForWebhooks(t, s)
		event := r.got[len(r.got)-1].Event.(imagekit.UploadPreTransformErrorEvent)
		if event.Request.Transformation != pre || event.Data.Path != "/f/a.png" || event.Data.Name != "a.png" ||
			event.Request.XRequestID != got.Header.Get("x-ik-requestid") {
			t.Errorf("%s: the event is %+v", pre, event)
		}
	}
	if got := tree(t, s); got != "" {
		t.Errorf("the library has %s, want nothing", got)
	}
}

// TestUpload_PreTransformation_Store checks that the bytes of the upload are deleted, whatever becomes of it.
func TestUpload_PreTransformation_Store(t *testing.T) {
	t.Parallel()
	kept, err := boltstore.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	s := start(t, mockserver.WithStore(kept))
	picture := named("a.png", pngFile(t, 20, 10, false))
	file := upload(t, s, picture.with(preTransformation("w-5"))).wantStatus(t, http.StatusOK).object(t)
	upload(t, s, picture.with(preTransformation("w-60000,h-60000"))).wantStatus(t, http.StatusBadRequest)
	sizes, err := kept.Blobs()
	if err != nil || len(sizes) != 1 {
		t.Fatalf("the store has the blobs %v, error %v; want 1", sizes, err)
	}
	for _, size := range sizes {
		wantFields(t, file, object{"size": size})
	}
}
