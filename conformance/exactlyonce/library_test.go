package exactlyonce_test

import (
	"strings"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

var libraryChanges = []guarantee{
	{"the file is deleted, and the upload is repeated", func(s *fixture) {
		file := s.mustUpload(s.newUpload())
		check.NoError(s, s.client().DeleteFile(s.Context(), file.FileID))
		s.observe(s.newUpload())
	}},
	{"the folder is deleted, and the upload is repeated", func(s *fixture) {
		s.mustUpload(s.newUpload())
		err := s.client().DeleteFolder(s.Context(), imagekit.DeleteFolderRequest{FolderPath: pageFolder})
		check.NoError(s, err)
		s.observe(s.newUpload())
	}},
	{"the file is moved, and the upload is repeated", func(s *fixture) {
		s.showPaths = true
		s.mustUpload(s.newUpload())
		check.NoError(s, s.client().CreateFolder(s.Context(), imagekit.CreateFolderRequest{
			FolderName: "archive", ParentFolderPath: "/",
		}))
		check.NoError(s, s.client().MoveFile(s.Context(), imagekit.MoveFileRequest{
			SourceFilePath: pagePath(), DestinationPath: "/archive",
		}))
		s.observe(s.newUpload())
	}},
	{"the file is renamed, and the upload is repeated", func(s *fixture) {
		s.showPaths = true
		s.mustUpload(s.newUpload())
		check.Call(s.client().RenameFile(s.Context(), imagekit.RenameFileRequest{
			FilePath: pagePath(), NewFileName: "renamed.png",
		})).Must(s)
		s.observe(s.newUpload())
	}},
	{"another program stores a new version of the same size, and the upload is repeated", func(s *fixture) {
		s.mustUpload(s.newUpload())
		s.mustUpload(s.newUploadWithoutKey(pageSize))
		s.observe(s.newUpload())
	}},
	{"another program stores a new version of another size, and the upload is repeated", func(s *fixture) {
		s.mustUpload(s.newUpload())
		s.mustUpload(s.newUploadWithoutKey(otherSize))
		s.observe(s.newUpload())
	}},
	{"another program has stored a file of the same size at the path: **this is not detected**", func(s *fixture) {
		s.mustUpload(s.newUploadWithoutKey(pageSize))
		s.observe(s.newUpload())
	}},
	{"another program has stored a file of another size at the path", func(s *fixture) {
		s.mustUpload(s.newUploadWithoutKey(otherSize))
		s.observe(s.newUpload())
	}},
}

// newUploadWithoutKey returns an upload of another program, which stores a file at the same path without a key.
func (s *fixture) newUploadWithoutKey(size int) *upload {
	s.Helper()
	other := s.newUploadOf(s.newContent(otherBytes, size))
	other.options = nil
	other.request.FileName, other.request.UseUniqueFileName = imagekit.KeyedFileName(pageName, pageKey), new(false)
	return other
}

// argumentCheck returns a row that changes the upload with edit.
func argumentCheck(title string, edit func(*upload)) guarantee {
	return guarantee{title, func(s *fixture) {
		page := s.newUpload()
		edit(page)
		s.observe(page)
	}}
}

var argumentChecks = []guarantee{
	argumentCheck("the key is empty", func(u *upload) { u.options = withKey("") }),
	argumentCheck("the key has 4096 bytes", func(u *upload) { u.options = withKey(strings.Repeat("k", 4096)) }),
	argumentCheck("the key has 4097 bytes", func(u *upload) { u.options = withKey(strings.Repeat("k", 4097)) }),
	argumentCheck("the key is not UTF-8", func(u *upload) { u.options = withKey("caf\xe9") }),
	argumentCheck("`UseUniqueFileName` is set to true", func(u *upload) { u.request.UseUniqueFileName = new(true) }),
	argumentCheck("`UseUniqueFileName` is set to false", func(u *upload) { u.request.UseUniqueFileName = new(false) }),
	argumentCheck("`OverwriteFile` is set to true", func(u *upload) { u.request.OverwriteFile = new(true) }),
	argumentCheck("`OverwriteFile` is set to false", func(u *upload) { u.request.OverwriteFile = new(false) }),
	{"the upload has a token", func(s *fixture) {
		page := s.newUpload()
		params := check.Call(page.ik.AuthParams(imagekit.AuthOptions{})).Must(s)
		page.request.Token, page.request.Expire = &params.Token, &params.Expire
		page.request.Signature = &params.Signature
		page.request.PublicKey = new(mockserver.DefaultPublicKey)
		s.observe(page)
	}},
}
