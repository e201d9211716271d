package mockserver

import (
	"errors"
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media"
	"github.com/openimagekit/imagekit/gen/server"
)

// GetFileMetadata responds with the metadata of the current version of a file.
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

// GetFileMetadataFromURL responds with the metadata of the file at a URL. If the URL has a transformation, the service
// describes the transformed image; the mock server describes the original.
//
// Assumed: the metadata of a private file can be read by a URL without a signature, because the request has the private
// key.
func (a *api) GetFileMetadataFromURL(
	w http.ResponseWriter, r *http.Request, params server.GetFileMetadataFromURLParams,
) {
	a.answer(w, r)(metadataAnswer(a.lib.AtURL(params.URL)))
}

// metadataAnswer returns the response with the metadata of a file, or an error if the file is a damaged image.
//
// Assumed: a file is corrupt or invalid if its pixels cannot be decoded although its first bytes are those of an image,
// or if it has the extension of an image but is neither an image nor a video. A request by URL gets the same message,
// because no other one is documented. An image that exceeds the limits of the service is not corrupt.
func metadataAnswer(f library.Asset, err error) (int, any, error) {
	if err != nil {
		return 0, nil, err
	}
	metadata := mediaOf(f).metadata()
	isMedia := f.FileType() == library.FileTypeImage || mediaOf(f).video() != nil
	if metadata.Corrupt || !isMedia && media.NamedAsPicture(f.Name()) {
		return 0, nil, errCorrupt
	}
	return ok(&metadata.Metadata)
}

var errCorrupt = failure(http.StatusBadRequest, "The requested file is corrupt or invalid.", "")
