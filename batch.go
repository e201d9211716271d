package imagekit

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/internal/text"
)

// Maximum number of files in one request.
const (
	maxDeleteBatch = 100
	maxTagsBatch   = 50
	maxLookupBatch = 100 // limited by the length of the URL, which contains the ids
)

// DeleteFiles permanently deletes files with all their versions, 100 per request, and yields each id with its error,
// nil if the file has been deleted.
//
//	for id, err := range ik.DeleteFiles(ctx, slices.Values(ids)) {
//		if err != nil && !errors.Is(err, imagekit.ErrNotFound) {
//			log.Print(id, ": ", err)
//		}
//	}
//
// The error of a file that does not exist is [ErrNotFound]; the other files of the request are deleted nevertheless.
// There is one exception: if the response to a request was lost, and the repeated request finds none of the files, they
// count as deleted. The error of an empty id is an [*ArgumentError]; it is not sent. If a request fails, the error of
// [Client.BulkDeleteFiles] is yielded with each of its ids, and the loop continues with the next request.
//
// Requests are made one after the other, when the loop needs them; opts apply to each request. An id that occurs more
// than once is yielded once; therefore all ids are kept in memory. When ctx ends, the remaining ids are yielded with
// its error; break out of the loop to skip them.
func (c *Client) DeleteFiles(
	ctx context.Context, fileIDs iter.Seq[string], opts ...RequestOption,
) iter.Seq2[string, error] {
	return batches(fileIDs, maxDeleteBatch, "bulkDeleteFiles", func(ids []string) ([]string, []BulkFileError, error) {
		result, err := c.BulkDeleteFiles(ctx, BulkDeleteFilesRequest{FileIDs: ids}, opts...)
		if err != nil {
			return nil, nil, err
		}
		return result.SuccessfullyDeletedFileIDs, result.Errors, nil
	})
}

// AddTags adds tags to files, 50 files per request, and yields each id with its error, nil if the file has the tags. It
// treats missing files, empty and repeated ids, and failed requests like [Client.DeleteFiles]. The files keep their
// other tags.
func (c *Client) AddTags(
	ctx context.Context, fileIDs iter.Seq[string], tags []string, opts ...RequestOption,
) iter.Seq2[string, error] {
	return batches(fileIDs, maxTagsBatch, "bulkAddTags", func(ids []string) ([]string, []BulkFileError, error) {
		result, err := c.BulkAddTags(ctx, BulkAddTagsRequest{FileIDs: ids, Tags: tags}, opts...)
		if err != nil {
			return nil, nil, err
		}
		return result.SuccessfullyUpdatedFileIDs, result.Errors, nil
	})
}

// RemoveTags removes tags from files, 50 files per request, and yields each id with its error, nil if the file does not
// have the tags any more. It treats missing files, empty and repeated ids, and failed requests like
// [Client.DeleteFiles].
func (c *Client) RemoveTags(
	ctx context.Context, fileIDs iter.Seq[string], tags []string, opts ...RequestOption,
) iter.Seq2[string, error] {
	return batches(fileIDs, maxTagsBatch, "bulkRemoveTags", func(ids []string) ([]string, []BulkFileError, error) {
		result, err := c.BulkRemoveTags(ctx, BulkRemoveTagsRequest{FileIDs: ids, Tags: tags}, opts...)
		if err != nil {
			return nil, nil, err
		}
		return result.SuccessfullyUpdatedFileIDs, result.Errors, nil
	})
}

// batchCall makes one request for several files. It returns the ids that the service has processed, and the errors of
// the files that it could not process.
type batchCall func(ids []string) (processed []string, fileErrors []BulkFileError, err error)

// batches calls an operation with one batch of ids after the other, and yields the error of each id.
func batches(ids iter.Seq[string], size int, operation string, call batchCall) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for batch := range uniqueChunks(ids, size) {
			failures := callBatch(batch, operation, call)
			for _, id := range batch {
				if !yield(id, failures[id]) {
					return
				}
			}
		}
	}
}

// callBatch makes a request for a batch and returns the errors of the ids that failed. The service processes none of
// the files if one does not exist, so callBatch repeats the request without the missing files.
func callBatch(batch []string, operation string, call batchCall) map[string]error {
	failures := map[string]error{}
	ids := slices.Clone(batch)
	if i := slices.Index(ids, ""); i >= 0 { // the service would reject the whole request
		failures[""] = &ArgumentError{Operation: operation, Argument: "fileIds", Reason: "must not be empty"}
		ids = slices.Delete(ids, i, i+1)
	}
	for len(ids) > 0 {
		processed, fileErrors, err := call(ids)
		missing := slices.DeleteFunc(missingFileIDs(err), func(id string) bool { return !slices.Contains(ids, id) })
		if len(missing) == 0 {
			maps.Copy(failures, batchFailures(ids, processed, fileErrors, err))
			return failures
		}
		if !alreadyDeleted(err, len(missing) == len(ids)) {
			for _, id := range missing {
				failures[id] = err
			}
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(missing, id) })
	}
	return failures
}

// batchFailures returns the errors of the ids that failed in a request that is not repeated.
func batchFailures(ids, processed []string, fileErrors []BulkFileError, err error) map[string]error {
	if isNotFound(err) {
		const format = "imagekit: the response does not say which files are missing: %v"
		err = fmt.Errorf(format, err) // not %w: the others exist
	}
	failures := map[string]error{}
	for _, id := range ids {
		if err != nil {
			failures[id] = err
		} else if !slices.Contains(processed, id) {
			failures[id] = fmt.Errorf("imagekit: file %q: the response does not mention it", id)
		}
	}
	for _, e := range fileErrors {
		failures[e.FileID] = fmt.Errorf("imagekit: file %q: %s", e.FileID, text.Line(e.Error))
	}
	return failures
}

// missingFileIDs returns the ids of the files that do not exist, according to the error of a bulk operation.
func missingFileIDs(err error) []string {
	failed, ok := errors.AsType[*Error](err)
	if !ok || !isNotFound(err) {
		return nil
	}
	var body struct {
		MissingFileIDs []string `json:"missingFileIds"`
	}
	if json.Unmarshal(failed.Body, &body, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) != nil {
		return nil
	}
	return body.MissingFileIDs
}

func isNotFound(err error) bool {
	failed, ok := errors.AsType[*Error](err)
	return ok && failed.StatusCode == http.StatusNotFound
}

// alreadyDeleted reports whether err shows that the files of a deletion were deleted by an earlier attempt, whose
// response was lost: the repetition finds none of the files. The service deletes all files of a request or none.
func alreadyDeleted(err error, allMissing bool) bool {
	failed, ok := errors.AsType[*Error](err)
	return ok && allMissing && failed.unknown != nil && failed.Operation == "bulkDeleteFiles"
}

// uniqueChunks splits a sequence into slices of up to size ids, and leaves out repeated ids.
func uniqueChunks(ids iter.Seq[string], size int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		var chunk []string
		seen := map[string]bool{}
		for id := range ids {
			if seen[id] {
				continue
			}
			seen[id] = true
			if chunk = append(chunk, id); len(chunk) == size {
				if !yield(chunk) {
					return
				}
				chunk = nil
			}
		}
		if len(chunk) > 0 {
			yield(chunk)
		}
	}
}

// FilesByID looks up files by their ids, 100 per request, and yields the files that exist, each once, in no particular
// order. Ids of missing files and empty ids are ignored.
//
//	for file, err := range ik.FilesByID(ctx, slices.Values(ids)) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(file.FilePath)
//	}
//
// Requests are made one after the other, when the loop needs them; opts apply to each request. An error is yielded
// once, with a nil file, and ends the loop. All ids are kept in memory.
func (c *Client) FilesByID(
	ctx context.Context, fileIDs iter.Seq[string], opts ...RequestOption,
) iter.Seq2[*File, error] {
	return func(yield func(*File, error) bool) {
		for batch := range uniqueChunks(nonEmpty(fileIDs), maxLookupBatch) {
			query := "id IN [" + strings.Join(quotedValues(batch), ", ") + "]"
			params := &ListFilesParams{SearchQuery: &query, Limit: new(maxPageSize)}
			for file, err := range c.Files(ctx, params, opts...) {
				if !yield(file, err) || err != nil {
					return
				}
			}
		}
	}
}

// nonEmpty leaves out empty strings.
func nonEmpty(values iter.Seq[string]) iter.Seq[string] {
	return func(yield func(string) bool) {
		for value := range values {
			if value != "" && !yield(value) {
				return
			}
		}
	}
}

// quotedValues quotes values for a search query.
func quotedValues(values []string) []string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = `"` + escape.Replace(value) + `"`
	}
	return quoted
}
