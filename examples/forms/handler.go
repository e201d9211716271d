// Package forms shows how to receive a file from a form of a browser and upload it to ImageKit, with net/http, chi,
// gin, echo and fiber. In each of them, the file is sent to ImageKit while it arrives from the browser.
package forms

import (
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit"
)

// NewUploads returns the endpoint for uploads of pictures. It is the same for all frameworks.
func NewUploads(ik *imagekit.Client) (http.Handler, error) {
	return ik.UploadHandler(imagekit.UploadHandlerOptions{
		MaxSize: 20 << 20,
		Types:   []string{"image/*"},
		Authorize: func(r *http.Request) (imagekit.UploadRequest, error) {
			user, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer user-") // check the session here
			if !ok {
				return imagekit.UploadRequest{}, &imagekit.HTTPError{
					StatusCode: http.StatusUnauthorized, Message: "log in to upload",
				}
			}
			return imagekit.UploadRequest{Folder: new("/users/" + user), UseUniqueFileName: new(false)}, nil
		},
	})
}
