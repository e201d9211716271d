package mockserver

import (
	"errors"
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// GetFileMetadata answers with what is inside the current version of a file.
func (a *api) GetFileMetadata(w http.ResponseWriter, r *http.Request, fileID server.FileID) {
	a.answer(w, r)(a.fileMetadata(fileID))
}

func (a *api) fileMetadata(id string) (int, any, error) {
	f, err := a.lib.File(id)
	if errors.Is(err, library.ErrFileNotFound) {
		err = library.ErrMetadataNotFound
	}
	return metadataAnswer(f, err)
}

// GetFileMetadataFromURL answers with what is inside the file that is delivered at a URL. It always describes the
// original: the service describes the transformed image, which is not rendered here.
//
// Assumed: the metadata of a private file can be read by its URL without a signature, since the request has the private
// key.
func (a *api) GetFileMetadataFromURL(
	w http.ResponseWriter, r *http.Request, params server.GetFileMetadataFromURLParams,
) {
	a.answer(w, r)(metadataAnswer(a.lib.AtURL(params.URL)))
}

func metadataAnswer(f library.Asset, err error) (int, any, error) {
	if err != nil {
		return 0, nil, err
	}
	return ok(mediaOf(f).metadata())
}
