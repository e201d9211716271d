package scenarios_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/internal/race"
)

var pagingScenarios = []scenario{
	{"paging through 3000 files", needsManyRequests, pageToTheEnd},
	{"paging in every order", needsManyRequests, pageInEveryOrder},
	{"paging through a few files", "", pageThroughAFew},
}

const manyFiles = 3000 // three pages of the maximum length

// pageToTheEnd fetches all pages of thousands of files. Its server does not validate responses, because this is slow.
func pageToTheEnd(t *testing.T, a *account) {
	race.SkipSlow(t)
	a = mockAccount(t, a.counter, mockserver.WithResponseValidation(false))
	ids := a.uploadManyInCopies(t, manyFiles)
	t.Run("by the iterator", func(t *testing.T) {
		a.assertPages(t, imagekit.SortOrderDescName, 997, ids)
	})
	t.Run("by skip and limit", func(t *testing.T) {
		var files []*imagekit.File
		for skip := 0; ; skip += 1000 {
			params := imagekit.ListFilesParams{Skip: &skip, Limit: new(1000)}
			page := check.Call(a.ListFiles(t.Context(), &params)).Must(t)
			if len(page) == 0 {
				break
			}
			for _, asset := range page {
				files = append(files, &imagekit.File{FileID: asset.FileID})
			}
		}
		wantSameFiles(t, files, ids)
	})
	t.Run("while files come behind the end", func(t *testing.T) { whileFilesCome(t, a, ids) })
}

// pageInEveryOrder fetches six pages in each sort order.
func pageInEveryOrder(t *testing.T, a *account) {
	ids := a.uploadManyInCopies(t, 120)
	for _, order := range sortOrders {
		t.Run("sorted by "+string(order), func(t *testing.T) { a.assertPages(t, order, 23, ids) })
	}
}

// assertPages fetches all files in pages of limit files, and checks their ids and their order.
func (a *account) assertPages(t *testing.T, order imagekit.SortOrder, limit int, ids []string) {
	t.Helper()
	var files []*imagekit.File
	for file, err := range a.Files(t.Context(), &imagekit.ListFilesParams{Sort: &order, Limit: &limit}) {
		check.NoError(t, err)
		files = append(files, file)
	}
	wantSameFiles(t, files, ids)
	wantSorted(t, files, order)
}

// whileFilesCome uploads a file during the first page and another one during the second page. In ascending order of
// creation, new files come last. Therefore all files must be found exactly once.
func whileFilesCome(t *testing.T, a *account, ids []string) {
	var files []*imagekit.File
	for file, err := range a.Files(t.Context(), &imagekit.ListFilesParams{Sort: new(imagekit.SortOrderAscCreated)}) {
		check.NoError(t, err)
		if len(files) == 0 || len(files) == 1000 {
			ids = append(ids, a.uploadFile(t, fmt.Sprintf("late-%d.txt", len(files)), []byte("late")).FileID)
		}
		files = append(files, file)
	}
	wantSameFiles(t, files, ids)
}

// uploadManyInCopies uploads n/10 files and copies their folder nine times, which is faster than n uploads. It returns
// the ids of all files, folder by folder. Copies are equal in every sort order, so that pages could mix them up.
func (a *account) uploadManyInCopies(t *testing.T, n int) []string {
	t.Helper()
	a.uploadMany(t, n/10)
	folders := []string{a.folder}
	for i := range 9 {
		to := fmt.Sprintf("/copy-%d", i)
		request := imagekit.CopyFolderRequest{SourceFolderPath: a.folder, DestinationPath: to}
		a.waitForJob(t, check.Call(a.CopyFolder(t.Context(), request)).Must(t).JobID)
		folders = append(folders, to+a.folder)
	}
	var ids []string
	for _, folder := range folders {
		for _, asset := range check.Call(a.ListFiles(t.Context(), &imagekit.ListFilesParams{Path: &folder})).Must(t) {
			ids = append(ids, asset.FileID)
		}
	}
	wantEqual(t, "files", len(ids), n)
	return ids
}

// uploadMany uploads n files, whose orders by name, size and dimensions differ. It returns their ids.
func (a *account) uploadMany(t *testing.T, n int) []string {
	t.Helper()
	ids := make([]string, n)
	numbers := make(chan int)
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for i := range numbers {
				content := []byte(strings.Repeat("x", 1+i%7))
				if i%5 == 0 {
					content = picture(t, 1+i%3, 1+i%4)
				}
				uploaded, err := a.Upload(t.Context(), a.uploadRequest(fmt.Sprintf("%04d.txt", i*7919%n), content))
				if err != nil {
					t.Error(err)
					return
				}
				ids[i] = uploaded.FileID
			}
		})
	}
	for i := range n {
		numbers <- i
	}
	close(numbers)
	workers.Wait()
	return ids
}

var sortOrders = []imagekit.SortOrder{
	imagekit.SortOrderAscName, imagekit.SortOrderDescName, imagekit.SortOrderAscCreated, imagekit.SortOrderDescCreated,
	imagekit.SortOrderAscUpdated, imagekit.SortOrderDescUpdated, imagekit.SortOrderAscHeight,
	imagekit.SortOrderDescHeight,
	imagekit.SortOrderAscWidth, imagekit.SortOrderDescWidth, imagekit.SortOrderAscSize, imagekit.SortOrderDescSize,
}

// fileOrders are functions that compare files, by the name of the field in a sort order.
var fileOrders = map[string]func(x, y *imagekit.File) int{
	"NAME":    func(x, y *imagekit.File) int { return strings.Compare(x.Name, y.Name) },
	"CREATED": func(x, y *imagekit.File) int { return x.CreatedAt.Compare(y.CreatedAt) },
	"UPDATED": func(x, y *imagekit.File) int { return x.UpdatedAt.Compare(y.UpdatedAt) },
	"HEIGHT":  func(x, y *imagekit.File) int { return cmp.Compare(x.Height, y.Height) },
	"WIDTH":   func(x, y *imagekit.File) int { return cmp.Compare(x.Width, y.Width) },
	"SIZE":    func(x, y *imagekit.File) int { return cmp.Compare(x.Size, y.Size) },
}

func wantSorted(t *testing.T, files []*imagekit.File, order imagekit.SortOrder) {
	t.Helper()
	direction, field, _ := strings.Cut(string(order), "_")
	compare := fileOrders[field]
	if direction == "DESC" {
		files = slices.Clone(files)
		slices.Reverse(files)
	}
	if !slices.IsSortedFunc(files, compare) {
		t.Error("the files are not sorted")
	}
}

func wantSameFiles(t *testing.T, files []*imagekit.File, ids []string) {
	t.Helper()
	var got []string
	for _, file := range files {
		got = append(got, file.FileID)
	}
	slices.Sort(got)
	if repeated := len(got) - len(slices.Compact(slices.Clone(got))); repeated > 0 {
		t.Errorf("%d files were found twice", repeated)
	}
	if want := slices.Sorted(slices.Values(ids)); !slices.Equal(got, want) {
		t.Errorf("wrong files: found %d, want %d", len(got), len(want))
	}
}

// pageThroughAFew fetches pages of different lengths, so that the last page is full, partly filled or empty.
func pageThroughAFew(t *testing.T, a *account) {
	ids := a.uploadMany(t, 6)
	for limit := 1; limit <= 7; limit++ {
		a.waitUntil(t, "all files are in the list", func() (bool, error) {
			files, err := a.collect(t.Context(), limit)
			return len(files) == len(ids), err
		})
		wantSameFiles(t, check.Call(a.collect(t.Context(), limit)).Must(t), ids)
	}
}

func (a *account) collect(ctx context.Context, limit int) (files []*imagekit.File, err error) {
	for file, err := range a.Files(ctx, &imagekit.ListFilesParams{Path: &a.folder, Limit: &limit}) {
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}
