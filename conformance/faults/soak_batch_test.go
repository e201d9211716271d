package faults_test

import (
	"encoding/json"
	"errors"
	"iter"
	"slices"

	"github.com/openimagekit/imagekit"
)

// noFile is the id of a file that does not exist.
const noFile = "000000000000000000000000"

// maxTries is the maximum number of attempts to delete the files. All faults are used up by then.
const maxTries = 100

// batches adds and removes tags, lists and deletes all files of a bulk.
func (b *soakBulk) batches(files []string) {
	ctx := b.withTrace(b.t.Context(), &callTrace{}) // checked by step
	ids := append([]string{noFile}, files...)
	asked := slices.Values(append(ids, ids[len(ids)-1])) // one id is there twice
	added := b.outcomes("add tags", ids, b.serverNamed.AddTags(ctx, asked, []string{"a", "b"}))
	b.checkTags(added, "a", "b")
	removed := b.outcomes("remove tags", ids, b.serverNamed.RemoveTags(ctx, asked, []string{"a"}))
	for id, err := range added {
		if err != nil {
			delete(removed, id)
		}
	}
	b.checkTags(removed, "b")
	b.lookUpAll(ids, b.serverNamed.FilesByID(ctx, asked))
	for try := 1; len(ids) > 1; try++ {
		deleted := b.outcomes("delete all", ids, b.serverNamed.DeleteFiles(ctx, slices.Values(ids)))
		ids = b.checkDeleted(ids, deleted, try == 1)
		if try == maxTries {
			b.t.Errorf("%s: %d files cannot be deleted", b.name, len(ids)-1)
			return
		}
	}
}

// outcomes collects the outcomes of a call by id, and checks that there is one for each id.
func (b *soakBulk) outcomes(call string, ids []string, told iter.Seq2[string, error]) map[string]error {
	outcomes := map[string]error{}
	for id, err := range told {
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
	files := b.current()
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

// current returns the current versions of all files by id.
func (s *soak) current() map[string]imagekit.File {
	files := map[string]imagekit.File{}
	state, err := s.srv.State()
	s.fail(err)
	for _, f := range state.Files { // older versions come first
		files[f.FileID] = f
	}
	return files
}

// lookUpAll checks that each file is found exactly once, unless there is an error.
func (b *soakBulk) lookUpAll(ids []string, files iter.Seq2[*imagekit.File, error]) {
	found := map[string]bool{noFile: true}
	for file, err := range files {
		if err != nil {
			b.count("look up all", "failed")
			return
		}
		if found[file.FileID] || !slices.Contains(ids, file.FileID) {
			b.t.Errorf("%s: %s is found twice, or is not an argument", b.name, file.FileID)
		}
		found[file.FileID] = true
	}
	b.count("look up all", "done")
	if len(found) != len(ids) {
		b.t.Errorf("%s: %d of %d files were found", b.name, len(found)-1, len(ids)-1)
	}
}

// checkDeleted checks the outcomes of a deletion, and returns the ids that must still be deleted. A file may only be
// reported as missing if an earlier call may have deleted it.
func (b *soakBulk) checkDeleted(ids []string, outcomes map[string]error, isFirst bool) (left []string) {
	files := b.current()
	left = []string{noFile}
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

// isMissing reports whether err says that a file does not exist. If the response is truncated, err does not list the
// ids.
func isMissing(err error) bool {
	failed, ok := errors.AsType[*imagekit.Error](err)
	return ok && errors.Is(err, imagekit.ErrNotFound) && json.Valid(failed.Body)
}
