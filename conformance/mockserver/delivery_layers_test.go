package mockserver_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/urlbuilder"
)

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
