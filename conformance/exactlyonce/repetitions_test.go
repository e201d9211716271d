package exactlyonce_test

import (
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var repetitions = []guarantee{
	{"the first upload", func(s *scene) { s.observe(s.page()) }},
	{"again by the same client", func(s *scene) {
		page := s.page()
		s.succeeds(page)
		s.observe(page)
	}},
	{"again by another client, which shares nothing with the first", func(s *scene) {
		s.succeeds(s.page())
		s.observe(s.page())
	}},
	{"again, a year later", func(s *scene) {
		s.succeeds(s.page())
		check.NoError(s, s.srv.Advance(365*24*time.Hour))
		s.observe(s.page())
	}},
	{"first with `Upload`, then with `UploadV2`", func(s *scene) { s.playVersions(1, 2, pageFolder) }},
	{"first with `UploadV2`, then with `Upload`", func(s *scene) { s.playVersions(2, 1, pageFolder) }},
	{
		"first with `Upload`, then with `UploadV2`, to `/my invoices`, whose space only version 1 of uploads " +
			"replaces: " +
			"**this is another folder**",
		func(s *scene) {
			s.showPaths = true
			s.playVersions(1, 2, "/my invoices")
		},
	},
	{"again with the tag and the state (custom metadata) `final` instead of `draft`", playOtherFields},
	{"the same file and key to another folder", func(s *scene) {
		s.playOther(func(u *upload) { u.request.Folder = new("/archive") })
	}},
	{"the same file and key with another file name", func(s *scene) {
		s.playOther(func(u *upload) { u.request.FileName = "first-page.png" })
	}},
	{"the same file with another key", func(s *scene) {
		s.playOther(func(u *upload) { u.options = keyed("invoice-42/page-2") })
	}},
	{"again with the key in capitals", func(s *scene) {
		s.playOther(func(u *upload) { u.options = keyed("INVOICE-42/PAGE-1") })
	}},
	{"again, and the file name has characters that are replaced: `page 1?.png`", func(s *scene) {
		s.showPaths = true
		page := s.page()
		page.request.FileName = "page 1?.png"
		s.succeeds(page)
		s.observe(page)
	}},
	{"first as `page 1?.png`, then as `page_1_.png`", func(s *scene) {
		s.showPaths = true
		page := s.page()
		page.request.FileName = "page 1?.png"
		s.succeeds(page)
		page.request.FileName = "page_1_.png"
		s.observe(page)
	}},
	{"again without `WithUploadKey`, by a client with `WithRepeatableUploads`", func(s *scene) {
		page := s.page()
		page.ik, page.options = s.client(imagekit.WithRepeatableUploads()), nil
		s.succeeds(page)
		s.observe(page)
	}},
}

func keyed(key string) []imagekit.RequestOption {
	return []imagekit.RequestOption{imagekit.WithUploadKey(key)}
}

// playVersions uploads with two versions of the API, one after the other.
func (s *scene) playVersions(first, second int, folder string) {
	for i, version := range []int{first, second} {
		page := s.page()
		page.version, page.request.Folder = version, &folder
		if i == 0 {
			s.succeeds(page)
		} else {
			s.observe(page)
		}
	}
}

// playOther makes the upload, and then another one that differs from it.
func (s *scene) playOther(edit func(*upload)) {
	s.showPaths = true
	s.succeeds(s.page())
	other := s.page()
	edit(other)
	s.observe(other)
}

func playOtherFields(s *scene) {
	check.Call(s.client().CreateCustomMetadataField(s.Context(), imagekit.CreateCustomMetadataFieldRequest{
		Name: "state", Label: "state",
		Schema: imagekit.CustomMetadataFieldRules{Type: imagekit.CustomMetadataFieldTypeText},
	})).Must(s)
	for i, state := range []string{"draft", "final"} {
		page := s.page()
		page.request.Tags = []string{state}
		page.request.CustomMetadata = map[string]any{"state": state}
		if i == 0 {
			s.succeeds(page)
		} else {
			s.observe(page)
		}
	}
}
