package exactlyonce_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

// observation has the columns of a row: what is stored, what the call returned, and the requests.
type observation struct{ stored, returned, requests string }

// line returns the row as a line of Markdown.
func (o observation) line(title string) string {
	return fmt.Sprintf("| %s | %s | %s | %s |\n", title, o.stored, o.returned, o.requests)
}

// snapshot is the number of versions of each file in the library, by id.
type snapshot map[string]int

func (s *fixture) snapshot() snapshot {
	s.Helper()
	files := snapshot{}
	for _, f := range s.files() {
		files[f.FileID]++
	}
	return files
}

// files returns all versions of all files.
func (s *fixture) files() []imagekit.File {
	s.Helper()
	return check.Call(s.srv.State()).Must(s).Files
}

// checkOutcomes checks the guarantees of all rows: no file gets a second version, each result is a file in the library,
// and the library is unchanged if all uploads have failed with a known outcome.
func (s *fixture) checkOutcomes(before, after snapshot, outcomes []imagekit.UploadOutcome) {
	s.Helper()
	for id, versions := range after {
		if versions > max(1, before[id]) && !s.withoutKey {
			s.Errorf("a file has %d versions, and had %d before", versions, before[id])
		}
	}
	mayHaveStored := false
	for _, o := range outcomes {
		isUnknown := errors.Is(o.Err, imagekit.ErrUploadOutcomeUnknown)
		mayHaveStored = mayHaveStored || o.Result != nil || isUnknown
		if o.Result != nil && o.Err != nil && !strings.HasPrefix(o.Err.Error(), "imagekit: journal: ") {
			s.Errorf("a result comes with the error %v", o.Err)
		}
		if o.Result != nil && !o.Skipped && o.Result.FileID != "" && after[o.Result.FileID] == 0 {
			s.Errorf("the result %s is not in the library", o.Result.FilePath)
		}
	}
	if !mayHaveStored && !maps.Equal(before, after) {
		s.Errorf("the errors imply that nothing was stored, but the library has changed from %v to %v", before, after)
	}
}

// describeLibrary describes the files in the library.
func (s *fixture) describeLibrary() string {
	s.Helper()
	var paths, kinds []string
	versions, pathsOf := map[string][]string{}, map[string][]string{} // by path and by kind
	for _, f := range s.files() {
		if versions[f.FilePath] == nil {
			paths = append(paths, f.FilePath)
		}
		versions[f.FilePath] = append(versions[f.FilePath], s.describeFile(f))
	}
	for _, path := range paths {
		kind := strings.Join(versions[path], ", then ")
		if n := len(versions[path]); n > 1 {
			kind = number(n) + " versions: " + kind
		}
		if pathsOf[kind] == nil {
			kinds = append(kinds, kind)
		}
		pathsOf[kind] = append(pathsOf[kind], "`"+path+"`")
	}
	for i, kind := range kinds {
		kinds[i] = "one file with " + kind
		if n := len(pathsOf[kind]); n > 1 {
			kinds[i] = number(n) + " files with " + kind
		}
		if s.showPaths {
			kinds[i] += " at " + strings.Join(pathsOf[kind], " and ")
		}
	}
	return cmp.Or(strings.Join(kinds, "; "), "nothing")
}

// describeFile describes the content of a file, and its tags and custom metadata. It checks that the size is correct.
func (s *fixture) describeFile(f imagekit.File) string {
	s.Helper()
	response := check.Call(http.Get(f.URL)).Must(s)
	defer response.Body.Close()
	content := check.Call(io.ReadAll(response.Body)).Must(s)
	name := s.contents[string(content)]
	if name == "" || int(f.Size) != len(content) {
		s.Errorf("%s has the size %d, but %d bytes are delivered, or unknown bytes", f.FilePath, f.Size, len(content))
	}
	for _, tag := range f.Tags {
		name += ", tag `" + tag + "`"
	}
	for _, field := range slices.Sorted(maps.Keys(f.CustomMetadata)) {
		name += fmt.Sprintf(", %s `%v`", field, f.CustomMetadata[field])
	}
	return name
}

// describeOutcomes describes the outcomes of all uploads.
func describeOutcomes(before, after snapshot, outcomes []imagekit.UploadOutcome) string {
	count, ids := map[string]int{}, map[string]bool{}
	for _, o := range outcomes {
		count[describeOutcome(before, after, o)]++
		if o.Result != nil {
			ids[o.Result.FileID] = true
		}
	}
	kinds := slices.Sorted(maps.Keys(count))
	if len(kinds) == 1 && len(outcomes) > 1 && len(ids) == 1 {
		return kinds[0] + ", the same for all"
	}
	for i, kind := range kinds {
		if len(outcomes) > 1 {
			kinds[i] = fmt.Sprint(count[kind], " × ", kind)
		}
	}
	return strings.Join(kinds, "; ")
}

// describeOutcome describes the outcome of one upload.
func describeOutcome(before, after snapshot, o imagekit.UploadOutcome) string {
	switch {
	case o.Skipped:
		return "`Skipped`: " + describeResult(before, after, o.Result)
	case o.Err == nil:
		return "success: " + describeResult(before, after, o.Result)
	case o.Result != nil:
		return describeResult(before, after, o.Result) + ", and an error of the journal"
	}
	return "error: " + describeError(o.Err)
}

func describeResult(before, after snapshot, result *imagekit.UploadResult) string {
	switch id := result.FileID; {
	case id == "":
		return "no id yet (status 202)"
	case after[id] == 0:
		return "the id of a deleted file"
	case before[id] == 0:
		return "the new file"
	case after[id] > before[id]:
		return "a new version"
	}
	return "the stored file"
}

// describeError lists the errors that errors.Is and errors.As find in err.
func describeError(err error) string {
	var names []string
	if _, ok := errors.AsType[*imagekit.UploadKeyError](err); ok {
		names = append(names, "`*UploadKeyError`")
	}
	if _, ok := errors.AsType[*imagekit.ArgumentError](err); ok {
		names = append(names, "`*ArgumentError`")
	}
	for _, sentinel := range []struct {
		err  error
		name string
	}{
		{imagekit.ErrUploadOutcomeUnknown, "ErrUploadOutcomeUnknown"},
		{imagekit.ErrConflict, "ErrConflict"},
		{imagekit.ErrInvalidRequest, "ErrInvalidRequest"},
		{imagekit.ErrForbidden, "ErrForbidden"},
		{imagekit.ErrRateLimited, "ErrRateLimited"},
		{imagekit.ErrDuplicateKey, "ErrDuplicateKey"},
		{imagekit.ErrIncomplete, "ErrIncomplete"},
		{context.Canceled, "context.Canceled"},
	} {
		if errors.Is(err, sentinel.err) {
			names = append(names, "`"+sentinel.name+"`")
		}
	}
	return cmp.Or(strings.Join(names, ", "), err.Error())
}

// describeRequests describes the numbers of requests.
func describeRequests(uploads, lookUps int64) string {
	if uploads+lookUps == 0 {
		return "none"
	}
	text := fmt.Sprintf("%d uploads", uploads)
	if uploads == 1 {
		text = "1 upload"
	}
	switch lookUps {
	case 0:
		return text
	case 1:
		return text + ", 1 look-up"
	}
	return fmt.Sprintf("%s, %d look-ups", text, lookUps)
}

// number returns a number, in words if it is small.
func number(n int) string {
	words := []string{"none", "one", "two", "three", "four", "five"}
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}
