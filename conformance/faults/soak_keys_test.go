package faults_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/openimagekit/imagekit"
)

const (
	sharedFolder = "shared"
	sharedKeys   = 1000 // number of keys; after the last one, the first one is used again
	sharedBy     = 8    // number of consecutive uploads with the same key, which may overlap
)

// sharedUploads are uploads that all workers make, with the same keys.
type sharedUploads struct {
	mu    sync.Mutex
	calls int
	items map[string]*soakItem // by stem
}

// uploadShared uploads a file with a key that other workers use for the same file.
func (w *soakWorker) uploadShared(ctx context.Context) {
	name, item := w.shared.nextFile()
	content, withKey := item.contents[0], imagekit.WithUploadKey("key of "+name)
	request := imagekit.UploadRequest{FileName: name + ".bin", Folder: new("/" + sharedFolder)}
	if w.shared.isCertain(item) && w.random.IntN(sharedBy) == 0 {
		request.File = imagekit.FromBytes(slices.Concat(content, []byte("more")))
		result, err := w.serverNamed.Upload(ctx, request, withKey)
		outcome := "failed"
		switch {
		case err == nil:
			w.t.Errorf("an upload of another size with the key of %s succeeded: %s", name, result.FileID)
		case errors.Is(err, imagekit.ErrConflict):
			outcome = "conflict"
		}
		w.count("upload another file with the same key", outcome)
		return
	}
	file, remove := w.source(w.name, content, false)
	defer remove()
	request.File = file
	client := []*imagekit.Client{w.serverNamed, w.clientNamed}[w.random.IntN(2)]
	result, err := client.Upload(ctx, request, withKey)
	if err != nil {
		w.count("upload with the same key", "failed")
		if errors.Is(err, imagekit.ErrConflict) {
			w.t.Errorf("%s: conflict, although all workers upload the same file: %v", name, err)
		}
		return
	}
	w.count("upload with the same key", "done")
	if first := w.shared.record(item, result); first != result.FileID {
		w.t.Errorf("%s is the file %s, but was %s for another worker", name, result.FileID, first)
	}
}

// nextFile returns the name and the item of the next file to upload.
func (s *sharedUploads) nextFile() (name string, item *soakItem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name = fmt.Sprintf("%s-%d", sharedFolder, s.calls/sharedBy%sharedKeys)
	s.calls++
	stem := sharedFolder + "/" + name
	if s.items[stem] == nil {
		s.items[stem] = &soakItem{contents: [][]byte{soakContent(name, 1+s.calls%20000)}}
	}
	return name, s.items[stem]
}

func (s *sharedUploads) isCertain(item *soakItem) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return item.isStored
}

// record records the result of the first upload of an item, and returns its file id.
func (s *sharedUploads) record(item *soakItem, result *imagekit.UploadResult) (first string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !item.isStored {
		item.isStored, item.fileID, item.path = true, result.FileID, result.FilePath
	}
	return item.fileID
}
