package library_test

import (
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestLibrary_ParseTarget(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	_, err := a.CreateURLEndpoint(library.URLEndpoint{Prefix: "shop"})
	noError(t, err)
	for tail, want := range map[string]string{
		"a%20b.png":                     "/a b.png",
		"tr:w-1/f/a.png":                "/f/a.png w-1",
		"f/tr:w-1/g/a.png":              "/f/g/a.png w-1",
		"f/tr:w-1":                      "/f/tr:w-1",
		"f/a.png?tr=w-1:h-2&x=1":        "/f/a.png w-1:h-2",
		"shop/tr:n-x/a.png":             "/a.png n-x in shop/",
		"v.mp4/ik-thumbnail.jpg?tr=w-1": "/v.mp4 w-1",
		"ik-other.jpg":                  "/ik-other.jpg",
	} {
		got, err := a.ParseTarget(tail)
		noError(t, err)
		text := strings.TrimSpace(got.Path + " " + got.Transformation)
		if got.Prefix != "" {
			text += " in " + got.Prefix
		}
		if text != want {
			t.Errorf("%s: %s, want %s", tail, text, want)
		}
	}
	for _, tail := range []string{"%zz", "tr:%zz/a", "a?%zz"} {
		if _, err := a.ParseTarget(tail); err == nil || !strings.Contains(err.Error(), "malformed") {
			t.Errorf("%s: %v", tail, err)
		}
	}
}

func TestLibrary_Find(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	old := a.mustAdd(t, "/a.txt", "old", nil)
	a.mustAdd(t, "/a.txt", "new", nil)
	a.mustAdd(t, "/f/default.txt", "default", nil)
	a.mustAdd(t, "/hidden", "x", func(u *library.Upload) { u.Published = false })
	for tail, want := range map[string]string{
		"a.txt":                          "new",
		"a.txt?ik-obj-version=" + old.ID: "old",
		"tr:di-f@@default.txt/none.txt":  "default",
		"tr:di-f@@default.txt/hidden":    "default",

		"tr:rt-90:if-w_gt_1,w-1,if-else,di-f@@default.txt,if-end/none.txt": "default",
		"tr:if-w_gt_1,w-1,if-end:di-f@@default.txt/none.txt":               "default",
	} {
		target, err := a.ParseTarget(tail)
		noError(t, err)
		if f, found := a.Find(target); !found || content(t, f) != want {
			t.Errorf("%s: found %v, want %s", tail, found, want)
		}
	}
	for _, tail := range []string{
		"none.txt", "hidden", "a.txt?ik-obj-version=none", "tr:di-none/none.txt", "tr:di-hidden/none.txt",
	} {
		target, err := a.ParseTarget(tail)
		noError(t, err)
		if f, found := a.Find(target); found {
			t.Errorf("%s: %+v is found", tail, f)
		}
	}
}

func TestLibrary_CheckDelivery(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	a.mustAdd(t, "/public", "x", nil)
	a.mustAdd(t, "/private", "x", func(u *library.Upload) { u.Private = true })
	urls, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: endpoint, PrivateKey: "private_test", Now: func() time.Time { return noon },
	})
	noError(t, err)
	signed := func(p string) string {
		u, err := urls.URL(urlbuilder.Options{Path: p, Signed: true, ExpiresIn: time.Minute})
		noError(t, err)
		return strings.TrimPrefix(u, endpoint+"/")
	}
	for tail, want := range map[string]string{
		"public": "", signed("/public"): "", signed("/private"): "", "tr:n-x/private": "",
		"private": "not signed", "tr:w-1/private": "not signed",
		"public?ik-s=0123": "signature", signed("/private") + "&x=1": "nothing can be added",
	} {
		target, err := a.ParseTarget(tail)
		noError(t, err)
		f, _ := a.Find(target)
		err = a.CheckDelivery(f, target)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %s", tail, err, want)
		}
	}
	target, err := a.ParseTarget(signed("/private"))
	noError(t, err)
	a.advance(time.Hour)
	if f, _ := a.Find(target); a.CheckDelivery(f, target) == nil {
		t.Error("a signature that has expired is valid")
	}
}

func TestLibrary_AtURL(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	a.mustAdd(t, "/a.txt", "x", func(u *library.Upload) { u.Private = true })
	if f, err := a.AtURL(a.URL("/a.txt") + "?tr=w-1"); err != nil || f.Path != "/a.txt" {
		t.Errorf("got %+v, %v", f, err)
	}
	for u, want := range map[string]library.Code{
		"https://elsewhere.example/a.txt": library.ErrMetadataURL,
		endpoint + "/none.txt":            library.ErrMetadataNotFound,
		endpoint + "/%zz":                 library.ErrInvalidParameter,
	} {
		_, err := a.AtURL(u)
		wantError(t, err, want)
	}
}

func TestLibrary_QueryURL(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	for transformation, want := range map[string]string{"w-1": "/a.txt?tr=w-1", "": "/a.txt"} {
		if got := a.QueryURL("/a.txt", transformation); got != endpoint+want {
			t.Errorf("%q: %s, want %s", transformation, got, want)
		}
	}
}
