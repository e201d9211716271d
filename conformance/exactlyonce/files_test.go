package exactlyonce_test

import (
	"encoding/base64"
	"io"
	"net/http"

	"github.com/openimagekit/imagekit"
)

// otherSize is the size of files that are larger than the others, in bytes.
const otherSize = pageSize + 1

var otherFiles = []guarantee{
	{"another file of another size", func(s *scene) { s.playOtherFile(otherSize, imagekit.FromBytes) }},
	{"another file of the same size: **this is not detected**", func(s *scene) {
		s.playOtherFile(pageSize, imagekit.FromBytes)
	}},
	{"another file of another size, as a stream of unknown size", func(s *scene) {
		s.playOtherFile(otherSize, unsized)
	}},
	{"another file of another size, in base64", func(s *scene) {
		s.playOtherFile(otherSize, func(content []byte) imagekit.Source {
			return imagekit.FromBase64(base64.StdEncoding.EncodeToString(content))
		})
	}},
	{"another file of another size, from a URL: **this is not detected**", func(s *scene) {
		s.playOtherFile(otherSize, s.url)
	}},
	{"another file of another size; the response to its upload is lost", func(s *scene) {
		s.succeeds(s.pageWith(s.content(firstBytes, pageSize)))
		s.addFault(lostResponses(1))
		s.observe(s.pageWith(s.content(secondBytes, otherSize)))
	}},
	{"two clients upload files of different sizes at the same time", func(s *scene) {
		s.observe(s.pageWith(s.content("the bytes of one of them", pageSize)),
			s.pageWith(s.content("the bytes of one of them", otherSize)))
	}},
}

// playOtherFile uploads a file, and then another one.
func (s *scene) playOtherFile(size int, source func([]byte) imagekit.Source) {
	s.succeeds(s.pageWith(s.content(firstBytes, pageSize)))
	content := s.content(secondBytes, size)
	page := s.pageWith(content)
	page.request.File = source(content)
	s.observe(page)
}

// url serves a content, and is the source that names its URL.
func (s *scene) url(content []byte) imagekit.Source {
	const path = "/source/page.png"
	s.setFront(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.URL.Path == path {
			_, _ = w.Write(content)
			return
		}
		next.ServeHTTP(w, r)
	})
	return imagekit.FromURL(s.srv.URL() + path)
}

// queued is the response to a video that is transformed before it is stored.
const queued = `{"message":"The pre-transformation has been queued successfully."}`

var changedFiles = []guarantee{
	{"another file of another size, both with `Transformation.Pre`: **this is not detected**", func(s *scene) {
		s.playUncompared(func(r *imagekit.UploadRequest) { r.Transformation = preTransformed })
	}},
	{"another file of another size, both with the extension remove-bg: **this is not detected**", func(s *scene) {
		s.playUncompared(func(r *imagekit.UploadRequest) {
			r.Extensions = []imagekit.Extension{imagekit.NewExtension(imagekit.RemoveBackgroundExtension{})}
		})
	}},
	{"a video with `Transformation.Pre`, which the service stores later", func(s *scene) { s.observe(s.video()) }},
	{"again, and the service rejects the name and lists the video: the mock server does", func(s *scene) {
		s.succeeds(s.video())
		s.observe(s.video())
	}},
	{"again, and the service rejects the name, but does not list the video yet", func(s *scene) {
		s.succeeds(s.video())
		s.hideFromList(1 << 30)
		s.observe(s.video())
	}},
	{"again, and the service accepts it again, because nothing is stored yet", func(s *scene) {
		s.setFront(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if !isUpload(r) {
				next.ServeHTTP(w, r)
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, queued)
		})
		s.succeeds(s.video())
		s.observe(s.video())
	}},
}

var preTransformed = &imagekit.UploadTransformation{Pre: new("w-100")}

// playUncompared uploads two files of different sizes that the service changes.
func (s *scene) playUncompared(edit func(*imagekit.UploadRequest)) {
	first, second := s.pageWith(s.content(firstBytes, pageSize)), s.pageWith(s.content(secondBytes, otherSize))
	edit(&first.request)
	edit(&second.request)
	s.succeeds(first)
	s.observe(second)
}

// video is the upload of a video that is transformed before it is stored.
func (s *scene) video() *upload {
	s.Helper()
	content := "\x00\x00\x00\x18ftypmp42" + string(make([]byte, pageSize))
	s.contents[content] = theBytes
	video := s.pageWith([]byte(content))
	video.request.FileName, video.request.Transformation = "intro.mp4", preTransformed
	return video
}
