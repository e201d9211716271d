package imagekit_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/openimagekit/imagekit"
)

// TestUploadAll_JournalInUse starts a run within another one with the same journal, and one after it.
func TestUploadAll_JournalInUse(t *testing.T) {
	t.Parallel()
	_, ik := startMock(t, nil)
	o := imagekit.UploadAllOptions{Journal: openJournal(t, filepath.Join(t.TempDir(), "journal"))}
	items := func(yield func(imagekit.UploadItem) bool) { _ = yield(item("1")) && yield(item("2")) }
	for outcome := range ik.UploadAll(t.Context(), items, o) {
		if outcome.Err != nil {
			t.Errorf("first run: %v", outcome.Err)
		}
		count := 0
		for other := range ik.UploadAll(t.Context(), items, o) {
			if count++; !errors.Is(other.Err, imagekit.ErrJournalInUse) || other.Item.Key != "" || other.Result != nil {
				t.Errorf("second run at the same time: %+v", other)
			}
		}
		if count != 1 {
			t.Errorf("the second run has %d outcomes, want one", count)
		}
		break // which frees the journal as well
	}
	count := 0
	for outcome := range ik.UploadAll(t.Context(), items, o) {
		if count++; outcome.Err != nil {
			t.Errorf("afterwards: %v", outcome.Err)
		}
	}
	if files := namesIn(t, ik); count != 2 || len(files) != 2 {
		t.Errorf("%d outcomes, and the library has %v", count, files)
	}
}
