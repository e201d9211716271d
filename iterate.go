package imagekit

import (
	"context"
	"fmt"
	"iter"

	"github.com/openimagekit/imagekit/internal/rest"
)

// pageSize is the largest page that the service returns.
const pageSize = 1000

// Files iterates over all files, or all file versions, that fit params; nil means all files. Pages are fetched when the loop
// gets there, params.Limit results at a time (1000 if it is nil), beginning at params.Skip. After an error the loop ends.
//
//	for file, err := range ik.Files(ctx, &imagekit.ListFilesParams{Path: new("/menu")}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(file.FilePath)
//	}
//
// Pages are counted from the beginning of the list: what is added or deleted while the loop runs can shift results between pages.
func (c *Client) Files(ctx context.Context, params *ListFilesParams, opts ...RequestOption) iter.Seq2[*File, error] {
	isFile := func(f *File) bool { return string(f.Type) != string(AssetTypeFolder) } // a search can find folders as well
	return pages(ctx, c, ListTypeFile, params, opts, isFile)
}

// Assets iterates over all files and folders that fit params, or over those that params.Type names. Otherwise it works like
// [Client.Files].
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
	if first.Limit == nil {
		first.Limit = new(pageSize)
	}
	return func(yield func(*T, error) bool) {
		if *first.Limit < 1 || *first.Limit > pageSize {
			yield(nil, &ArgumentError{Operation: "listFiles", Argument: "limit", Reason: fmt.Sprintf("must be from 1 to %d, not %d", pageSize, *first.Limit)})
			return
		}
		next, skip := first, 0
		if first.Skip != nil {
			skip = *first.Skip
		}
		for {
			var page []T
			next.Skip = new(skip)
			if _, err := c.ListFiles(ctx, &next, append(opts[:len(opts):len(opts)], into(&page))...); err != nil {
				yield(nil, err)
				return
			}
			for i := range page {
				if keep(&page[i]) && !yield(&page[i], nil) {
					return
				}
			}
			if len(page) < *first.Limit {
				return
			}
			skip += len(page)
		}
	}
}

// into decodes the response into another type than the method's.
func into(result any) RequestOption {
	return func(o *rest.Options) { o.Result = result }
}
