package exactlyonce_test

import (
	"strings"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

var libraryChanges = []guarantee{
	{"the file is deleted, and the upload is repeated", func(s *fixture) {
		file := s.succeeds(s.page())
		check.NoError(s, s.client().DeleteFile(s.Context(), file.FileID))
		s.observe(s.page())
	}},
	{"the folder is deleted, and the upload is repeated", func(s *fixture) {
		s.succeeds(s.page())
		err := s.client().DeleteFolder(s.Context(), imagekit.DeleteFolderRequest{FolderPath: pageFolder})
		check.NoError(s, err)
		s.observe(s.page())
	}},
	{"the file is moved, and the upload is repeated", func(s *fixture) {
		s.showPaths = true
		s.succeeds(s.page())
		check.NoError(s, s.client().CreateFolder(s.Context(), imagekit.CreateFolderRequest{
			FolderName: "archive", ParentFolderPath: "/",
		}))
		check.NoError(s, s.client().MoveFile(s.Context(), imagekit.MoveFileRequest{
			SourceFilePath: pagePath(), DestinationPath: "/archive",
		}))
		s.observe(s.page())
	}},
	{"the file is renamed, and the upload is repeated", func(s *fixture) {
		s.showPaths = true
		s.succeeds(s.page())
		check.Call(s.client().RenameFile(s.Context(), imagekit.RenameFileRequest{
			FilePath: pagePath(), NewFileName: "renamed.png",
		})).Must(s)
		s.observe(s.page())
	}},
	{"another program stores a new version of the same size, and the upload is repeated", func(s *fixture) {
		s.succeeds(s.page())
		s.succeeds(s.unkeyed(pageSize))
		s.observe(s.page())
	}},
	{"another program stores a new version of another size, and the upload is repeated", func(s *fixture) {
		s.succeeds(s.page())
		s.succeeds(s.unkeyed(otherSize))
		s.observe(s.page())
	}},
	{"another program has stored a file of the same size at the path: **this is not detected**", func(s *fixture) {
		s.succeeds(s.unkeyed(pageSize))
		s.observe(s.page())
	}},
	{"another program has stored a file of another size at the path", func(s *fixture) {
		s.succeeds(s.unkeyed(otherSize))
		s.observe(s.page())
	}},
}

// unkeyed returns an upload of another program, which stores a file at the same path without a key.
func (s *fixture) unkeyed(size int) *upload {
	s.Helper()
	other := s.pageWith(s.content(otherBytes, size))
	other.options = nil
	other.request.FileName, other.request.UseUniqueFileName = imagekit.KeyedFileName(pageName, pageKey), new(false)
	return other
}

// refused returns a row about an upload that is changed by edit.
func refused(title string, edit func(*upload)) guarantee {
	return guarantee{title, func(s *fixture) {
		page := s.page()
		edit(page)
		s.observe(page)
	}}
}

var refusals = []guarantee{
	refused("the key is empty", func(u *upload) { u.options = keyed("") }),
	refused("the key has 4096 bytes", func(u *upload) { u.options = keyed(strings.Repeat("k", 4096)) }),
	refused("the key has 4097 bytes", func(u *upload) { u.options = keyed(strings.Repeat("k", 4097)) }),
	refused("the key is not UTF-8", func(u *upload) { u.options = keyed("caf\xe9") }),
	refused("`UseUniqueFileName` is set to true", func(u *upload) { u.request.UseUniqueFileName = new(true) }),
	refused("`UseUniqueFileName` is set to false", func(u *upload) { u.request.UseUniqueFileName = new(false) }),
	refused("`OverwriteFile` is set to true", func(u *upload) { u.request.OverwriteFile = new(true) }),
	refused("`OverwriteFile` is set to false", func(u *upload) { u.request.OverwriteFile = new(false) }),
	{"the upload has a token", func(s *fixture) {
		page := s.page()
		params := check.Call(page.ik.AuthParams(imagekit.AuthOptions{})).Must(s)
		page.request.Token, page.request.Expire = &params.Token, &params.Expire
		page.request.Signature = &params.Signature
		page.request.PublicKey = new(mockserver.DefaultPublicKey)
		s.observe(page)
	}},
}
