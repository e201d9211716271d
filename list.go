package imagekit

import (
	"context"
	"iter"
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
// receives; it can contain other results too.
//
// If params.Sort is nil, the files are sorted by creation time, oldest first; so are the results of a search, which
// [SortOrderDescRelevance] sorts by relevance.
//
// The loop, or another program, may delete, upload, rename, move and change files meanwhile. In the orders
// [SortOrderAscCreated] and [SortOrderDescCreated], a file that matches params from the beginning to the end of the
// loop is yielded exactly once. A file that is deleted, or does not match any more, before the loop gets to it may be
// yielded or not. A file that is uploaded meanwhile, or begins to match, may be yielded, once at most; if the newest
// files come first, an uploaded one is not. Results that vanish cost additional requests. This holds if the service
// sorts the results by CreatedAt, and if more than 100 results with the same CreatedAt have the same order in each
// page. In other orders, and if a CreatedAt shows that the service does not, pages are counted from the beginning of
// the list: files that are added or deleted or get another place in the order can shift results between pages, so that
// some are yielded twice or not at all.
//
// An error is yielded once, with a nil file, and ends the loop: an [*ArgumentError] for a limit out of range, the error
// of [Client.ListFiles], or another error if the service returns the same page again and again, because it ignores
// Skip. The results before the error are valid.
//
// The values that params points to must not change while the loop runs. Two pages at most are in memory, apart from the
// ids of files with the same creation time.
func (c *Client) Files(ctx context.Context, params *ListFilesParams, opts ...RequestOption) iter.Seq2[*File, error] {
	isFile := func(f *File) bool { return string(f.Type) != string(AssetTypeFolder) }
	return pages(ctx, c, AssetTypeFilterFile, params, opts, (*File).key, isFile)
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
	return pages(ctx, c, AssetTypeFilterAll, params, opts, (*Asset).key, func(*Asset) bool { return true })
}
