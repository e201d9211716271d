package mockserver

import (
	"errors"
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/requestlog"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
)

// Upload implements server.ServerInterface.
func (a *api) Upload(w http.ResponseWriter, r *http.Request) { a.upload(w, r) }

// UploadV2 implements server.ServerInterface. It differs from Upload in the parts that openapi.yaml defines, and keeps
// all characters of names.
//
// Contradiction: in the documentation of 2024, version 2 of uploads differs from version 1 only in its URL. In the
// vendor's OpenAPI document, version 2 has no rule about the characters of names. The mock server follows the OpenAPI
// document, and rclone relies on that.
func (a *api) UploadV2(w http.ResponseWriter, r *http.Request) { a.upload(w, r) }

// upload handles both operations. It reads all parts before it responds, because the parts can be in any order, and
// because a client that gets a response early often sees a broken connection instead. It stops reading only at a part
// that cannot be read or stored, and at a file that follows wrong credentials.
func (a *api) upload(w http.ResponseWriter, r *http.Request) {
	f, err := a.readForm(r)
	defer f.close()
	// Authentication comes first, because the token is used up even if the body is invalid.
	if authErr := f.authenticate(); err == nil || f.aborted {
		err = authErr
	}
	if err == nil {
		err = f.checkClaims()
	}
	if f.aborted || errors.Is(err, errNotMultipart) {
		closeAfterResponse(w, r)
	}
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.answer(w, r)(a.storeUpload(w.Header(), r, f, requestlog.ID(r)))
}

// storeUpload stores the file of an authenticated form and returns the response. If the form has a pre-transformation,
// storeUpload adds to the header of the response how it was rendered.
func (a *api) storeUpload(h http.Header, r *http.Request, f *form, requestID string) (int, any, error) {
	req, err := f.request()
	if err != nil {
		return 0, nil, err
	}
	upload := uploadOf(req)
	upload.KeepNames = isV2(r)
	if err := upload.Check(); err != nil {
		return 0, nil, err
	}
	extensions, err := a.extensionKinds(req.Extensions)
	if err != nil {
		return 0, nil, err
	}
	if err := a.checkTransformations(req.Transformation); err != nil {
		return 0, nil, err
	}
	content, err := a.content(r.Context(), f)
	if err != nil {
		return 0, nil, err
	}
	if content.Size == 0 {
		content.Release()
		return 0, nil, errEmptyFile
	}
	if pre := preOf(req.Transformation); pre != "" {
		result, err := a.preTransform(r.Context(), upload, content, pre)
		if err != nil {
			content.Release()
			return 0, nil, a.failedPreTransformation(requestID, upload, pre, err)
		}
		h.Set(transformationHeader, result.report)
		content = result.Blob
	}
	file, err := a.addFile(upload, content, req.Transformation)
	if err != nil {
		return 0, nil, err
	}
	a.lib.CountExtensions(extensions)
	result := withExtensionStatus(a.uploadModel(file, value(req.ResponseFields, nil)), extensions)
	a.sendTransformationEvents(requestID, req.Transformation, file, result)
	if isDeferred(req.Transformation, file) {
		return http.StatusAccepted, server.UploadAccepted{Message: new(acceptedMessage)}, nil
	}
	return ok(result)
}

// withExtensionStatus adds the status of the extensions that the request asks for. The status stays pending, because
// extensions do not run.
func withExtensionStatus(m server.UploadResult, extensions []string) server.UploadResult {
	m.ExtensionStatus = extensionStatus(extensions)
	return m
}

// uploadOf converts a request. It sets the defaults of openapi.yaml, which validation does not set for multipart parts.
func uploadOf(req *server.UploadRequest) *library.Upload {
	return &library.Upload{
		Name:                    req.FileName,
		Folder:                  value(req.Folder, "/"),
		UniqueName:              value(req.UseUniqueFileName, true),
		Overwrite:               value(req.OverwriteFile, true),
		Tags:                    req.Tags,
		CustomMetadata:          value(req.CustomMetadata, nil),
		Coordinates:             value(req.CustomCoordinates, ""),
		Description:             value(req.Description, ""),
		Private:                 value(req.IsPrivateFile, false),
		Published:               value(req.IsPublished, true),
		Checks:                  value(req.Checks, ""),
		OverwriteTags:           value(req.OverwriteTags, true),
		OverwriteAITags:         value(req.OverwriteAITags, true),
		OverwriteCustomMetadata: value(req.OverwriteCustomMetadata, true),
	}
}

// addFile detects the type of the bytes and adds them to the library. If it fails, it deletes the bytes.
func (a *api) addFile(
	upload *library.Upload, bytes *store.Blob, transformation *server.UploadTransformation,
) (library.Asset, error) {
	content, err := inspect(bytes, upload.FileName())
	if err == nil {
		err = checkTransformationTypes(transformation, content)
	}
	var file library.Asset
	if err == nil {
		file, err = a.lib.Add(upload, content)
	}
	if err != nil {
		bytes.Release()
	}
	return file, err
}
