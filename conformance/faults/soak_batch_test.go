package faults_test

import (
	"encoding/json"
	"errors"
	"iter"
	"slices"

	"github.com/openimagekit/imagekit"
)

// missingFileID is the id of a file that does not exist.
const missingFileID = "000000000000000000000000"

// maxDeletions is the maximum number of calls that delete the files of a bulk. No faults are left by then.
const maxDeletions = 100

// makeBulkCalls adds and removes tags of all files of a bulk, finds the files by id, and deletes them.
func (b *soakBulk) makeBulkCalls(files []string) {
	ctx := b.withTrace(b.t.Context(), &callTrace{}) // checked by makeRandomCall
	ids := append([]string{missingFileID}, files...)
	arguments := slices.Values(append(ids, ids[len(ids)-1])) // one id is a duplicate
	added := b.collectOutcomes("add tags", ids, b.serverNamed.AddTags(ctx, arguments, []string{"a", "b"}))
	b.checkTags(added, "a", "b")
	removed := b.collectOutcomes("remove tags", ids, b.serverNamed.RemoveTags(ctx, arguments, []string{"a"}))
	for id, err := range added {
		if err != nil {
			delete(removed, id)
		}
	}
	b.checkTags(removed, "b")
	b.checkFilesByID(ids, b.serverNamed.FilesByID(ctx, arguments))
	for n := 1; len(ids) > 1; n++ {
		deleted := b.collectOutcomes("delete files", ids, b.serverNamed.DeleteFiles(ctx, slices.Values(ids)))
		ids = b.checkDeleted(ids, deleted, n == 1)
		if n == maxDeletions {
			b.t.Errorf("%s: %d files cannot be deleted", b.name, len(ids)-1)
			return
		}
	}
}

// collectOutcomes returns the outcomes of a call by id, and checks that each id has one.
func (b *soakBulk) collectOutcomes(call string, ids []string, results iter.Seq2[string, error]) map[string]error {
	outcomes := map[string]error{}
	for id, err := range results {
		if _, again := outcomes[id]; again || !slices.Contains(ids, id) {
			b.t.Errorf("%s: %s: %q has two outcomes, or is not an argument", b.name, call, id)
		}
		outcomes[id] = err
		b.count(call, map[bool]string{true: "done", false: "failed"}[err == nil])
	}
	if len(outcomes) != len(ids) {
		b.t.Errorf("%s: %s: %d outcomes for %d ids", b.name, call, len(outcomes), len(ids))
	}
	return outcomes
}

// checkTags compares the tags of all files whose outcome is a success.
func (b *soakBulk) checkTags(outcomes map[string]error, want ...string) {
	files := b.currentVersions()
	for id, err := range outcomes {
		file, isThere := files[id]
		switch tags := file.Tags; {
		case isThere && isMissing(err):
			b.t.Errorf("%s exists, but was reported as missing: %v", id, err)
		case err == nil && !isThere:
			b.t.Errorf("%s does not exist, but was reported to have the tags %v", id, want)
		case err == nil && !slices.Equal(slices.Sorted(slices.Values(tags)), want):
			b.t.Errorf("%s has the tags %v, want %v", id, tags, want)
		}
	}
}

// currentVersions returns the current versions of all files by id.
func (s *soak) currentVersions() map[string]imagekit.File {
	files := map[string]imagekit.File{}
	state, err := s.srv.State()
	s.noError(err)
	for _, f := range state.Files { // older versions come first
		files[f.FileID] = f
	}
	return files
}

// checkFilesByID checks that each file is found exactly once, unless the call fails.
func (b *soakBulk) checkFilesByID(ids []string, files iter.Seq2[*imagekit.File, error]) {
	found := map[string]bool{missingFileID: true}
	for file, err := range files {
		if err != nil {
			b.count("files by id", "failed")
			return
		}
		if found[file.FileID] || !slices.Contains(ids, file.FileID) {
			b.t.Errorf("%s: %s is found twice, or is not an argument", b.name, file.FileID)
		}
		found[file.FileID] = true
	}
	b.count("files by id", "done")
	if len(found) != len(ids) {
		b.t.Errorf("%s: %d of %d files were found", b.name, len(found)-1, len(ids)-1)
	}
}

// checkDeleted checks the outcomes of a deletion, and returns the ids that must still be deleted. Only a call that is
// not the first may report a file as missing, because an earlier call may have deleted the file.
func (b *soakBulk) checkDeleted(ids []string, outcomes map[string]error, isFirst bool) (left []string) {
	files := b.currentVersions()
	left = []string{missingFileID}
	for _, id := range ids[1:] {
		err := outcomes[id]
		if _, isThere := files[id]; isThere && (err == nil || isMissing(err)) || isMissing(err) && isFirst {
			b.t.Errorf("%s: deleting %s returned %v; the file exists: %v", b.name, id, err, isThere)
		}
		if err != nil && !isMissing(err) {
			left = append(left, id)
		}
	}
	return left
}

// isMissing reports whether err means that a file does not exist. A truncated response does not count, because it does
// not list the ids.
func isMissing(err error) bool {
	failed, ok := errors.AsType[*imagekit.Error](err)
	return ok && errors.Is(err, imagekit.ErrNotFound) && json.Valid(failed.Body)
}
