package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// Error responses for transformations of uploads.
var (
	errTransformation = failure(http.StatusBadRequest,
		"The file could not be uploaded because the transformation field is invalid.", "")
	errTransformationOfFile = failure(http.StatusBadRequest, "The file could not be uploaded because "+
		"transformations are supported only for image and video files.", "")
	errPostTransformationOfFile = failure(http.StatusBadRequest, "The file could not be uploaded because "+
		"the detected file type & post-transformation are incompatible.", "")
)

// preOf returns the pre-transformation of an upload, "" if there is none.
func preOf(t *server.UploadTransformation) string {
	if t == nil {
		return ""
	}
	return value(t.Pre, "")
}

// checkTransformations rejects transformations that would be malformed in a URL.
func (a *api) checkTransformations(t *server.UploadTransformation) error {
	if t == nil {
		return nil
	}
	texts := []string{preOf(t)}
	for _, post := range value(t.Post, nil) {
		// The value of an adaptive stream is not a transformation but a list of resolutions.
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

// checkTransformationTypes rejects transformations that are not available for the type of the file.
//
// According to the documentation, thumbnails and adaptive streams are for videos, and conversion to a video is for
// GIFs: https://docs.imagekit.io/features/pre-post-transformation.
func checkTransformationTypes(t *server.UploadTransformation, content library.Content) error {
	if t == nil || preOf(t) == "" && len(value(t.Post, nil)) == 0 {
		return nil
	}
	if kind := content.Kind(); kind != "image" && kind != "video" {
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

func isVideo(c library.Content) bool { return c.Kind() == "video" }

// acceptedMessage is the message of the response to a video with a pre-transformation.
const acceptedMessage = "The pre-transformation has been queued successfully."

// isDeferred reports whether the service responds to an upload before it stores the file, as it does for videos with a
// pre-transformation. The mock server stores the file at once, so that clients that wait for the file find it.
//
// Assumed: while an upload that got 202 is queued, its path is in use: a second upload to it with overwriteFile false
// is rejected, and lists contain the file. No source says whether the service does the same.
func isDeferred(t *server.UploadTransformation, file library.Asset) bool {
	return preOf(t) != "" && isVideo(file.Content)
}
