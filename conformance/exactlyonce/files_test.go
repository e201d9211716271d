package exactlyonce_test

import (
	"encoding/base64"
	"io"
	"net/http"

	"github.com/openimagekit/imagekit"
)

// otherSize is a size in bytes other than pageSize.
const otherSize = pageSize + 1

var keyConflicts = []guarantee{
	{"a file of another size", func(s *fixture) { s.uploadOtherFile(otherSize, imagekit.FromBytes) }},
	{"a different file of the same size: **this is not detected**", func(s *fixture) {
		s.uploadOtherFile(pageSize, imagekit.FromBytes)
	}},
	{"a file of another size, as a stream of unknown size", func(s *fixture) {
		s.uploadOtherFile(otherSize, streamOf)
	}},
	{"a file of another size, in base64", func(s *fixture) {
		s.uploadOtherFile(otherSize, func(content []byte) imagekit.Source {
			return imagekit.FromBase64(base64.StdEncoding.EncodeToString(content))
		})
	}},
	{"a file of another size, from a URL: **this is not detected**", func(s *fixture) {
		s.uploadOtherFile(otherSize, s.urlSource)
	}},
	{"a file of another size; the response to its upload is lost", func(s *fixture) {
		s.mustUpload(s.newUploadOf(s.newContent(firstBytes, pageSize)))
		s.addFault(lostResponses(1))
		s.observe(s.newUploadOf(s.newContent(secondBytes, otherSize)))
	}},
	{"two clients upload files of different sizes at the same time", func(s *fixture) {
		s.observe(s.newUploadOf(s.newContent("the bytes of one client", pageSize)),
			s.newUploadOf(s.newContent("the bytes of one client", otherSize)))
	}},
}

// uploadOtherFile uploads a file of pageSize bytes, and then another file of the given size with the same key.
func (s *fixture) uploadOtherFile(size int, source func([]byte) imagekit.Source) {
	s.mustUpload(s.newUploadOf(s.newContent(firstBytes, pageSize)))
	content := s.newContent(secondBytes, size)
	page := s.newUploadOf(content)
	page.request.File = source(content)
	s.observe(page)
}

// urlSource serves content and returns a source with its URL.
func (s *fixture) urlSource(content []byte) imagekit.Source {
	const path = "/source/page.png"
	s.intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.URL.Path == path {
			_, _ = w.Write(content)
			return
		}
		next.ServeHTTP(w, r)
	})
	return imagekit.FromURL(s.srv.URL() + path)
}

// queued is the response to the upload of a video that is transformed before it is stored.
const queued = `{"message":"The pre-transformation has been queued successfully."}`

var changedFiles = []guarantee{
	{"a file of another size, both with `Transformation.Pre`: **this is not detected**", func(s *fixture) {
		s.uploadChanged(func(r *imagekit.UploadRequest) { r.Transformation = preTransformed })
	}},
	{"a file of another size, both with the extension remove-bg: **this is not detected**", func(s *fixture) {
		s.uploadChanged(func(r *imagekit.UploadRequest) {
			r.Extensions = []imagekit.Extension{imagekit.NewExtension(imagekit.RemoveBackgroundExtension{})}
		})
	}},
	{"a video with `Transformation.Pre`, which the service stores later", func(s *fixture) {
		s.observe(s.newVideoUpload())
	}},
	{"the same, repeated: the service refuses the name and lists the video, as the mock server does", func(s *fixture) {
		s.mustUpload(s.newVideoUpload())
		s.observe(s.newVideoUpload())
	}},
	{"the same, repeated: the service refuses the name, but does not list the video yet", func(s *fixture) {
		s.mustUpload(s.newVideoUpload())
		s.hideFromList(1 << 30)
		s.observe(s.newVideoUpload())
	}},
	{"the same, repeated: the service accepts the upload, because nothing is stored yet", func(s *fixture) {
		s.intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if !isUpload(r) {
				next.ServeHTTP(w, r)
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, queued)
		})
		s.mustUpload(s.newVideoUpload())
		s.observe(s.newVideoUpload())
	}},
}

var preTransformed = &imagekit.UploadTransformation{Pre: new("w-100")}

// uploadChanged uploads two files of different sizes. edit makes the service change both when it stores them.
func (s *fixture) uploadChanged(edit func(*imagekit.UploadRequest)) {
	first := s.newUploadOf(s.newContent(firstBytes, pageSize))
	second := s.newUploadOf(s.newContent(secondBytes, otherSize))
	edit(&first.request)
	edit(&second.request)
	s.mustUpload(first)
	s.observe(second)
}

// newVideoUpload returns an upload of a video that is transformed before it is stored.
func (s *fixture) newVideoUpload() *upload {
	s.Helper()
	content := "\x00\x00\x00\x18ftypmp42" + string(make([]byte, pageSize))
	s.contents[content] = sentBytes
	video := s.newUploadOf([]byte(content))
	video.request.FileName, video.request.Transformation = "intro.mp4", preTransformed
	return video
}
