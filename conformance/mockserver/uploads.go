package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
	"github.com/openimagekit/imagekit/internal/names"
)

// Upload implements server.ServerInterface.
func (a *api) Upload(w http.ResponseWriter, r *http.Request) { a.upload(w, r) }

// UploadV2 implements server.ServerInterface. It differs in the parts that its description allows.
func (a *api) UploadV2(w http.ResponseWriter, r *http.Request) { a.upload(w, r) }

// upload is what both operations do. The whole body is read before it is judged: parts come in any order, and a client
// that is answered early would often see a broken connection and not the answer.
func (a *api) upload(w http.ResponseWriter, r *http.Request) {
	f, err := a.readForm(r)
	defer f.close()
	// Authentication comes even before the error of a broken body: its token is spent.
	if authErr := a.checkUpload(r, f); err == nil {
		err = authErr
	}
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if f.has("transformation") {
		w.Header().Set(transformationHeader, notRendered)
	}
	a.answer(w, r)(a.storeUpload(r, f, requestID(r)))
}

// storeUpload stores the file of a form that may be stored.
func (a *api) storeUpload(r *http.Request, f *form, requestID string) (int, any, error) {
	req, err := f.request()
	if err != nil {
		return 0, nil, err
	}
	if err := checkRequest(req); err != nil {
		return 0, nil, err
	}
	extensions, err := a.extensionNames(req.Extensions)
	if err != nil {
		return 0, nil, err
	}
	content, err := a.content(r.Context(), f)
	if err != nil {
		return 0, nil, err
	}
	file, err := a.addFile(req, content)
	if err != nil {
		content.Release()
		return 0, nil, err
	}
	a.countExtensions(extensions)
	result := uploaded(a.uploadModel(file, value(req.ResponseFields, nil)), extensions)
	a.transformed(requestID, req.Transformation, file, result)
	return ok(result)
}

// uploaded completes an answer with what is about the request and not about the file.
//
// Assumed: extensions are pending at first, all of them. They stay so, since none runs here.
func uploaded(m server.UploadResult, extensions []string) server.UploadResult {
	m.ExtensionStatus = statusOf(extensions)
	return m
}

// checkRequest checks what the schema does not say.
func checkRequest(req *server.UploadRequest) error {
	if isDots(req.FileName) {
		return invalid("fileName", "Dots alone are no name")
	}
	return firstError(checkTags(value(req.Tags, nil)), checkCoordinates(value(req.CustomCoordinates, "")))
}

// addFile finds out what the bytes are and puts them into the library. The defaults are those of the document: for
// parts of a multipart body nobody fills them in.
func (a *api) addFile(req *server.UploadRequest, content *store.Blob) (asset, error) {
	name := names.File(req.FileName)
	info, err := inspect(content, name)
	if err != nil {
		return asset{}, err
	}
	folder := names.Folder(value(req.Folder, "/"))
	next := version{
		Blob: content, Mime: info.MediaType, Format: info.Format, Image: info.Image, meta: &lazyMetadata{},
		Tags:        unique(value(req.Tags, nil)),
		Coordinates: value(req.CustomCoordinates, ""),
		Description: value(req.Description, ""),
		Private:     value(req.IsPrivateFile, false),
		Published:   value(req.IsPublished, true),
	}
	if err := a.runChecks(value(req.Checks, ""), folder, name, &next); err != nil {
		return asset{}, err
	}
	return a.lib.add(addition{
		folder:    folder,
		name:      name,
		unique:    value(req.UseUniqueFileName, true),
		overwrite: value(req.OverwriteFile, true),
		check: func(v *version) (err error) {
			v.CustomMetadata, err = a.uploadMetadata(value(req.CustomMetadata, nil))
			return err
		},
		merge:   func(next, old *version) { keep(req, next, old) },
		version: next,
	})
}

// keep takes over from the old version what the request neither replaces nor removes. Everything else, such as
// coordinates and privacy, is as the request says.
//
// Assumed: a new version does not keep the description of the old one.
func keep(req *server.UploadRequest, next, old *version) {
	if req.Tags == nil && !value(req.OverwriteTags, true) {
		next.Tags = old.Tags
	}
	if !value(req.OverwriteAITags, true) {
		next.AITags = old.AITags
	}
	if req.CustomMetadata == nil && !value(req.OverwriteCustomMetadata, true) {
		next.CustomMetadata = old.CustomMetadata
	}
}
