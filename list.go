package imagekit

import (
	"context"
	"iter"
)

// maxPageSize is the maximum number of results that the service returns at once.
const maxPageSize = 1000

// Files iterates over the files that match params, or over their versions if params.Type is
// [AssetTypeFilterFileVersion]; nil params match all files. A search can also find folders, which Files leaves out and
// [Client.Assets] includes.
//
//	for file, err := range ik.Files(ctx, &imagekit.ListFilesParams{Path: new("/menu")}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(file.FilePath)
//	}
//
// A page has params.Limit results (1 to 1000; 1000 if nil), and the first page begins after params.Skip results (0 if
// nil). When the loop asks for the second result of a page, the client begins to fetch the next page; breaking out of
// the loop cancels that request. opts apply to the request of each page. A [Response] of [WithResponse] describes the
// page whose results the loop receives; it can contain other results too.
//
// If params.Sort is nil, the results are sorted by creation time, oldest first. [SortOrderDescRelevance] sorts the
// results of a search by relevance.
//
// The loop, or another program, may delete, upload, rename, move and change files while the loop runs. In the orders
// [SortOrderAscCreated] and [SortOrderDescCreated],
//   - a file that matches params from the beginning to the end of the loop is yielded exactly once
//   - a file that is deleted, or stops matching, before the loop gets to it, may be yielded or not
//   - a file that is uploaded or begins to match while the loop runs is yielded at most once; in the order
//     SortOrderDescCreated, an uploaded file is not yielded
//
// This requires that the service sorts the results by CreatedAt. If more than 100 results have the same CreatedAt, it
// also requires that their order is the same in each page. The client makes additional requests when results vanish.
//
// In other orders, and if the CreatedAt of a result shows that the service does not sort by it, the client counts
// results from the beginning of the list. Then a change of the list can move results to other pages, so that some are
// yielded twice or not at all.
//
// An error is yielded once, with a nil file, and ends the loop: an [*ArgumentError] for a limit out of range, the error
// of [Client.ListFiles], or another error if the service returns the same page again and again, because it ignores
// Skip. The results before the error are valid.
//
// The values that params points to must not change while the loop runs. At most two pages are in memory, and the ids of
// files with the same creation time.
func (c *Client) Files(ctx context.Context, params *ListFilesParams, opts ...RequestOption) iter.Seq2[*File, error] {
	isFile := func(f *File) bool { return string(f.Type) != string(AssetTypeFolder) }
	return pages(ctx, c, AssetTypeFilterFile, params, opts, (*File).key, isFile)
}

// Assets iterates over the files and folders that match params, or only over those of the type params.Type. Otherwise
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
