package main

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"os"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
	"github.com/openimagekit/imagekit/urlbuilder/htmlurl"
)

//go:embed pages
var pages embed.FS

// newHandler returns the web site.
func newHandler(ik *imagekit.Client, s settings) (http.Handler, error) {
	mux := http.NewServeMux()
	if err := handleUploadAuth(mux, ik, s.origins()); err != nil {
		return nil, err
	}
	templates, err := template.New("").Funcs(htmlurl.FuncMap(ik.URLBuilder())).ParseFS(pages, "pages/*.html.tmpl")
	if err != nil {
		return nil, err
	}
	page := func(name string, data any) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { execute(w, templates.Lookup(name), data) }
	}
	mux.HandleFunc("GET /upload", page("upload.html.tmpl", s.uploadHost))
	menu := images{Cover: "/photo.png", Thumbnail: "/thumbnail.png"}
	mux.HandleFunc("GET /responsive", page("responsive.html.tmpl", menu))
	mux.HandleFunc("GET /photo", func(w http.ResponseWriter, _ *http.Request) { writePhoto(w, ik) })
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "user", Value: "7", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	})
	mux.Handle("GET /pages/", http.FileServerFS(pages))
	mux.Handle("GET /modules/", http.StripPrefix("/modules", http.FileServerFS(os.DirFS(s.modules))))
	return mux, nil
}

// handleUploadAuth adds the endpoint that lets members upload from the pages of this site and of some origins.
func handleUploadAuth(mux *http.ServeMux, ik *imagekit.Client, origins []string) error {
	auth, err := ik.AuthHandler(imagekit.AuthHandlerOptions{
		Authorize: func(r *http.Request) error { // for version 1 of the upload API, and for the SDK
			_, err := userOf(r)
			return err
		},
		AuthorizeUpload: func(r *http.Request, asked imagekit.UploadV2Request) (imagekit.UploadV2Request, error) {
			user, err := userOf(r)
			// the browser chooses the name, and nothing else
			return imagekit.UploadV2Request{FileName: asked.FileName, Folder: new("/users/" + user)}, err
		},
		AllowedOrigins:   origins, // such as https://www.example.com, if the pages are on another host
		AllowCredentials: true,    // with cookies
	})
	if err != nil {
		return err
	}
	mux.Handle("/upload-auth", auth)
	return nil
}

// userOf returns the user who sends a request. A real program looks up a session, because browsers can send any cookie.
func userOf(r *http.Request) (string, error) {
	cookie, err := r.Cookie("user")
	if err != nil {
		return "", &imagekit.HTTPError{StatusCode: http.StatusUnauthorized, Message: "log in to upload"}
	}
	return cookie.Value, nil
}

// images has the paths of the images of a page. They are two files, because Chromium takes an image of a srcset that is
// larger than needed if it has loaded this image before.
type images struct {
	Cover, Thumbnail string
}

// writePhoto writes the attributes of a photograph that may be seen for an hour.
func writePhoto(w http.ResponseWriter, ik *imagekit.Client) {
	attributes, err := ik.URLBuilder().Responsive(
		urlbuilder.Options{Path: "/photo.png", ExpiresIn: time.Hour}, urlbuilder.ResponsiveOptions{Width: 400})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.MarshalWrite(w, attributes) // an error means that the connection is closed
}

// execute writes a page. If it fails, it writes no part of the page.
func execute(w http.ResponseWriter, page *template.Template, data any) {
	var html bytes.Buffer
	if err := page.Execute(&html, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = html.WriteTo(w) // an error means that the connection is closed
}
