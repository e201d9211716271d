package library

import (
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

// runChecks checks a file with the query of its upload, before it is stored.
//
// It runs before the response even for a video whose upload is answered with 202, because the mock server already has
// the whole file.
func (l *Library) runChecks(checks, folder, name string, v *Version) error {
	if checks == "" {
		return nil
	}
	q, err := search.ParseChecks(checks, l.config.Now())
	if err != nil {
		return &DetailError{Code: ErrChecksSyntax, Detail: err.Error()}
	}
	candidate := search.Asset{
		Type: search.File, Name: name, Folder: strings.TrimPrefix(folder, "/") + "/", Size: v.Blob.Size,
		Mime: v.MediaType, Format: v.Format, Tags: v.Tags,
	}
	if v.Image != nil {
		candidate.Width, candidate.Height = v.Image.Width, v.Image.Height
	}
	if !q.Match(&candidate) {
		return &DetailError{Code: ErrChecksFailed, Detail: q.String()}
	}
	return nil
}
