package mockserver

import (
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

// runChecks holds a file against the checks that the request makes, before it is stored.
//
// Assumed: an upload's checks never have to wait; the service checks some things only when it has answered with 202.
func (a *api) runChecks(checks, folder, name string, v *version) error {
	if checks == "" {
		return nil
	}
	q, err := search.ParseChecks(checks, a.now())
	if err != nil {
		return failure(http.StatusBadRequest, "Your request contains invalid syntax for the checks parameter. "+sentence(err.Error()), "")
	}
	candidate := search.Asset{
		Type: search.File, Name: name, Folder: strings.TrimPrefix(folder, "/") + "/", Size: v.Blob.Size, Mime: v.Mime, Format: v.Format, Tags: v.Tags,
	}
	if v.Image != nil {
		candidate.Width, candidate.Height = v.Image.Width, v.Image.Height
	}
	if !q.Match(&candidate) {
		return failure(http.StatusBadRequest, "Your request failed 'checks' validation: "+q.String()+".", "")
	}
	return nil
}
