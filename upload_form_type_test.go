package imagekit_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
)

// isoMedia returns the beginning of a file in the ISO base media format with some brands.
func isoMedia(major string, compatible ...string) string {
	brands := major + "\x00\x00\x00\x00" + strings.Join(compatible, "")
	return "\x00\x00\x00" + string(rune(8+len(brands))) + "ftyp" + brands + "\x00\x00\x00\x08mdat"
}

// TestClient_UploadHandler_Types sends files of different types with all lists of types that allow or refuse them.
func TestClient_UploadHandler_Types(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_ = receive(r)
		_, _ = io.WriteString(w, `{"fileId":"1"}`)
	})
	const long = "<!-- a long comment -->                                     "
	for name, test := range map[string]struct {
		content, fileName string
		want              string // the detected type
		wildcard          bool   // whether wildcards allow it
	}{
		"GIF":              {gif, "a.gif", "image/gif", true},
		"PNG":              {"\x89PNG\x0D\x0A\x1A\x0A", "a.png", "image/png", true},
		"JPEG":             {"\xFF\xD8\xFF", "a.jpg", "image/jpeg", true},
		"WebP":             {"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.webp", "image/webp", true},
		"AVIF":             {isoMedia("avif", "mif1", "miaf"), "a.avif", "image/avif", true},
		"AVIF of mif1":     {isoMedia("mif1", "heic", "avif"), "a.avif", "image/avif", true},
		"HEIC":             {isoMedia("heic", "mif1", "heic"), "a.heic", "image/heic", true},
		"HEIF":             {isoMedia("mif1", "heic"), "a.heif", "image/heic", true},
		"QuickTime":        {isoMedia("qt  ", "qt  "), "a.mov", "video/quicktime", true},
		"MP4":              {isoMedia("isom", "iso2"), "a.mp4", "video/mp4", true},
		"audio":            {isoMedia("M4A ", "isom"), "a.m4a", "audio/mp4", true},
		"a short box":      {"\x00\x00\x00\x08ftyp", "a.mp4", "application/octet-stream", true},
		"PDF":              {"%PDF-1.7", "a.pdf", "application/pdf", true},
		"text":             {"hello", "a.txt", "text/plain", true},
		"unknown":          {"\x00\x01\x02", "a.bin", "application/octet-stream", true},
		"a text about SVG": {"Use <svg> or <html>.", "a.txt", "text/plain", true},
		"HTML":             {"<!DOCTYPE html><p>", "a.html", "text/html", false},
		"HTML as picture":  {"\n <script>alert(1)</script>", "a.png", "text/html", false},
		"HTML with a mark": {"\xef\xbb\xbf<html>", "a.png", "text/html", false},
		"XHTML":            {`<?xml version="1.0"?><html xmlns="">`, "a.xhtml", "text/html", false},
		"SVG":              {`<svg xmlns="http://www.w3.org/2000/svg"/>`, "a.svg", "image/svg+xml", false},
		"SVG in XML":       {`<?xml version="1.0"?><!DOCTYPE svg>`, "a.png", "image/svg+xml", false},
		"SVG by prefix":    {`<s:svg xmlns:s="http://www.w3.org/2000/svg"/>`, "a", "image/svg+xml", false},
		"SVG in a comment": {"<!-- a --> <SVG>", "a.png", "image/svg+xml", false},
		"SVG after much":   {`<?xml version="1.0"?>` + strings.Repeat(long, 10) + "<svg/>", "a", "text/xml", false},
		"XML":              {"<a/>", "a.xml", "text/xml", false},
		"SVG in UTF-16":    {"\xff\xfe \x00<\x00s\x00v\x00g\x00>\x00", "a", "image/svg+xml", false},
		"XML in UTF-16":    {"\xfe\xff\x00<\x00a\x00/\x00>", "a.rss", "text/xml", false},
		"HTML in UTF-16":   {"\x00<\x00h\x00t\x00m\x00l\x00>", "a", "text/html", false},
		"text in UTF-16":   {"\xff\xfea\x00<\x00", "a.txt", "text/plain", true},
		"MP4, box of 60":   {"\x00\x00\x00<ftypisom" + strings.Repeat("\x00", 48), "a.mp4", "video/mp4", true},
	} {
		major, _, _ := strings.Cut(test.want, "/")
		lists := map[string]bool{
			test.want: true, "application/x-other": false, major + "/*": test.wildcard, "*/*": test.wildcard,
		}
		for list, allowed := range lists {
			t.Run(name+"/"+list, func(t *testing.T) {
				t.Parallel()
				s := &formServer{url: handleForms(t, ik, imagekit.UploadHandlerOptions{
					Types: []string{"application/x-another", list}, Authorize: allowUpload,
				})}
				r := s.post(t, form(file("file", test.fileName, test.content)))
				want := `{"fileId":"1"}`
				if !allowed {
					want = `{"message":"a file of the type ` + test.want + ` is not allowed"}`
				}
				if r.body != want || (r.status == http.StatusOK) != allowed {
					t.Errorf("got %d %s, want %s", r.status, r.body, want)
				}
			})
		}
	}
}

// TestClient_UploadHandler_Names sends pictures with names of documents that can contain scripts.
func TestClient_UploadHandler_Names(t *testing.T) {
	t.Parallel()
	for name, extension := range map[string]string{
		"a.html": ".html", "a.HTM": ".htm", "a.svg": ".svg", "a.gif.xml": ".xml", "a.xhtml. .": ".xhtml",
	} {
		s := newFormServer(t, imagekit.UploadHandlerOptions{Types: []string{"*/*"}})
		r := s.post(t, form(file("file", name, gif)))
		message := "a file with the extension " + extension + " is not allowed"
		s.wantRefused(t, r, http.StatusUnsupportedMediaType, message)
	}
	// characters that are invisible or end a line
	for encoded, stored := range map[string]string{
		"a%0D%0Ab%00.gif": "/a__b_.gif", "cup%E2%80%AEfig.exe.gif": "/cup_fig.exe.gif", "%2E%2E%5Ccup.gif": "/cup.gif",
		"..%2Fcup.gif%09": "/cup.gif_",
	} {
		s := newFormServer(t, imagekit.UploadHandlerOptions{})
		part := strings.Replace(file("file", "x", gif), `filename="x"`, "filename*=UTF-8''"+encoded, 1)
		if r := s.post(t, form(part)); r.status != http.StatusOK {
			t.Errorf("%s: got %d %s", encoded, r.status, r.body)
		}
		s.wantStored(t, stored)
	}
	s := newFormServer(t, imagekit.UploadHandlerOptions{
		Prepare: func(_ *http.Request, upload *imagekit.FormUpload) error {
			upload.Request.FileName = "cup.gif"
			return nil
		},
	})
	if r := s.post(t, form(file("file", "a.html", gif))); r.status != http.StatusOK {
		t.Errorf("with another name: got %d %s", r.status, r.body)
	}
}
