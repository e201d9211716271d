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

// maxPageSize is the maximum number of results that the service returns at once.
const maxPageSize = 1000

// Files iterates over the files that match params, or over their versions if params.Type is
// [AssetTypeFilterFileVersion]; nil params match all files. It leaves out folders that a search finds; [Client.Assets]
// includes them.
//
//	for file, err := range ik.Files(ctx, &imagekit.ListFilesParams{Path: new("/menu")}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(file.FilePath)
//	}
//
// A page has params.Limit results (1 to 1000; 1000 if nil), and the first page begins after params.Skip results (0 if
// nil). From the second result of a page on, the next page is fetched; breaking out of the loop cancels that request.
// opts apply to the request of each page. A [Response] of [WithResponse] describes the page whose results the loop
// receives.
//
// An error is yielded once, with a nil file, and ends the loop: an [*ArgumentError] for a limit out of range, otherwise
// the error of [Client.ListFiles]. The results before the error are valid.
//
// The values that params points to must not change while the loop runs. Pages are counted from the beginning of the
// list: files that are added or deleted meanwhile can shift results between pages, so that some are yielded twice or
// not at all.
func (c *Client) Files(ctx context.Context, params *ListFilesParams, opts ...RequestOption) iter.Seq2[*File, error] {
	isFile := func(f *File) bool { return string(f.Type) != string(AssetTypeFolder) }
	return pages(ctx, c, AssetTypeFilterFile, params, opts, isFile)
}

// Assets iterates over the files and folders that match params, or only over assets of the kind params.Type. Otherwise
// it works like [Client.Files].
//
//	for asset, err := range ik.Assets(ctx, &imagekit.ListFilesParams{Path: new("/menu")}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(asset.Type, asset.Name)
//	}
func (c *Client) Assets(ctx context.Context, params *ListFilesParams, opts ...RequestOption) iter.Seq2[*Asset, error] {
	return pages(ctx, c, AssetTypeFilterAll, params, opts, func(*Asset) bool { return true })
}

// pages returns an iterator over the results of listFiles that keep accepts. defaultType is the type to list if params
// has neither a Type nor a SearchQuery.
func pages[T any](
	ctx context.Context, c *Client, defaultType AssetTypeFilter, params *ListFilesParams, opts []RequestOption,
	keep func(*T) bool,
) iter.Seq2[*T, error] {
	first := firstPage(params, defaultType)
	return func(yield func(*T, error) bool) {
		if *first.Limit < 1 || *first.Limit > maxPageSize {
			reason := fmt.Sprintf("must be from 1 to %d, not %d", maxPageSize, *first.Limit)
			yield(nil, &ArgumentError{Operation: "listFiles", Argument: "limit", Reason: reason})
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		p := &pager[T]{client: c, params: first, opts: opts, keep: keep}
		defer p.wait()
		defer cancel()
		p.prefetch(ctx)
		for p.yieldPage(ctx, yield) {
		}
	}
}

// firstPage returns a copy of params for the first page, with Limit and Skip set.
func firstPage(params *ListFilesParams, defaultType AssetTypeFilter) ListFilesParams {
	var first ListFilesParams
	if params != nil {
		first = *params
	}
	if first.Type == nil && first.SearchQuery == nil {
		first.Type = &defaultType
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
	params  ListFilesParams // of the next page
	opts    []RequestOption
	keep    func(*T) bool
	pending chan pageResult[T] // receives the next page; nil if it is not being fetched
}

type pageResult[T any] struct {
	page    []T
	skipped int // elements of the list that are not in the page, because they could not be decoded
	err     error
	notify  func() // passes the response to the caller's options; nil if no option needs it
}

// prefetch starts to fetch the next page.
func (p *pager[T]) prefetch(ctx context.Context) {
	params := p.params
	p.params.Skip = new(*params.Skip + *params.Limit)
	pending := make(chan pageResult[T], 1)
	p.pending = pending
	go func() {
		var result pageResult[T]
		opts := append(slices.Clip(p.opts), into(&result.page), deferNotify(&result.notify, &result.skipped))
		_, result.err = p.client.ListFiles(ctx, &params, opts...)
		pending <- result
	}()
}

// deferNotify stores in notify a function that passes the response to earlier options. These write variables that the
// goroutine of the loop reads, so they must not run in the goroutine that fetches the page. deferNotify also counts the
// elements of the list that could not be decoded.
func deferNotify(notify *func(), skipped *int) RequestOption {
	return func(o *requestOptions) {
		onResponse, onMismatch := o.onResponse, o.onMismatch
		if onResponse != nil {
			o.onResponse = func(response *http.Response, body []byte) {
				body = bytes.Clone(body) // the buffer is reused
				*notify = func() { onResponse(response, body) }
			}
		}
		o.onMismatch = func(mismatches decode.Mismatches) {
			*skipped = mismatches.LeftOut
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
	page, skipped, err := p.next()
	if err != nil {
		yield(nil, err)
		return false
	}
	more = len(page)+skipped >= *p.params.Limit
	// The next page is fetched when the loop asks for the second result: a loop that stops at the first result does not
	// need it.
	prefetchAt := min(1, len(page)-1)
	if more && len(page) == 0 {
		p.prefetch(ctx)
	}
	for i := range page {
		if more && i == prefetchAt {
			p.prefetch(ctx)
		}
		if p.keep(&page[i]) && !yield(&page[i], nil) {
			return false
		}
	}
	return more
}

// next waits for the page that is being fetched.
func (p *pager[T]) next() (page []T, skipped int, err error) {
	result := <-p.pending
	p.pending = nil
	if result.notify != nil {
		result.notify()
	}
	return result.page, result.skipped, result.err
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
