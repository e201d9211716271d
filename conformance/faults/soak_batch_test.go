package faults_test

import (
	"encoding/json"
	"errors"
	"iter"
	"slices"

	"github.com/openimagekit/imagekit"
)

// noFile is an id that no file has.
const noFile = "000000000000000000000000"

// maxTries is how often a deletion is tried. By then all faults have been met.
const maxTries = 100

// batches tags, looks up and deletes all files of a bulk.
func (b *soakBulk) batches(files []string) {
	ctx := b.withTrace(b.t.Context(), &callTrace{}) // step looks whether it is finished
	ids := append([]string{noFile}, files...)
	asked := slices.Values(append(ids, ids[len(ids)-1])) // one id comes twice
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

// outcomes collects what became of each id, which is told once, and of the one that no file has.
func (b *soakBulk) outcomes(call string, ids []string, told iter.Seq2[string, error]) map[string]error {
	outcomes := map[string]error{}
	for id, err := range told {
		if _, again := outcomes[id]; again || !slices.Contains(ids, id) {
			b.t.Errorf("%s: %s: %q is told twice, or was not asked for", b.name, call, id)
		}
		outcomes[id] = err
		b.count(call, map[bool]string{true: "done", false: "failed"}[err == nil])
	}
	if len(outcomes) != len(ids) {
		b.t.Errorf("%s: %s: %d outcomes of %d ids", b.name, call, len(outcomes), len(ids))
	}
	return outcomes
}

// checkTags compares the tags of all files for which that is said to have succeeded.
func (b *soakBulk) checkTags(outcomes map[string]error, want ...string) {
	files := b.current()
	for id, err := range outcomes {
		file, isThere := files[id]
		switch tags := file.Tags; {
		case isThere && isMissing(err):
			b.t.Errorf("%s is there, and was not found: %v", id, err)
		case err == nil && !isThere:
			b.t.Errorf("%s has got the tags %v, and is not there", id, want)
		case err == nil && !slices.Equal(slices.Sorted(slices.Values(tags)), want):
			b.t.Errorf("%s has the tags %v, want %v", id, tags, want)
		}
	}
}

// current returns the current versions of all files by their ids.
func (s *soak) current() map[string]imagekit.File {
	files := map[string]imagekit.File{}
	state, err := s.srv.State()
	s.fail(err)
	for _, f := range state.Files { // the oldest version first
		files[f.FileID] = f
	}
	return files
}

// lookUpAll looks whether each file is found once, unless an error ends that.
func (b *soakBulk) lookUpAll(ids []string, files iter.Seq2[*imagekit.File, error]) {
	found := map[string]bool{noFile: true}
	for file, err := range files {
		if err != nil {
			b.count("look up all", "failed")
			return
		}
		if found[file.FileID] || !slices.Contains(ids, file.FileID) {
			b.t.Errorf("%s: %s is found twice, or was not asked for", b.name, file.FileID)
		}
		found[file.FileID] = true
	}
	b.count("look up all", "done")
	if len(found) != len(ids) {
		b.t.Errorf("%s: %d of %d files are found", b.name, len(found)-1, len(ids)-1)
	}
}

// checkDeleted returns the ids that are still to be deleted. Only what an earlier call may have deleted can be missing.
func (b *soakBulk) checkDeleted(ids []string, outcomes map[string]error, isFirst bool) (left []string) {
	files := b.current()
	left = []string{noFile}
	for _, id := range ids[1:] {
		err := outcomes[id]
		if _, isThere := files[id]; isThere && (err == nil || isMissing(err)) || isMissing(err) && isFirst {
			b.t.Errorf("%s: deleting %s says %v; is it there? %v", b.name, id, err, isThere)
		}
		if err != nil && !isMissing(err) {
			left = append(left, id)
		}
	}
	return left
}

// isMissing reports whether an error says that a file does not exist. If the answer is cut, it does not tell which.
func isMissing(err error) bool {
	failed, ok := errors.AsType[*imagekit.Error](err)
	return ok && errors.Is(err, imagekit.ErrNotFound) && json.Valid(failed.Body)
}
