package mockserver

import (
	"bytes"
	"context"
	"errors"
	"path"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/gen/server"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// preTransformed is the content of an upload after its pre-transformation.
type preTransformed struct {
	*store.Blob
	report string // how the parameters were rendered, for a header
}

// preTransform applies the pre-transformation of an upload to its content, and releases that. Content that is neither a
// picture nor a video stays as it is. So does a video without [WithFFmpeg], and every content if rendering is switched
// off.
//
// Assumed: the pre-transformation does not change the name of the file, also if it changes the format. Without f, the
// format stays. fo-custom is for the customCoordinates of the upload, which are stored as they are. A layer can have
// any file of the library. The checks of the upload are for the result.
//
// Assumed: a file whose pre-transformation fails is not stored. The response is the 400 for invalid transformations,
// and the webhook for failed pre-transformations is sent.
func (a *api) preTransform(ctx context.Context, u *library.Upload, b *store.Blob, pre string) (preTransformed, error) {
	same := preTransformed{b, notRendered}
	content, err := inspect(b, u.FileName())
	if err != nil || !a.rendering || !a.rendersKind(content.Kind()) {
		return same, err
	}
	chain, err := urlbuilder.ParseChain(pre)
	if err != nil {
		return same, err
	}
	analysis, err := render.Analyze(chain, a.lib.NamedChain)
	if err != nil {
		return same, err
	}
	if same.report = headerText(analysis.Report.String()); !analysis.ChangesFile {
		return same, nil
	}
	result, err := a.renderer.Render(ctx, render.Request{
		Chain: chain, Named: analysis.Named, FocusArea: focusArea(u.Coordinates),
		Path: sourceName, Files: sourceAndLayers{b, a.layerFiles(analysis.Files)},
	})
	if errors.Is(err, render.ErrSource) {
		return preTransformed{b, notRendered}, nil
	}
	if err != nil {
		return same, err
	}
	stored, err := a.lib.Blobs().Read(bytes.NewReader(result.Body))
	if err != nil {
		return same, err
	}
	b.Release()
	return preTransformed{stored, headerText(result.Report.String())}, nil
}

// failedPreTransformation returns the response to a pre-transformation that cannot be applied, and sends the event. It
// returns other errors as they are.
func (a *api) failedPreTransformation(requestID string, u *library.Upload, pre string, err error) error {
	if !errors.Is(err, render.ErrTransformation) && !errors.Is(err, render.ErrLimit) {
		return err
	}
	const kind = server.UploadPreTransformErrorEventTypeUploadPreTransformError
	a.sendEvent(string(kind), func(id string, at time.Time) any {
		name := u.FileName()
		e := server.UploadPreTransformErrorEvent{
			Type: kind, ID: id, CreatedAt: at,
			Request: server.PreTransformWebhookRequest{XRequestID: requestID, Transformation: pre},
			Data:    server.UploadPreTransformErrorData{Name: name, Path: path.Join(u.FolderPath(), name)},
		}
		e.Data.Transformation.Error.Reason = "encoding_failed" // as in the examples of the documentation
		return e
	})
	return errTransformation.withDetail("pre: " + err.Error())
}
