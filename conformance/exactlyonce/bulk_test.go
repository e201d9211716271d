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

// bulk has the arguments of a run of UploadAll.
type bulk struct {
	ik      *imagekit.Client
	ctx     context.Context
	items   []imagekit.UploadItem
	options imagekit.UploadAllOptions
}

// run returns a run with a new client.
func (s *fixture) run(items ...imagekit.UploadItem) *bulk {
	s.Helper()
	return &bulk{ik: s.client(), ctx: s.Context(), items: items}
}

// outcomes implements caller.
func (b *bulk) outcomes() []imagekit.UploadOutcome {
	return slices.Collect(b.ik.UploadAll(b.ctx, slices.Values(b.items), b.options))
}

// completes executes a run, all of whose items must succeed.
func (s *fixture) completes(b *bulk) {
	s.Helper()
	for _, o := range b.outcomes() {
		if o.Err != nil {
			s.Fatal(o.Err)
		}
	}
}

// item returns an item whose file has the given content and size. If key is empty, the item has no Key.
func (s *fixture) item(key, content string, size int) imagekit.UploadItem {
	s.Helper()
	return imagekit.UploadItem{Key: key, Request: s.pageWith(s.content(content, size)).request}
}

var bulkUploads = []guarantee{
	{"an item without `Key` that another process has uploaded", func(s *fixture) {
		s.completes(s.run(s.item("", theBytes, pageSize)))
		s.observe(s.run(s.item("", theBytes, pageSize)))
	}},
	{"an item without `Key` whose content has changed since the last run", func(s *fixture) {
		s.completes(s.run(s.item("", firstBytes, pageSize)))
		s.observe(s.run(s.item("", secondBytes, pageSize)))
	}},
	{"an item with `Key` that another process has uploaded", func(s *fixture) {
		s.completes(s.run(s.item(pageKey, theBytes, pageSize)))
		s.observe(s.run(s.item(pageKey, theBytes, pageSize)))
	}},
	{"an item with `Key` whose content and size have changed since the last run", func(s *fixture) {
		s.completes(s.run(s.item(pageKey, firstBytes, pageSize)))
		s.observe(s.run(s.item(pageKey, secondBytes, otherSize)))
	}},
	{"an item with the `Key` of a file that `Upload` has stored", func(s *fixture) {
		s.succeeds(s.page())
		s.observe(s.run(s.item(pageKey, theBytes, pageSize)))
	}},
	{"a run that has an item without `Key` twice", func(s *fixture) {
		s.observe(s.run(s.item("", theBytes, pageSize), s.item("", theBytes, pageSize)))
	}},
	{"a run that has an item with `Key` twice", func(s *fixture) {
		s.observe(s.run(s.item(pageKey, theBytes, pageSize), s.item(pageKey, theBytes, pageSize)))
	}},
	{"two runs with the same item at the same time", func(s *fixture) {
		s.observe(s.run(s.item("", theBytes, pageSize)), s.run(s.item("", theBytes, pageSize)))
	}},
	{"an item without `Key` whose file is a stream", func(s *fixture) {
		s.observe(s.run(imagekit.UploadItem{Request: s.stream().request}))
	}},
	{"an item with `UseUniqueFileName` false, in two runs: **it has no key**", func(s *fixture) {
		s.ownPath = true
		item := s.item("", theBytes, pageSize)
		item.Request.UseUniqueFileName = new(false)
		s.completes(s.run(item))
		s.observe(s.run(item))
	}},
	{"a run of 30 items is cancelled: ten have a result, one is stored, but its response is lost", func(s *fixture) {
		s.observe(s.cancelledRun(s.thirtyItems()))
	}},
	{"another process repeats this run", func(s *fixture) {
		s.cancelledRun(s.thirtyItems()).outcomes()
		s.observe(s.run(s.thirtyItems()...))
	}},
}

// thirtyItems returns items without a Key.
func (s *fixture) thirtyItems() []imagekit.UploadItem {
	s.Helper()
	items := make([]imagekit.UploadItem, 30)
	for i := range items {
		items[i] = s.item("", theBytes, pageSize)
		items[i].Request.FileName = fmt.Sprintf("page-%d.png", i)
	}
	return items
}

// cancelledRun returns a run of one upload at a time. Its context is cancelled when the eleventh file is stored.
func (s *fixture) cancelledRun(items []imagekit.UploadItem) *bulk {
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
