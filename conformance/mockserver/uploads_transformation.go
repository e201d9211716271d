package mockserver

import (
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// Refusals of the transformations of an upload.
var (
	errTransformation = failure(http.StatusBadRequest,
		"The file could not be uploaded because the transformation field is invalid.", "")
	errTransformationOfFile = failure(http.StatusBadRequest, "The file could not be uploaded because "+
		"transformations are supported only for image and video files.", "")
	errPostTransformationOfFile = failure(http.StatusBadRequest, "The file could not be uploaded because "+
		"the detected file type & post-transformation are incompatible.", "")
)

// checkTexts refuses transformations that a URL could not have either.
func (a *api) checkTransformations(t *server.UploadTransformation) error {
	if t == nil {
		return nil
	}
	texts := []string{value(t.Pre, "")}
	for _, post := range value(t.Post, nil) {
		// its value is a list of resolutions
		if r := requestedTransformation(post); r.Type != server.PostTransformationTypeABS {
			texts = append(texts, value(r.Value, ""))
		}
	}
	for _, text := range texts {
		if text == "" {
			continue
		}
		if err := a.lib.CheckText(text); err != nil {
			return errTransformation.withDetail(err.Error())
		}
	}
	return nil
}

// checkKind refuses transformations that a file of this type cannot have.
//
// The documentation lists thumbnails and adaptive streams for videos, and videos of GIFs for GIFs:
// https://docs.imagekit.io/features/pre-post-transformation.
func checkTransformationTypes(t *server.UploadTransformation, content library.Content) error {
	if t == nil || value(t.Pre, "") == "" && len(value(t.Post, nil)) == 0 {
		return nil
	}
	if kind, _, _ := strings.Cut(content.MediaType, "/"); kind != "image" && kind != "video" {
		return errTransformationOfFile
	}
	for _, post := range value(t.Post, nil) {
		fits := true
		switch requestedTransformation(post).Type {
		case server.PostTransformationTypeABS, server.PostTransformationTypeThumbnail:
			fits = isVideo(content)
		case server.PostTransformationTypeGIFToVideo:
			fits = content.Format == "gif"
		}
		if !fits {
			return errPostTransformationOfFile
		}
	}
	return nil
}

func isVideo(c library.Content) bool { return strings.HasPrefix(c.MediaType, "video/") }

// acceptedMessage is the answer to a video that is transformed before it is stored.
const acceptedMessage = "The pre-transformation has been queued successfully."

// waits reports whether an upload is answered before its file is stored: the service transforms videos afterwards. Here
// the file is in the library at once, so that a client which waits for it finds it.
//
// Assumed: while an upload that was answered with 202 is queued, its path is in use: a second upload to it is refused
// if overwriteFile is false, and a list has the file. No source says whether the service does that.
func isDeferred(t *server.UploadTransformation, file library.Asset) bool {
	return t != nil && value(t.Pre, "") != "" && isVideo(file.Content)
}
