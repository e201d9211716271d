package mockserver

import (
	"errors"
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media"
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

// metadataAnswer answers with the metadata of a file, or with an error if the file is a damaged picture.
//
// Assumed: a picture is corrupt or invalid if it begins like one, or has the name of one and is neither a picture nor a
// video, and its pixels cannot be decoded; the request by URL has the same text for it, as it has no other one; and a
// picture beyond the service's limits is not corrupt.
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
