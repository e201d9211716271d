package mockserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
)

// TestWriteDeliveryError checks the responses to errors of the renderer.
func TestWriteDeliveryError(t *testing.T) {
	t.Parallel()
	missing := &fs.PathError{Op: "open", Path: "b.png", Err: fs.ErrNotExist}
	for _, test := range []struct {
		err          error
		status       int
		header, body string
	}{
		{
			&render.ParameterError{Code: "i", Value: "b.png", Err: missing}, 404,
			"ENOENT - No file was found at the specified path", "Not Found: i-b.png: open b.png: file does not exist\n",
		},
		{missing, 404, "ENOENT - No file was found at the specified path", "Not Found\n"},
		{
			fmt.Errorf("%w: 3 megapixels", render.ErrLimit), 400,
			"ELIMIT - a limit is exceeded: 3 megapixels", "Bad Request: a limit is exceeded: 3 megapixels\n",
		},
		{
			&render.ParameterError{Code: "w", Value: "x", Err: errors.New("no number")}, 400, "",
			"Bad URL Transformation Request: w-x: no number\n",
		},
		{context.Canceled, 503, "", "Service Unavailable: context canceled\n"},
		{errors.New("disk"), 500, "UNIDENTIFIED - The file cannot be read", "Internal Server Error\n"},
	} {
		w := httptest.NewRecorder()
		writeDeliveryError(w, test.err)
		if header := w.Header().Get("ik-error"); w.Code != test.status || header != test.header ||
			w.Body.String() != test.body {
			t.Errorf("%v: %d with %q and %q, want %d with %q and %q", test.err, w.Code, header, w.Body, test.status,
				test.header, test.body)
		}
	}
}
