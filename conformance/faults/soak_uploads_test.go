package faults_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// uploadNew uploads a file with a new name and random options.
func (w *soakWorker) uploadNew(ctx context.Context) {
	name, stem := w.newName()
	content := soakContent(name, w.random.IntN(20000))
	request := imagekit.UploadRequest{FileName: name, Folder: new("/" + w.name)}
	client, item := w.clientNamed, &soakItem{contents: [][]byte{content}}
	var options []imagekit.RequestOption
	switch w.random.IntN(6) {
	case 0:
		client = w.serverNamed
	case 1:
		client = w.serverNamed
		w.authorize(&request)
	case 2:
		request.UseUniqueFileName, item.callerNamed, item.uploads = new(false), true, 1
	case 3:
		request.UseUniqueFileName, request.OverwriteFile = new(false), new(false)
	case 4:
		options = append(options, imagekit.WithUploadKey("key of "+name))
	}
	file, remove := w.source(w.name, content, false)
	defer remove()
	request.File = file
	result, err := client.Upload(ctx, request, options...)
	w.recordUpload("upload", stem, item, result, err)
}

// source returns a random source of content: bytes, a local file whose name begins with name, or a stream. If
// isRereadable is true, the source can be read twice. The caller must call remove after the upload.
func (w *soakWorker) source(name string, content []byte, isRereadable bool) (source imagekit.Source, remove func()) {
	kind := w.random.IntN(3)
	switch {
	case kind == 0:
		w.number++
		file := filepath.Join(w.files, fmt.Sprintf("%s-source-%d", name, w.number))
		w.noError(os.WriteFile(file, content, 0o600))
		return imagekit.FromPath(file), func() { _ = os.Remove(file) }
	case kind == 1 && !isRereadable:
		return imagekit.FromReader(struct{ io.Reader }{bytes.NewReader(content)}), func() {}
	}
	return imagekit.FromBytes(content), func() {}
}

// authorize adds upload credentials for a browser.
func (w *soakWorker) authorize(r *imagekit.UploadRequest) {
	params, err := w.serverNamed.AuthParams(imagekit.AuthOptions{})
	if err != nil {
		w.t.Error(err)
	}
	r.Token, r.Expire, r.Signature, r.PublicKey = &params.Token, &params.Expire, &params.Signature,
		new(mockserver.DefaultPublicKey)
}

// uploadAgain uploads other bytes of the same size to the path of a stored file.
func (w *soakWorker) uploadAgain(ctx context.Context) {
	stem, item := w.randomItem(func(i *soakItem) bool { return i.callerNamed && i.uploads < 20 })
	if item == nil {
		return
	}
	item.uploads++
	content := soakContent(fmt.Sprint(item.uploads, stem), len(item.contents[0]))
	file, remove := w.source(w.name, content, false)
	defer remove()
	result, err := w.serverNamed.Upload(ctx, imagekit.UploadRequest{
		File: file, FileName: filepath.Base(stem) + ".bin", Folder: new("/" + w.name), UseUniqueFileName: new(false),
	})
	next := *item
	switch {
	case err == nil && item.isStored && len(item.contents) == 1:
		next.contents = [][]byte{content}
	case err == nil || errors.Is(err, imagekit.ErrOutcomeUnknown):
		next.contents = append(slices.Clone(item.contents), content) // an earlier upload may still be executed
	}
	if err != nil && item.isStored {
		w.count("upload again", "failed")
		w.items[stem] = &next
		w.checkItem(stem, &next, w.stored()[stem])
		return
	}
	w.recordUpload("upload again", stem, &next, result, err)
	if err != nil && !errors.Is(err, imagekit.ErrOutcomeUnknown) {
		w.items[stem] = item // an earlier version may be stored
	}
}

// recordUpload records the outcome of an upload, and compares it with the stored files.
func (w *soakWorker) recordUpload(call, stem string, item *soakItem, result *imagekit.UploadResult, err error) {
	switch {
	case err == nil:
		w.count(call, "done")
		item.isStored, item.fileID, item.path = true, result.FileID, result.FilePath
		w.items[stem] = item
	case errors.Is(err, imagekit.ErrUploadOutcomeUnknown):
		w.count(call, "unknown")
		w.items[stem] = item
	default:
		w.count(call, "failed")
		if files := w.stored()[stem]; len(files) > 0 && !item.callerNamed {
			w.t.Errorf("%s failed with %v, but is stored: %v", stem, err, files)
		}
		return
	}
	if w.random.IntN(2) == 0 {
		w.checkItem(stem, item, w.stored()[stem])
	}
}
