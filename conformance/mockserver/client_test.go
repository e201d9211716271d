package mockserver_test

import (
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit"
)

func TestClientTalksToItsServer(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.txt", []byte("x"))
	ik, err := s.Client()
	if err != nil {
		t.Fatal(err)
	}
	file, err := ik.GetFileDetails(t.Context(), "id1")
	if err != nil || file.URL != s.URLEndpoint()+"/a.txt" {
		t.Errorf("file %+v, error %v", file, err)
	}
	stranger, err := s.Client(imagekit.WithPrivateKey("private_other"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.GetFileDetails(t.Context(), "id1"); err == nil {
		t.Error("another key gets an answer, want " + http.StatusText(http.StatusForbidden))
	}
}
