package imagekit

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"net/http"

	"github.com/openimagekit/imagekit/internal/decode"
	"github.com/openimagekit/imagekit/internal/rest"
)

// pageSize is the largest page that the service returns.
const pageSize = 1000

// Files iterates over all files, or all file versions, that fit params; nil means all files. Pages are fetched when the
// loop gets there, params.Limit results at a time (1000 if it is nil), beginning at params.Skip. After an error the
// loop ends.
//
//	for file, err := range ik.Files(ctx, &imagekit.ListFilesParams{Path: new("/menu")}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(file.FilePath)
//	}
//
// While the results of a page are in use, the next page is on its way; a loop that is left ends that request.
//
// A [Response] that [WithResponse] fills in is that of the page which the loop is at. What params points to must not
// change while the loop runs.
//
// Pages are counted from the beginning of the list: what is added or deleted while the loop runs can shift results
// between pages.
func (c *Client) Files(ctx context.Context, params *ListFilesParams, opts ...RequestOption) iter.Seq2[*File, error] {
	// a search can find folders as well
	isFile := func(f *File) bool { return string(f.Type) != string(AssetTypeFolder) }
	return pages(ctx, c, ListTypeFile, params, opts, isFile)
}

// Assets iterates over all files and folders that fit params, or over those that params.Type names. Otherwise it works
// like [Client.Files].
func (c *Client) Assets(ctx context.Context, params *ListFilesParams, opts ...RequestOption) iter.Seq2[*Asset, error] {
	return pages(ctx, c, ListTypeAll, params, opts, func(*Asset) bool { return true })
}

func pages[T any](ctx context.Context, c *Client, kind ListType, params *ListFilesParams, opts []RequestOption, keep func(*T) bool) iter.Seq2[*T, error] {
	var first ListFilesParams
	if params != nil {
		first = *params
	}
	if first.Type == nil && first.SearchQuery == nil {
		first.Type = &kind
	}
	// the caller's can change while the loop runs
	first.Limit, first.Skip = new(valueOr(first.Limit, pageSize)), new(valueOr(first.Skip, 0))
	return func(yield func(*T, error) bool) {
		if *first.Limit < 1 || *first.Limit > pageSize {
			yield(nil, &ArgumentError{Operation: "listFiles", Argument: "limit", Reason: fmt.Sprintf("must be from 1 to %d, not %d", pageSize, *first.Limit)})
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		pages := &pager[T]{client: c, params: first, opts: opts}
		defer pages.wait()
		defer cancel()
		pages.fetch(ctx)
		for {
			page, leftOut, err := pages.next()
			if err != nil {
				yield(nil, err)
				return
			}
			last := len(page)+leftOut < *first.Limit
			if len(page) == 0 && !last {
				pages.fetch(ctx)
			}
			for i := range page {
				if i == min(1, len(page)-1) && !last {
					pages.fetch(ctx) // whoever goes on to the second result is likely to go on to the next page
				}
				if keep(&page[i]) && !yield(&page[i], nil) {
					return
				}
			}
			if last {
				return
			}
		}
	}
}

// pager fetches one page after the other, each while the one before it is in use.
type pager[T any] struct {
	client  *Client
	params  ListFilesParams
	opts    []RequestOption
	skip    int
	pending chan fetched[T] // nil if nothing is on its way
}

type fetched[T any] struct {
	page    []T
	leftOut int // elements of the page that are none
	err     error
	tell    func() // hands the response to the caller's options; nil if none wants it
}

// fetch begins to fetch the next page.
func (p *pager[T]) fetch(ctx context.Context) {
	params := p.params
	params.Skip = new(*params.Skip + p.skip)
	p.skip += *params.Limit
	p.pending = make(chan fetched[T], 1)
	go func(pending chan<- fetched[T]) {
		var result fetched[T]
		_, result.err = p.client.ListFiles(ctx, &params, append(p.opts[:len(p.opts):len(p.opts)], into(&result.page), telling(&result.tell, &result.leftOut))...)
		pending <- result
	}(p.pending)
}

// telling puts off what the options before it do with the response. They write where the loop's goroutine reads, while
// the page is fetched by another one. Elements that are left out of the page, because they are none, are counted.
func telling(tell *func(), leftOut *int) RequestOption {
	return func(o *rest.Options) {
		onResponse, onMismatch := o.OnResponse, o.OnMismatch
		if onResponse != nil {
			o.OnResponse = func(response *http.Response, body []byte) {
				body = bytes.Clone(body) // the buffer is used again
				*tell = func() { onResponse(response, body) }
			}
		}
		o.OnMismatch = func(mismatches decode.Mismatches) {
			*leftOut = mismatches.LeftOut
			if now := *tell; now != nil {
				*tell = func() {
					now()
					onMismatch(mismatches) // which comes with the other one
				}
			}
		}
	}
}

// next waits for the page that is on its way.
func (p *pager[T]) next() (page []T, leftOut int, err error) {
	result := <-p.pending
	p.pending = nil
	if result.tell != nil {
		result.tell()
	}
	return result.page, result.leftOut, result.err
}

// wait returns when nothing is on its way any more.
func (p *pager[T]) wait() {
	if p.pending != nil {
		<-p.pending
	}
}

// valueOr returns what p points to, or another value if it is nil.
func valueOr(p *int, otherwise int) int {
	if p == nil {
		return otherwise
	}
	return *p
}

// into decodes the response into another type than the method's.
func into(result any) RequestOption {
	return func(o *rest.Options) { o.Result = result }
}
