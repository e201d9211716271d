package mockserver_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// TestDelivery_Layer draws files of the library.
func TestDelivery_Layer(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 20, 10, false))
	put(t, s, "b.png", pngFile(t, 4, 4, false), part{name: "folder", text: "/f"})
	put(t, s, "draft.png", pngFile(t, 4, 4, false), part{name: "isPublished", text: "false"})
	picture := func(transformation string) reply {
		t.Helper()
		return get(t, s.URLEndpoint()+"/a.png?tr="+transformation)
	}
	plain := picture("w-20,f-png").wantStatus(t, http.StatusOK).body
	const layer = "l-image,i-f@@b.png,w-4,lx-0,ly-0,l-end"
	drawn := picture(layer).wantStatus(t, http.StatusOK).body
	if bytes.Equal(drawn, plain) {
		t.Error("the layer is not drawn")
	}
	if other := picture("l-image,i-@@f@@b.png,w-4,lx-0,ly-0,l-end"); !bytes.Equal(other.body, drawn) {
		t.Error("a path that begins with a slash means another file")
	}
	post(t, s, "/v1/named-transformations", `{"name": "mark", "transformation": "`+layer+`"}`).
		wantStatus(t, http.StatusCreated)
	if named := picture("n-mark"); !bytes.Equal(named.body, drawn) {
		t.Error("the named transformation draws another picture")
	}
	put(t, s, "b.png", jpegFile(t, 4, 4, 5), part{name: "folder", text: "/f"}) // another version
	for _, transformation := range []string{layer, "n-mark"} {
		if again := picture(transformation).wantStatus(t, http.StatusOK); bytes.Equal(again.body, drawn) {
			t.Errorf("%s: the old version of the layer is drawn", transformation)
		}
	}
	for _, name := range []string{"none.png", "draft.png"} {
		missing := "l-image,i-" + name + ",l-end"
		got := picture(missing).wantStatus(t, http.StatusNotFound)
		if h := got.Header.Get("ik-error"); h != "ENOENT - No file was found at the specified path" ||
			!strings.Contains(string(got.body), name) {
			t.Errorf("%s: ik-error is %q, the body %q", name, h, got.body)
		}
		picture("if-w_gt_500,"+missing+",if-end").wantStatus(t, http.StatusOK) // it is not applied
	}
}

// TestDelivery_LayerReport checks that the header with the report has only ASCII characters, and loses none of a text.
func TestDelivery_LayerReport(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 20, 10, false))
	report := get(t, s.URLEndpoint()+"/a.png?tr=l-text,i-Caf%C3%A9%20%E2%82%AC,fs-5,l-end").
		Header.Get("X-Mock-Transformation")
	if want := "i-Caf%C3%A9 %E2%82%AC"; !strings.Contains(report, want) {
		t.Errorf("the report is %q, want it to contain %q", report, want)
	}
}

func TestUpload_PreTransformation_Layer(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "secret.png", pngFile(t, 4, 4, false), part{name: "isPrivateFile", text: "true"})
	picture := pngFile(t, 20, 10, false)
	put(t, s, "a.png", picture, preTransformation("l-image,i-secret.png,lx-0,ly-0,l-end"))
	if got := get(t, s.URLEndpoint()+"/a.png"); bytes.Equal(got.body, picture) {
		t.Error("the layer is not drawn")
	}
	for chain, want := range map[string]string{
		"l-image,i-none.png,l-end,zz-1": "i-none.png (there is no file /none.png in the library); unknown: zz",
		"l-text,i-a,ff-none.ttf,l-end":  "ff-none.ttf (there is no file /none.ttf in the library)",
	} {
		missing := get(t, s.URLEndpoint()+"/a.png?tr="+chain).wantStatus(t, http.StatusNotFound)
		if got := missing.Header.Get("X-Mock-Transformation"); got != "not rendered: "+want {
			t.Errorf("%s: the report is %q, want %q", chain, got, want)
		}
	}
	upload(t, s, named("b.png", picture).with(preTransformation("l-image,i-none.png,l-end"))).
		wantError(t, http.StatusBadRequest, "the transformation field is invalid")
}

// TestDelivery_PrivateLayer checks who can see a private file in a layer.
func TestDelivery_PrivateLayer(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 20, 10, false))
	put(t, s, "secret.png", pngFile(t, 4, 4, false), part{name: "isPrivateFile", text: "true"})
	const layer = "w-10,l-image,i-secret.png,l-end"
	post(t, s, "/v1/named-transformations", `{"name": "mark", "transformation": "`+layer+`"}`).
		wantStatus(t, http.StatusCreated)
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: s.URLEndpoint(), PrivateKey: s.PrivateKey()})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := b.URL(urlbuilder.Options{
		Path: "/a.png", Transformation: urlbuilder.Chain{{urlbuilder.RawParam(layer)}}, Signed: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	get(t, signed).wantStatus(t, http.StatusOK)
	get(t, s.URLEndpoint()+"/a.png?tr=n-mark").wantStatus(t, http.StatusOK)
	got := get(t, s.URLEndpoint()+"/a.png?tr="+layer).wantStatus(t, http.StatusUnauthorized)
	if !strings.Contains(string(got.body), "layer secret.png: the file is private") {
		t.Errorf("the error is %q", got.body)
	}
}
