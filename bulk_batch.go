package imagekit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// How many files one request of the API can be about.
const (
	deleteBatch = 100
	tagsBatch   = 50
	lookUpBatch = 100 // a query has them all in its URL
)

// DeleteFiles deletes files with all their versions for good, 100 with each request, and yields each id with the error
// that it has, nil if the file is gone. A file that does not exist is [ErrNotFound], and keeps none of the others from
// being deleted; but if the answer to a request was lost, and its repetition finds none of its files, it has deleted
// them. An empty id is an [ArgumentError]. An id that comes more than once is yielded once, for which the ids are kept
// in memory. One request is made after the other; opts are for each of them.
func (c *Client) DeleteFiles(ctx context.Context, fileIDs iter.Seq[string], opts ...RequestOption) iter.Seq2[string, error] {
	return batches(fileIDs, deleteBatch, "bulkDeleteFiles", func(ids []string) ([]string, []BulkFileError, error) {
		result, err := c.BulkDeleteFiles(ctx, BulkDeleteFilesRequest{FileIDs: ids}, opts...)
		if err != nil {
			return nil, nil, err
		}
		return result.SuccessfullyDeletedFileIDs, result.Errors, nil
	})
}

// AddTags adds tags to files, 50 with each request, and yields each id with the error that it has, as
// [Client.DeleteFiles] does.
func (c *Client) AddTags(ctx context.Context, fileIDs iter.Seq[string], tags []string, opts ...RequestOption) iter.Seq2[string, error] {
	return batches(fileIDs, tagsBatch, "bulkAddTags", func(ids []string) ([]string, []BulkFileError, error) {
		result, err := c.BulkAddTags(ctx, BulkAddTagsRequest{FileIDs: ids, Tags: tags}, opts...)
		if err != nil {
			return nil, nil, err
		}
		return result.SuccessfullyUpdatedFileIDs, result.Errors, nil
	})
}

// RemoveTags removes tags from files, 50 with each request, and yields each id with the error that it has, as
// [Client.DeleteFiles] does.
func (c *Client) RemoveTags(ctx context.Context, fileIDs iter.Seq[string], tags []string, opts ...RequestOption) iter.Seq2[string, error] {
	return batches(fileIDs, tagsBatch, "bulkRemoveTags", func(ids []string) ([]string, []BulkFileError, error) {
		result, err := c.BulkRemoveTags(ctx, BulkRemoveTagsRequest{FileIDs: ids, Tags: tags}, opts...)
		if err != nil {
			return nil, nil, err
		}
		return result.SuccessfullyUpdatedFileIDs, result.Errors, nil
	})
}

// batchCall makes a request about some files, and returns the ids that are done and those that the service could not
// do.
type batchCall func(ids []string) (done []string, refused []BulkFileError, err error)

// batches hands ids on in batches, for an operation, and yields what became of each id.
func batches(ids iter.Seq[string], size int, operation string, do batchCall) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for batch := range chunk(ids, size) {
			outcomes := batchOutcomes(batch, operation, do)
			for _, id := range batch {
				if !yield(id, outcomes[id]) {
					return
				}
			}
		}
	}
}

// batchOutcomes makes one request, and further ones without the files that do not exist: the service changes none if
// one is missing.
func batchOutcomes(batch []string, operation string, do batchCall) map[string]error {
	outcomes := map[string]error{}
	ids := slices.Clone(batch)
	if i := slices.Index(ids, ""); i >= 0 { // the service would refuse all of them
		outcomes[""] = &ArgumentError{Operation: operation, Argument: "fileIds", Reason: "must not be empty"}
		ids = slices.Delete(ids, i, i+1)
	}
	for len(ids) > 0 {
		done, refused, err := do(ids)
		missing := slices.DeleteFunc(missingIDs(err), func(id string) bool { return !slices.Contains(ids, id) })
		if len(missing) == 0 {
			if isNotFound(err) {
				err = fmt.Errorf("imagekit: the response does not tell which files are missing: %v", err) //nolint:errorlint // the others are there
			}
			maps.Copy(outcomes, answered(ids, done, refused, err))
			break
		}
		if !deletedBefore(err, len(missing) == len(ids)) {
			maps.Copy(outcomes, answered(missing, nil, nil, err))
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(missing, id) })
	}
	return outcomes
}

// answered returns what the answer to a request means to each id that fails.
func answered(ids, done []string, refused []BulkFileError, err error) map[string]error {
	outcomes := map[string]error{}
	for _, id := range ids {
		if err != nil {
			outcomes[id] = err
		} else if !slices.Contains(done, id) {
			outcomes[id] = fmt.Errorf("imagekit: file %q: the response does not mention it", id)
		}
	}
	for _, r := range refused {
		outcomes[r.FileID] = fmt.Errorf("imagekit: file %q: %s", r.FileID, oneLine(r.Error))
	}
	return outcomes
}

// missingIDs returns the files that a failed bulk request says do not exist.
func missingIDs(err error) []string {
	failed, _ := errors.AsType[*Error](err)
	var body ErrorBody
	if !isNotFound(err) || json.Unmarshal(failed.Body, &body) != nil {
		return nil
	}
	return body.MissingFileIDs
}

func isNotFound(err error) bool {
	failed, ok := errors.AsType[*Error](err)
	return ok && failed.StatusCode == http.StatusNotFound
}

// deletedBefore reports whether what a deletion does not find is gone because an earlier attempt, whose answer was
// lost, has deleted it. The service deletes all or none.
func deletedBefore(err error, all bool) bool {
	failed, ok := errors.AsType[*Error](err)
	return ok && all && failed.unknown != nil && failed.Operation == "bulkDeleteFiles"
}

// chunk cuts a sequence into slices of up to size ids, each of which comes once.
func chunk(ids iter.Seq[string], size int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		var batch []string
		seen := map[string]bool{}
		for id := range ids {
			if seen[id] {
				continue
			}
			seen[id] = true
			if batch = append(batch, id); len(batch) == size {
				if !yield(batch) {
					return
				}
				batch = nil
			}
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
}

// FilesByID looks files up by their ids, 100 with each request, and yields those that exist, each once, in no
// particular order. An empty id is that of no file. After an error the loop ends.
func (c *Client) FilesByID(ctx context.Context, fileIDs iter.Seq[string], opts ...RequestOption) iter.Seq2[*File, error] {
	return func(yield func(*File, error) bool) {
		for batch := range chunk(nonEmpty(fileIDs), lookUpBatch) {
			query := "id IN [" + strings.Join(quoted(batch), ", ") + "]"
			for file, err := range c.Files(ctx, &ListFilesParams{SearchQuery: &query, Limit: new(pageSize)}, opts...) {
				if !yield(file, err) || err != nil {
					return
				}
			}
		}
	}
}

// nonEmpty leaves empty texts out.
func nonEmpty(texts iter.Seq[string]) iter.Seq[string] {
	return func(yield func(string) bool) {
		for text := range texts {
			if text != "" && !yield(text) {
				return
			}
		}
	}
}

// quoted makes values of a search query of texts.
func quoted(texts []string) []string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	values := make([]string, len(texts))
	for i, text := range texts {
		values[i] = `"` + escape.Replace(text) + `"`
	}
	return values
}
