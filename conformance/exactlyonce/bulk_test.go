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

// newRun returns a run by a new client.
func (s *fixture) newRun(items ...imagekit.UploadItem) *bulk {
	s.Helper()
	return &bulk{ik: s.client(), ctx: s.Context(), items: items}
}

// outcomes executes the run.
func (b *bulk) outcomes() []imagekit.UploadOutcome {
	return slices.Collect(b.ik.UploadAll(b.ctx, slices.Values(b.items), b.options))
}

// mustComplete executes a run. All items must succeed.
func (s *fixture) mustComplete(b *bulk) {
	s.Helper()
	for _, o := range b.outcomes() {
		if o.Err != nil {
			s.Fatal(o.Err)
		}
	}
}

// newItem returns an item whose file has the given content and size. If key is empty, the item has no Key.
func (s *fixture) newItem(key, content string, size int) imagekit.UploadItem {
	s.Helper()
	return imagekit.UploadItem{Key: key, Request: s.newUploadOf(s.newContent(content, size)).request}
}

var bulkUploads = []guarantee{
	{"an item without `Key` that another process has uploaded", func(s *fixture) {
		s.mustComplete(s.newRun(s.newItem("", sentBytes, pageSize)))
		s.observe(s.newRun(s.newItem("", sentBytes, pageSize)))
	}},
	{"an item without `Key` whose content has changed since the last run", func(s *fixture) {
		s.mustComplete(s.newRun(s.newItem("", firstBytes, pageSize)))
		s.observe(s.newRun(s.newItem("", secondBytes, pageSize)))
	}},
	{"an item with `Key` that another process has uploaded", func(s *fixture) {
		s.mustComplete(s.newRun(s.newItem(pageKey, sentBytes, pageSize)))
		s.observe(s.newRun(s.newItem(pageKey, sentBytes, pageSize)))
	}},
	{"an item with `Key` whose content and size have changed since the last run", func(s *fixture) {
		s.mustComplete(s.newRun(s.newItem(pageKey, firstBytes, pageSize)))
		s.observe(s.newRun(s.newItem(pageKey, secondBytes, otherSize)))
	}},
	{"an item with the `Key` of a file that `Upload` has stored", func(s *fixture) {
		s.mustUpload(s.newUpload())
		s.observe(s.newRun(s.newItem(pageKey, sentBytes, pageSize)))
	}},
	{"a run that has an item without `Key` twice", func(s *fixture) {
		s.observe(s.newRun(s.newItem("", sentBytes, pageSize), s.newItem("", sentBytes, pageSize)))
	}},
	{"a run that has an item with `Key` twice", func(s *fixture) {
		s.observe(s.newRun(s.newItem(pageKey, sentBytes, pageSize), s.newItem(pageKey, sentBytes, pageSize)))
	}},
	{"two runs with the same item at the same time", func(s *fixture) {
		s.observe(s.newRun(s.newItem("", sentBytes, pageSize)), s.newRun(s.newItem("", sentBytes, pageSize)))
	}},
	{"an item without `Key` whose file is a stream", func(s *fixture) {
		s.observe(s.newRun(imagekit.UploadItem{Request: s.newStreamUpload().request}))
	}},
	{"an item with `UseUniqueFileName` false that is in two runs: **it has no key**", func(s *fixture) {
		s.withoutKey = true
		item := s.newItem("", sentBytes, pageSize)
		item.Request.UseUniqueFileName = new(false)
		s.mustComplete(s.newRun(item))
		s.observe(s.newRun(item))
	}},
	{"a run of 30 items is cancelled: ten have a result; one is stored, but its response is lost", func(s *fixture) {
		s.observe(s.newCancelledRun(s.thirtyItems()))
	}},
	{"another process repeats the cancelled run of 30 items", func(s *fixture) {
		s.newCancelledRun(s.thirtyItems()).outcomes()
		s.observe(s.newRun(s.thirtyItems()...))
	}},
}

// thirtyItems returns items without a Key.
func (s *fixture) thirtyItems() []imagekit.UploadItem {
	s.Helper()
	items := make([]imagekit.UploadItem, 30)
	for i := range items {
		items[i] = s.newItem("", sentBytes, pageSize)
		items[i].Request.FileName = fmt.Sprintf("page-%d.png", i)
	}
	return items
}

// newCancelledRun returns a run that uploads one file at a time. Its context is cancelled after the eleventh file is
// stored, and before the response is sent.
func (s *fixture) newCancelledRun(items []imagekit.UploadItem) *bulk {
	s.Helper()
	run := s.newRun(items...)
	ctx, cancel := context.WithCancel(s.Context())
	run.ctx, run.options.Concurrency = ctx, 1
	var uploads atomic.Int64
	s.intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
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
