package imagekit

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"net/http"
	"slices"

	"github.com/openimagekit/imagekit/internal/decode"
)

// pages returns an iterator over the results of listFiles that keep accepts. defaultType is the type to list if params
// has neither a Type nor a SearchQuery.
func pages[T any](
	ctx context.Context, c *Client, defaultType AssetTypeFilter, params *ListFilesParams, opts []RequestOption,
	key func(*T) assetKey, keep func(*T) bool,
) iter.Seq2[*T, error] {
	first := firstPage(params, defaultType)
	return func(yield func(*T, error) bool) {
		if *first.Limit < 1 || *first.Limit > maxPageSize {
			reason := fmt.Sprintf("must be from 1 to %d, not %d", maxPageSize, *first.Limit)
			yield(nil, &ArgumentError{Operation: "listFiles", Argument: "limit", Reason: reason})
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		p := &pager[T]{client: c, params: first, opts: opts, key: key, keep: keep}
		p.cursor = newCursor(first.Sort, *first.Skip, *first.Limit)
		defer p.wait()
		defer cancel()
		p.prefetch(ctx)
		for p.yieldPage(ctx, yield) {
		}
	}
}

// firstPage returns a copy of params for the first page, with Limit and Skip set. A search is sorted by creation time
// if params has no other order.
func firstPage(params *ListFilesParams, defaultType AssetTypeFilter) ListFilesParams {
	var first ListFilesParams
	if params != nil {
		first = *params
	}
	if first.Type == nil && first.SearchQuery == nil {
		first.Type = &defaultType
	}
	if first.Sort == nil && first.SearchQuery != nil {
		first.Sort = new(SortOrderAscCreated)
	}
	limit, skip := maxPageSize, 0
	if first.Limit != nil {
		limit = *first.Limit
	}
	if first.Skip != nil {
		skip = *first.Skip
	}
	first.Limit, first.Skip = &limit, &skip
	return first
}

// pager fetches the pages in order, each while the loop uses the previous one.
type pager[T any] struct {
	client  *Client
	params  ListFilesParams
	opts    []RequestOption
	key     func(*T) assetKey
	keep    func(*T) bool
	cursor  cursor             // of the next page
	keys    []assetKey         // of the page that is being fetched; the memory is reused
	pending chan pageResult[T] // receives the next page; nil if it is not being fetched
}

type pageResult[T any] struct {
	page   []T // new results
	more   bool
	err    error
	notify func() // passes the response to the caller's options; nil if no option needs it
}

// prefetch starts to fetch the next page.
func (p *pager[T]) prefetch(ctx context.Context) {
	pending := make(chan pageResult[T], 1)
	p.pending = pending
	go func() { pending <- p.fetch(ctx) }()
}

// fetch requests pages until one has new results or the list ends.
func (p *pager[T]) fetch(ctx context.Context) (result pageResult[T]) {
	for {
		result.page = nil
		leftOut := 0
		opts := append(slices.Clip(p.opts), into(&result.page), deferNotify(&result.notify, &leftOut))
		params := p.params
		params.Skip, params.Limit = new(p.cursor.skip), new(p.cursor.size())
		if _, err := p.client.ListFiles(ctx, &params, opts...); err != nil {
			return pageResult[T]{err: err, notify: result.notify}
		}
		p.keys = p.keys[:0]
		for i := range result.page {
			p.keys = append(p.keys, p.key(&result.page[i]))
		}
		fresh, more := p.cursor.advance(p.keys, leftOut)
		if more && p.cursor.repeated > maxRepeated {
			return pageResult[T]{err: errRepeated, notify: result.notify}
		}
		if len(fresh) > 0 || !more || leftOut > 0 {
			result.page, result.more = only(result.page, fresh), more
			return result
		}
	}
}

// only returns the elements of a page with some indices, which are ascending. It reuses the memory of the page.
func only[T any](page []T, indices []int) []T {
	n := len(indices)
	if n > 0 && len(page)-indices[0] == n {
		return page[indices[0]:]
	}
	for to, from := range indices {
		page[to] = page[from]
	}
	return page[:n]
}

// deferNotify stores in notify a function that passes the response to earlier options. These write variables that the
// goroutine of the loop reads, so they must not run in the goroutine that fetches the page. deferNotify also counts the
// elements of the list that could not be decoded.
func deferNotify(notify *func(), leftOut *int) RequestOption {
	return func(o *requestOptions) {
		onResponse, onMismatch := o.onResponse, o.onMismatch
		if onResponse != nil {
			o.onResponse = func(response *http.Response, body []byte) {
				body = bytes.Clone(body) // the buffer is reused
				*notify = func() { onResponse(response, body) }
			}
		}
		o.onMismatch = func(mismatches decode.Mismatches) {
			*leftOut = mismatches.LeftOut
			if responseOnly := *notify; responseOnly != nil { // the options set both callbacks or neither
				*notify = func() {
					responseOnly()
					onMismatch(mismatches)
				}
			}
		}
	}
}

// yieldPage waits for the page that is being fetched and yields its results. It returns true if there can be another
// page; that page is then being fetched.
func (p *pager[T]) yieldPage(ctx context.Context, yield func(*T, error) bool) (more bool) {
	result := p.next()
	if result.err != nil {
		yield(nil, result.err)
		return false
	}
	// The next page is fetched when the loop asks for the second result: a loop that stops at the first result does not
	// need it.
	prefetchAt := min(1, len(result.page)-1)
	if result.more && len(result.page) == 0 {
		p.prefetch(ctx)
	}
	for i := range result.page {
		if result.more && i == prefetchAt {
			p.prefetch(ctx)
		}
		if asset := &result.page[i]; p.keep(asset) && !yield(asset, nil) {
			return false
		}
	}
	return result.more
}

// next waits for the page that is being fetched.
func (p *pager[T]) next() pageResult[T] {
	result := <-p.pending
	p.pending = nil
	if result.notify != nil {
		result.notify()
	}
	return result
}

// wait waits until no page is being fetched any more.
func (p *pager[T]) wait() {
	if p.pending != nil {
		<-p.pending
	}
}

// into decodes the response into result instead of the type that the method returns.
func into(result any) RequestOption {
	return func(o *requestOptions) { o.result = result }
}
