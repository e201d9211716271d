package exactlyonce_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"

	"github.com/openimagekit/imagekit"
)

// bulk is a run of UploadAll that is going to be made.
type bulk struct {
	ik      *imagekit.Client
	ctx     context.Context
	items   []imagekit.UploadItem
	options imagekit.UploadAllOptions
}

// run is a run of a client that has just started.
func (s *scene) run(items ...imagekit.UploadItem) *bulk {
	s.Helper()
	return &bulk{ik: s.client(), ctx: s.Context(), items: items}
}

// outcomes implements caller.
func (b *bulk) outcomes() []imagekit.UploadOutcome {
	return slices.Collect(b.ik.UploadAll(b.ctx, slices.Values(b.items), b.options))
}

// completes makes a run that must succeed.
func (s *scene) completes(b *bulk) {
	s.Helper()
	for _, o := range b.outcomes() {
		if o.Err != nil {
			s.Fatal(o.Err)
		}
	}
}

// item is an item with a key, or without one if the key is empty.
func (s *scene) item(key, content string, size int) imagekit.UploadItem {
	s.Helper()
	return imagekit.UploadItem{Key: key, Request: s.pageWith(s.content(content, size)).request}
}

var bulkUploads = []guarantee{
	{"an item without `Key`; another run, on another machine, has the same item", func(s *scene) {
		s.completes(s.run(s.item("", theBytes, pageSize)))
		s.observe(s.run(s.item("", theBytes, pageSize)))
	}},
	{"an item without `Key` whose content has changed since the last run", func(s *scene) {
		s.completes(s.run(s.item("", firstBytes, pageSize)))
		s.observe(s.run(s.item("", secondBytes, pageSize)))
	}},
	{"an item with `Key`; another run, on another machine, has the same item", func(s *scene) {
		s.completes(s.run(s.item(pageKey, theBytes, pageSize)))
		s.observe(s.run(s.item(pageKey, theBytes, pageSize)))
	}},
	{"an item with `Key` whose content has changed since the last run, and so has its size", func(s *scene) {
		s.completes(s.run(s.item(pageKey, firstBytes, pageSize)))
		s.observe(s.run(s.item(pageKey, secondBytes, otherSize)))
	}},
	{"`Upload` has stored the file with the key; then an item has it", func(s *scene) {
		s.succeeds(s.page())
		s.observe(s.run(s.item(pageKey, theBytes, pageSize)))
	}},
	{"one run has an item without `Key` twice", func(s *scene) {
		s.observe(s.run(s.item("", theBytes, pageSize), s.item("", theBytes, pageSize)))
	}},
	{"one run has an item with `Key` twice", func(s *scene) {
		s.observe(s.run(s.item(pageKey, theBytes, pageSize), s.item(pageKey, theBytes, pageSize)))
	}},
	{"two runs have the same item at the same time", func(s *scene) {
		s.observe(s.run(s.item("", theBytes, pageSize)), s.run(s.item("", theBytes, pageSize)))
	}},
	{"an item whose file is a stream, without `Key`", func(s *scene) {
		s.observe(s.run(imagekit.UploadItem{Request: s.stream().request}))
	}},
	{"an item at a fixed path (`UseUniqueFileName` is false), in two runs: **it has no key**", func(s *scene) {
		s.ownPath = true
		item := s.item("", theBytes, pageSize)
		item.Request.UseUniqueFileName = new(false)
		s.completes(s.run(item))
		s.observe(s.run(item))
	}},
	{"a run of 30 items is interrupted: ten have a result; one is stored, and its response is lost", func(s *scene) {
		s.observe(s.cutOff(s.thirtyItems()))
	}},
	{"the same run again, on another machine", func(s *scene) {
		s.cutOff(s.thirtyItems()).outcomes()
		s.observe(s.run(s.thirtyItems()...))
	}},
}

// thirtyItems are items without a key.
func (s *scene) thirtyItems() []imagekit.UploadItem {
	s.Helper()
	items := make([]imagekit.UploadItem, 30)
	for i := range items {
		items[i] = s.item("", theBytes, pageSize)
		items[i].Request.FileName = fmt.Sprintf("page-%d.png", i)
	}
	return items
}

// cutOff is a run of one upload at a time whose context ends when the eleventh file is stored.
func (s *scene) cutOff(items []imagekit.UploadItem) *bulk {
	s.Helper()
	run := s.run(items...)
	ctx, cancel := context.WithCancel(s.Context())
	run.ctx, run.options.Concurrency = ctx, 1
	var uploads atomic.Int64
	s.setFront(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if isUpload(r) && uploads.Add(1) == 11 {
			next.ServeHTTP(httptest.NewRecorder(), r)
			_, _ = io.Copy(io.Discard, r.Body)
			cancel()
			awaitDisconnect(r)
			return
		}
		next.ServeHTTP(w, r)
	})
	return run
}
