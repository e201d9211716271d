package faults_test

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// faultClass is a class of calls that the client treats alike. call is an example of the class.
type faultClass struct {
	operation  string
	repeatable bool // the client has the option WithRepeatableUploads
	call       func(context.Context, *harness) error
	executions func(mockserver.State) int // returns how many times the service has executed the call
}

var faultClasses = map[string]faultClass{
	"read": {operation: "getFileDetails", call: func(ctx context.Context, s *harness) error {
		_, err := s.ik.GetFileDetails(ctx, s.seededID)
		return err
	}, executions: func(mockserver.State) int { return 0 }},
	"write": {operation: "updateFileDetails", call: func(ctx context.Context, s *harness) error {
		_, err := s.ik.UpdateFileDetails(ctx, s.seededID,
			imagekit.UpdateFileDetailsRequest{Tags: imagekit.Value([]string{"written"})})
		return err
	}, executions: func(state mockserver.State) int {
		return count(state.Files, func(f imagekit.File) bool {
			return slices.Contains(f.Tags, "written")
		})
	}},
	"create": {operation: "createSavedExtension", call: func(ctx context.Context, s *harness) error {
		config := imagekit.NewExtensionConfig(imagekit.AutoTaggingExtension{
			Name: imagekit.AutoTaggingExtensionNameGoogleAutoTagging, MaxTags: 5, MinConfidence: 95,
		})
		_, err := s.ik.CreateSavedExtension(ctx,
			imagekit.CreateSavedExtensionRequest{Name: "A", Description: "B", Config: config})
		return err
	}, executions: func(state mockserver.State) int { return len(state.SavedExtensions) }},
	"delete": {operation: "deleteFile", call: func(ctx context.Context, s *harness) error {
		return s.ik.DeleteFile(ctx, s.seededID)
	}, executions: seededFileDeletions},
	"list": {operation: lookUp, call: func(ctx context.Context, s *harness) error {
		_, err := s.ik.ListFiles(ctx, nil)
		return err
	}, executions: func(mockserver.State) int { return 0 }},
	"iterate": {operation: lookUp, call: func(ctx context.Context, s *harness) error {
		for _, err := range s.ik.Files(ctx, nil) {
			if err != nil {
				return err
			}
		}
		return nil
	}, executions: func(mockserver.State) int { return 0 }},
	"bulk": {operation: "bulkDeleteFiles", call: func(ctx context.Context, s *harness) error {
		for _, err := range s.ik.DeleteFiles(ctx, slices.Values([]string{s.seededID})) {
			if err != nil {
				return err
			}
		}
		return nil
	}, executions: seededFileDeletions},
	"uploadAll":        {operation: "upload", call: uploadAll, executions: uploadExecutions},
	"upload":           {operation: "upload", call: uploadFile, executions: uploadExecutions},
	"uploadRepeatable": {operation: "upload", repeatable: true, call: uploadFile, executions: uploadExecutions},
	"uploadKeyed":      {operation: "upload", call: uploadKeyed, executions: uploadExecutions},
	"uploadKnownPath":  {operation: "upload", call: uploadToKnownPath, executions: uploadExecutions},
	"uploadToken":      {operation: "upload", call: uploadByToken, executions: uploadExecutions},
	"uploadStream":     {operation: "upload", repeatable: true, call: uploadStream, executions: uploadExecutions},
}

// uploadFolder is the folder to which the call uploads. It contains no other files.
const uploadFolder = "/matrix"

func (s *harness) upload(
	ctx context.Context, edit func(*imagekit.UploadRequest), options ...imagekit.RequestOption,
) error {
	r := uploadRequest(s.content)
	edit(&r)
	var err error
	s.result, err = s.ik.Upload(ctx, r, options...)
	return err
}

func uploadRequest(content []byte) imagekit.UploadRequest {
	return imagekit.UploadRequest{
		File: imagekit.FromBytes(content), FileName: "photo.bin", Folder: new(uploadFolder),
	}
}

// seededFileDeletions returns 1 if the file of uploadSeedFiles is deleted, and 0 otherwise.
func seededFileDeletions(state mockserver.State) int {
	return 1 - count(state.Files, func(f imagekit.File) bool { return !isUploaded(f) })
}

// uploadAll uploads one file with UploadAll, with a key that is derived from its content.
func uploadAll(ctx context.Context, s *harness) (err error) {
	items := slices.Values([]imagekit.UploadItem{{Request: uploadRequest(s.content)}})
	for outcome := range s.ik.UploadAll(ctx, items, imagekit.UploadAllOptions{}) {
		s.result, err = outcome.Result, cmp.Or(err, outcome.Err)
	}
	return err
}

func uploadFile(ctx context.Context, s *harness) error {
	return s.upload(ctx, func(*imagekit.UploadRequest) {})
}

// uploadKey is the key of the class uploadKeyed.
const uploadKey = "invoice-42/page-1"

func uploadKeyed(ctx context.Context, s *harness) error {
	return s.upload(ctx, func(*imagekit.UploadRequest) {}, imagekit.WithUploadKey(uploadKey))
}

func uploadToKnownPath(ctx context.Context, s *harness) error {
	return s.upload(ctx, func(r *imagekit.UploadRequest) { r.UseUniqueFileName = new(false) })
}

func uploadByToken(ctx context.Context, s *harness) error {
	params, err := s.ik.AuthParams(imagekit.AuthOptions{})
	if err != nil {
		return err
	}
	return s.upload(ctx, func(r *imagekit.UploadRequest) {
		r.Token, r.Expire, r.Signature, r.PublicKey = &params.Token, &params.Expire, &params.Signature,
			new(mockserver.DefaultPublicKey)
	})
}

// uploadStream uploads a source that can be read only once.
func uploadStream(ctx context.Context, s *harness) error {
	return s.upload(ctx, func(r *imagekit.UploadRequest) {
		r.File = imagekit.FromSizedReader(struct{ io.Reader }{bytes.NewReader(s.content)}, int64(len(s.content)))
	})
}

func uploadExecutions(state mockserver.State) int { return len(uploadedFiles(state)) }

// uploadedFiles returns all versions of all files that the call has uploaded.
func uploadedFiles(state mockserver.State) []imagekit.File {
	return slices.DeleteFunc(slices.Clone(state.Files), func(f imagekit.File) bool { return !isUploaded(f) })
}

func isUploaded(f imagekit.File) bool { return strings.HasPrefix(f.FilePath, uploadFolder+"/") }

func count[T any](all []T, is func(T) bool) int {
	n := 0
	for _, v := range all {
		if is(v) {
			n++
		}
	}
	return n
}
