package exactlyonce_test

import (
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var repetitions = []guarantee{
	{"the first upload", func(s *fixture) { s.observe(s.newUpload()) }},
	{"the same client repeats the upload", func(s *fixture) {
		page := s.newUpload()
		s.mustUpload(page)
		s.observe(page)
	}},
	{"another process repeats the upload", func(s *fixture) {
		s.mustUpload(s.newUpload())
		s.observe(s.newUpload())
	}},
	{"the upload is repeated a year later", func(s *fixture) {
		s.mustUpload(s.newUpload())
		check.NoError(s, s.srv.Advance(365*24*time.Hour))
		s.observe(s.newUpload())
	}},
	{"first with `Upload`, then with `UploadV2`", func(s *fixture) { s.uploadVersions(1, 2, pageFolder) }},
	{"first with `UploadV2`, then with `Upload`", func(s *fixture) { s.uploadVersions(2, 1, pageFolder) }},
	{
		"first with `Upload`, then with `UploadV2`, to `/my invoices`: **the folders differ**, because only `Upload` " +
			"replaces the space",
		func(s *fixture) {
			s.showPaths = true
			s.uploadVersions(1, 2, "/my invoices")
		},
	},
	{"repeated with another tag and other custom metadata: `final` instead of `draft`", uploadOtherFields},
	{"the same file and key, in another folder", func(s *fixture) {
		s.uploadOther(func(u *upload) { u.request.Folder = new("/archive") })
	}},
	{"the same file and key with another file name", func(s *fixture) {
		s.uploadOther(func(u *upload) { u.request.FileName = "first-page.png" })
	}},
	{"the same file with another key", func(s *fixture) {
		s.uploadOther(func(u *upload) { u.options = withKey("invoice-42/page-2") })
	}},
	{"the same file, and the key in upper case", func(s *fixture) {
		s.uploadOther(func(u *upload) { u.options = withKey("INVOICE-42/PAGE-1") })
	}},
	{"repeated with the file name `page 1?.png`, of which two characters are replaced", func(s *fixture) {
		s.showPaths = true
		page := s.newUpload()
		page.request.FileName = "page 1?.png"
		s.mustUpload(page)
		s.observe(page)
	}},
	{"first with the file name `page 1?.png`, then with `page_1_.png`", func(s *fixture) {
		s.showPaths = true
		page := s.newUpload()
		page.request.FileName = "page 1?.png"
		s.mustUpload(page)
		page.request.FileName = "page_1_.png"
		s.observe(page)
	}},
	{"repeated without `WithUploadKey`, by a client with `WithRepeatableUploads`", func(s *fixture) {
		page := s.newUpload()
		page.ik, page.options = s.client(imagekit.WithRepeatableUploads()), nil
		s.mustUpload(page)
		s.observe(page)
	}},
}

func withKey(key string) []imagekit.RequestOption {
	return []imagekit.RequestOption{imagekit.WithUploadKey(key)}
}

// uploadVersions uploads the file to a folder with two versions of the upload API, one after the other.
func (s *fixture) uploadVersions(first, second int, folder string) {
	for i, version := range []int{first, second} {
		page := s.newUpload()
		page.version, page.request.Folder = version, &folder
		if i == 0 {
			s.mustUpload(page)
		} else {
			s.observe(page)
		}
	}
}

// uploadOther uploads the file, and then makes another upload, which edit changes.
func (s *fixture) uploadOther(edit func(*upload)) {
	s.showPaths = true
	s.mustUpload(s.newUpload())
	other := s.newUpload()
	edit(other)
	s.observe(other)
}

func uploadOtherFields(s *fixture) {
	check.Call(s.client().CreateCustomMetadataField(s.Context(), imagekit.CreateCustomMetadataFieldRequest{
		Name: "state", Label: "state",
		Schema: imagekit.CustomMetadataFieldRules{Type: imagekit.CustomMetadataFieldTypeText},
	})).Must(s)
	for i, state := range []string{"draft", "final"} {
		page := s.newUpload()
		page.request.Tags = []string{state}
		page.request.CustomMetadata = map[string]any{"state": state}
		if i == 0 {
			s.mustUpload(page)
		} else {
			s.observe(page)
		}
	}
}
