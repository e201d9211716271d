package imagekit_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/race"
)

// changingLibrary is a list of files, sorted by creation time, that can change between pages.
type changingLibrary struct {
	mu       sync.Mutex
	files    []*libraryFile // oldest first
	uploaded int
	perTime  int // consecutive uploads with the same creation time
	random   *rand.Rand
	requests int
}

type libraryFile struct {
	ID      string    `json:"fileId"`
	Name    string    `json:"name"`
	Type    string    `json:"type"`
	Created time.Time `json:"createdAt"`
	Tags    []string  `json:"tags,omitempty"`
}

func newChangingLibrary(n, perTime int) *changingLibrary {
	l := &changingLibrary{perTime: perTime, random: rand.New(rand.NewPCG(uint64(n), uint64(perTime)))}
	for range n {
		l.upload()
	}
	return l
}

func (l *changingLibrary) client(t *testing.T) *imagekit.Client {
	return newClient(t, withTransport(l.serve))
}

func (l *changingLibrary) upload() {
	l.mu.Lock()
	defer l.mu.Unlock()
	created := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(l.uploaded/l.perTime) * time.Millisecond)
	id := strconv.Itoa(l.uploaded)
	l.files = append(l.files, &libraryFile{ID: id, Name: id, Type: "file", Created: created})
	l.uploaded++
}

func (l *changingLibrary) delete(ids ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.files = slices.DeleteFunc(l.files, func(f *libraryFile) bool { return slices.Contains(ids, f.ID) })
}

// change renames a file and adds a tag.
func (l *changingLibrary) change(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.files {
		if f := l.files[i]; f.ID == id {
			f.Name, f.Tags = "a-"+f.Name, append(f.Tags, "seen")
		}
	}
}

func (l *changingLibrary) ids() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var ids []string
	for _, f := range l.files {
		ids = append(ids, f.ID)
	}
	return ids
}

// serve returns a page. If up to 100 files have the same creation time, their order is another one in each page.
func (l *changingLibrary) serve(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests++
	if l.perTime > 1 && l.perTime < 100 {
		l.random.Shuffle(len(l.files), func(i, j int) { l.files[i], l.files[j] = l.files[j], l.files[i] })
		slices.SortStableFunc(l.files, func(x, y *libraryFile) int { return x.Created.Compare(y.Created) })
	}
	query := r.URL.Query()
	list := slices.Clone(l.files)
	if query.Get("sort") == "DESC_CREATED" {
		slices.Reverse(list)
	}
	skip, _ := strconv.Atoi(query.Get("skip"))
	limit, _ := strconv.Atoi(query.Get("limit"))
	skip = min(skip, len(list))
	page, err := json.Marshal(list[skip:min(skip+limit, len(list))])
	return response(http.StatusOK, string(page)), err
}

// changes are what a loop can do with the library when it gets a file, the n-th one.
var changes = map[string]func(l *changingLibrary, id string, n int){
	"nothing":               func(*changingLibrary, string, int) {},
	"delete every file":     func(l *changingLibrary, id string, _ int) { l.delete(id) },
	"rename and tag a file": func(l *changingLibrary, id string, _ int) { l.change(id) },
	"delete every second file": func(l *changingLibrary, id string, n int) {
		if n%2 == 0 {
			l.delete(id)
		}
	},
	"delete the first half": func(l *changingLibrary, id string, _ int) {
		if i, _ := strconv.Atoi(id); i < 150 {
			l.delete(id)
		}
	},
	"delete the second half": func(l *changingLibrary, id string, _ int) {
		if i, _ := strconv.Atoi(id); i >= 150 {
			l.delete(id)
		}
	},
	"delete and upload": func(l *changingLibrary, id string, n int) {
		l.delete(id)
		if n%3 == 0 {
			l.upload()
		}
	},
	"upload a file": func(l *changingLibrary, _ string, n int) {
		if n < 200 {
			l.upload()
		}
	},
	"upload many files": func(l *changingLibrary, _ string, n int) {
		for range 5 * min(1, 200/(n+1)) {
			l.upload()
		}
	},
	"delete all earlier files at once": func(l *changingLibrary, id string, n int) {
		if n%97 != 96 {
			return
		}
		ids := l.ids()
		l.delete(ids[:slices.Index(ids, id)]...)
	},
}

// TestClient_Files_WhileChanging changes the library in the loop. All files that are in the library from the beginning
// must be found exactly once, because the loop deletes no file before it gets it.
func TestClient_Files_WhileChanging(t *testing.T) {
	t.Parallel()
	filesPerTime, limits := []int{1, 3, 40, 1000}, []int{1, 7, 50, 1000}
	if race.Enabled { // .ci/run sends the thousands of other requests without the race detector
		filesPerTime, limits = []int{1, 40, 1000}, []int{7, 50, 1000}
	}
	for name, change := range changes {
		for _, order := range []imagekit.SortOrder{imagekit.SortOrderAscCreated, imagekit.SortOrderDescCreated} {
			if order == imagekit.SortOrderDescCreated && name == "delete all earlier files at once" {
				continue // in this order, the loop has not got these yet
			}
			for _, perTime := range filesPerTime {
				for _, limit := range limits {
					t.Run(fmt.Sprintf("%s/%s/%d/%d", name, order, perTime, limit), func(t *testing.T) {
						t.Parallel()
						l := newChangingLibrary(300, perTime)
						params := &imagekit.ListFilesParams{Sort: &order, Limit: &limit}
						wantEachOnce(t, l, params, change)
					})
				}
			}
		}
	}
}

// wantEachOnce changes a library while it lists the files, and checks that each file is found once.
func wantEachOnce(
	t *testing.T, l *changingLibrary, params *imagekit.ListFilesParams, change func(*changingLibrary, string, int),
) {
	t.Helper()
	want, seen, n := l.ids(), map[string]int{}, 0
	for file, err := range l.client(t).Files(t.Context(), params) {
		if err != nil {
			t.Fatal(err)
		}
		seen[file.FileID]++
		change(l, file.FileID, n)
		n++
	}
	for _, id := range want {
		if seen[id] == 0 {
			t.Errorf("file %s is missing after %d files by %d requests", id, n, l.requests)
			return
		}
	}
	for id, times := range maps.All(seen) {
		if times != 1 {
			t.Errorf("file %s is found %d times", id, times)
		}
	}
}

// TestClient_Files_WhileOthersChange changes the library at random, also files that the loop has not got yet.
func TestClient_Files_WhileOthersChange(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		wantKeptOnce(t, seed)
	}
}

// wantKeptOnce lists a random library while files are uploaded and deleted, and checks that each file that is not
// deleted is found once, and no file twice.
func wantKeptOnce(t *testing.T, seed uint64) {
	t.Helper()
	const enough = 2000 // uploads are faster than the loop
	random := rand.New(rand.NewPCG(seed, 1))
	l := newChangingLibrary(random.IntN(400), 1+random.IntN(5))
	kept, seen := map[string]bool{}, map[string]int{}
	for _, id := range l.ids() {
		kept[id] = random.IntN(2) == 0
	}
	order := []imagekit.SortOrder{imagekit.SortOrderAscCreated, imagekit.SortOrderDescCreated}[seed%2]
	limit := 1 + random.IntN(60)
	for file, err := range l.client(t).Files(t.Context(), &imagekit.ListFilesParams{Sort: &order, Limit: &limit}) {
		if err != nil {
			t.Fatal(err)
		}
		seen[file.FileID]++
		for range random.IntN(4) {
			l.upload()
		}
		l.delete(deletable(l.ids(), kept, random)...)
		if len(seen) > enough {
			break
		}
	}
	for id := range kept {
		if times := seen[id]; times > 1 || kept[id] && times == 0 && len(seen) <= enough {
			t.Errorf("seed %d: file %s is found %d times", seed, id, times)
		}
	}
}

// deletable returns some of the ids that are not kept.
func deletable(ids []string, kept map[string]bool, random *rand.Rand) (some []string) {
	for range 5 {
		if len(ids) == 0 {
			break
		}
		if id := ids[random.IntN(len(ids))]; !kept[id] {
			some = append(some, id)
		}
	}
	return some
}

// TestClient_Files_WhileDeleting_Requests counts the requests that deletions cost.
func TestClient_Files_WhileDeleting_Requests(t *testing.T) {
	t.Parallel()
	for name, maximum := range map[string]int{
		"nothing": 101, "upload a file": 105, "delete every file": 105, "delete every second file": 105,
		"delete the first half": 105, "delete the second half": 105,
	} {
		l := newChangingLibrary(5000, 1)
		synctest.Test(t, func(t *testing.T) {
			wantEachOnce(t, l, &imagekit.ListFilesParams{Limit: new(50)}, func(l *changingLibrary, id string, n int) {
				synctest.Wait() // until the next page has arrived
				changes[name](l, id, n)
			})
		})
		if l.requests > maximum {
			t.Errorf("%s: %d requests for 100 pages, want %d at most", name, l.requests, maximum)
		}
	}
}

// TestClient_Assets_NotSorted lists files of a service whose order is not the one by creation time, such as folders
// before files. Pages are then counted.
func TestClient_Assets_NotSorted(t *testing.T) {
	t.Parallel()
	for _, folders := range []int{1, 2, 3, 4, 5, 9} {
		ik := newClient(t, withTransport(foldersFirst(folders).serve))
		var got []string
		for asset, err := range ik.Assets(t.Context(), &imagekit.ListFilesParams{Limit: new(4)}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, asset.FolderID+asset.FileID)
		}
		for i, id := range got {
			if id != strconv.Itoa(i) || len(got) != 20 {
				t.Errorf("%d folders: got %v", folders, got)
				break
			}
		}
	}
}

// foldersFirst serves a list of 20 assets. It begins with that many folders, which are newer than the files.
type foldersFirst int

func (n foldersFirst) serve(r *http.Request) (*http.Response, error) {
	skip, _ := strconv.Atoi(r.URL.Query().Get("skip"))
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	page := []map[string]string{}
	for i := skip; i < min(20, skip+limit); i++ {
		asset := map[string]string{"type": "file", "fileId": strconv.Itoa(i)}
		if i < int(n) {
			asset = map[string]string{"type": "folder", "folderId": strconv.Itoa(i)}
		}
		asset["createdAt"] = fmt.Sprintf("20%02d-01-01T00:00:00Z", (i+20-int(n))%20)
		page = append(page, asset)
	}
	body, err := json.Marshal(page)
	return response(http.StatusOK, string(body)), err
}

// TestClient_Files_SkipIgnored uses a service that returns the first page again and again. The loop must end.
func TestClient_Files_SkipIgnored(t *testing.T) {
	t.Parallel()
	orders := []imagekit.SortOrder{
		imagekit.SortOrderAscCreated, imagekit.SortOrderDescCreated, imagekit.SortOrderAscName,
	}
	for _, order := range orders {
		for _, limit := range []int{1, 2, 5, 50} {
			seen, requests, err := listWithoutSkip(t, order, limit)
			if err == nil || !strings.Contains(err.Error(), "skip") || requests > 12 {
				t.Errorf("%s, %d a page: %v after %d requests", order, limit, err, requests)
			}
			if len(seen) < limit || slices.Max(slices.Collect(maps.Values(seen))) > 1 {
				t.Errorf("%s, %d a page: got %v", order, limit, seen)
			}
		}
	}
}

// listWithoutSkip lists the files of a service that ignores skip. It returns how often each file was yielded, how many
// requests there were, and the last error.
func listWithoutSkip(t *testing.T, order imagekit.SortOrder, limit int) (seen map[string]int, requests int, err error) {
	t.Helper()
	l := newChangingLibrary(100, 1)
	ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
		query := r.URL.Query()
		query.Set("skip", "0")
		r = r.Clone(context.WithoutCancel(r.Context()))
		r.URL.RawQuery = query.Encode()
		return l.serve(r)
	}))
	seen = map[string]int{}
	for file, errFile := range ik.Files(t.Context(), &imagekit.ListFilesParams{Sort: &order, Limit: &limit}) {
		if err = errFile; err == nil {
			seen[file.FileID]++
		}
	}
	return seen, l.requests, err
}

// TestClient_Files_PageRepeated moves the whole first page to the second one: other files get the first places of a
// list that is not sorted by creation time. No file must be yielded twice.
func TestClient_Files_PageRepeated(t *testing.T) {
	t.Parallel()
	served := 0
	ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
		skip, _ := strconv.Atoi(r.URL.Query().Get("skip"))
		if served++; served > 1 {
			skip -= 2 // two more files are at the beginning
		}
		page := []map[string]string{}
		for i := skip; i < min(skip+2, 5); i++ {
			page = append(page, map[string]string{"type": "file", "fileId": strconv.Itoa(i)})
		}
		body, err := json.Marshal(page)
		return response(http.StatusOK, string(body)), err
	}))
	var got []string
	params := &imagekit.ListFilesParams{Sort: new(imagekit.SortOrderDescUpdated), Limit: new(2)}
	for file, err := range ik.Files(t.Context(), params) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, file.FileID)
	}
	if want := []string{"0", "1", "2", "3", "4"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
