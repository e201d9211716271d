package mockserver_test

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/internal/race"
)

// startJob starts a bulk job and returns its id.
func startJob(t *testing.T, s *mockserver.Server, operation string, body map[string]any) string {
	t.Helper()
	want := http.StatusOK
	if operation == "renameFolder" {
		want = http.StatusAccepted
	}
	return do(t, s, http.MethodPost, "/v1/bulkJobs/"+operation, body).wantStatus(t, want).object(t)["jobId"].(string)
}

func jobStatus(t *testing.T, s *mockserver.Server, id string) map[string]any {
	t.Helper()
	return do(t, s, http.MethodGet, "/v1/bulkJobs/"+id, nil).wantStatus(t, http.StatusOK).object(t)
}

// tree returns the paths of all folders, which end in a slash, and of all files, which end in one plus sign per
// version.
func tree(t *testing.T, s *mockserver.Server) string {
	t.Helper()
	var paths []string
	for _, a := range decode[[]map[string]any](t, do(t, s, http.MethodGet, "/v1/files?type=all", nil)) {
		if a["type"] == "folder" {
			paths = append(paths, a["folderPath"].(string)+"/")
			continue
		}
		paths = append(paths, a["filePath"].(string)+strings.Repeat("+", len(versionsOf(t, s, a))))
	}
	slices.Sort(paths)
	return strings.Join(paths, " ")
}

func TestFolderJobs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		operation, kind string
		body            map[string]any
		want            string
	}{
		"copy": {
			"copyFolder", "COPY_FOLDER",
			map[string]any{"sourceFolderPath": "/a/b/", "destinationPath": "/to"},
			"/a/ /a/b/ /a/b/c/ /a/b/c/y.txt++ /a/b/x.txt++ /to/ /to/b/ /to/b/c/ /to/b/c/y.txt+ /to/b/x.txt+++",
		},
		"copy with versions": {
			"copyFolder", "COPY_FOLDER",
			map[string]any{"sourceFolderPath": "a/b", "destinationPath": "/to", "includeVersions": true},
			"/a/ /a/b/ /a/b/c/ /a/b/c/y.txt++ /a/b/x.txt++ /to/ /to/b/ /to/b/c/ /to/b/c/y.txt++ /to/b/x.txt++++",
		},
		"move": {
			"moveFolder", "MOVE_FOLDER",
			map[string]any{"sourceFolderPath": "/a/b", "destinationPath": "/to"},
			"/a/ /to/ /to/b/ /to/b/c/ /to/b/c/y.txt++ /to/b/x.txt++++",
		},
		"move into the root": {
			"moveFolder", "MOVE_FOLDER",
			map[string]any{"sourceFolderPath": "/a/b", "destinationPath": "/"},
			"/a/ /b/ /b/c/ /b/c/y.txt++ /b/x.txt++ /to/ /to/b/ /to/b/x.txt++",
		},
		"rename": {
			"renameFolder", "RENAME_FOLDER",
			map[string]any{"folderPath": "/a/b", "newFolderName": "ä b"},
			"/a/ /a/ä_b/ /a/ä_b/c/ /a/ä_b/c/y.txt++ /a/ä_b/x.txt++ /to/ /to/b/ /to/b/x.txt++",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var passed atomic.Int64
			s := start(t, mockserver.WithJobDuration(time.Minute),
				mockserver.WithClock(func() time.Time { return noon.Add(time.Duration(passed.Load())) }))
			twoVersions(t, s, "x.txt", "/a/b")
			twoVersions(t, s, "y.txt", "/a/b/c")
			twoVersions(t, s, "x.txt", "/to/b")
			before := tree(t, s)
			id := startJob(t, s, test.operation, test.body)
			for range 2 {
				wantFields(t, jobStatus(t, s, id), map[string]any{"jobId": id, "type": test.kind, "status": "Pending"})
			}
			if got := tree(t, s); got != before {
				t.Errorf("while the job is pending the library has %s, want %s", got, before)
			}
			passed.Store(int64(time.Minute))
			wantFields(t, jobStatus(t, s, id), map[string]any{"status": "Completed"})
			if got := tree(t, s); got != test.want {
				t.Errorf("afterwards the library has\n%s, want\n%s", got, test.want)
			}
		})
	}
}

// jobInState returns the status of the only job in the server's state. Unlike a request for the job's status, it does
// not complete the job.
func jobInState(t *testing.T, s *mockserver.Server) imagekit.BulkJobStatus {
	t.Helper()
	jobs := stateOf(t, s).Jobs
	if len(jobs) != 1 {
		t.Fatalf("jobs %v, want one", jobs)
	}
	return jobs[0].Status
}

// TestGetBulkJobStatus_PendingFirst checks that the first response about a job has the status Pending, even if the job
// takes no time, so that clients must wait for it.
func TestGetBulkJobStatus_PendingFirst(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "x.txt", []byte("x"), part{name: "folder", text: "/a"})
	id := startJob(t, s, "renameFolder", map[string]any{"folderPath": "/a", "newFolderName": "b", "purgeCache": true})
	wantNames(t, s, "path=/b", "x.txt")
	if got := jobInState(t, s); got != "Pending" {
		t.Errorf("before the first request the status is %v, want Pending", got)
	}
	first := jobStatus(t, s, id)
	wantFields(t, first, map[string]any{"status": "Pending"})
	if got := jobInState(t, s); got != "Completed" {
		t.Errorf("after the first request the status is %v, want Completed", got)
	}
	wantFields(t, jobStatus(t, s, id), map[string]any{"status": "Completed"})
	purge := "/v1/files/purge/" + first["purgeRequestId"].(string)
	for _, want := range []string{"Pending", "Completed"} {
		wantFields(t, do(t, s, http.MethodGet, purge, nil).object(t), map[string]any{"status": want})
	}
}

func TestFolderJobs_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, folder := range []string{"/a/b", "/a/c", "/d"} {
		put(t, s, "x.txt", []byte("x"), part{name: "folder", text: folder})
	}
	for _, operation := range []string{"copyFolder", "moveFolder"} {
		request := func(from, to string) reply {
			return do(t, s, http.MethodPost, "/v1/bulkJobs/"+operation,
				map[string]any{"sourceFolderPath": from, "destinationPath": to})
		}
		request("/", "/d").wantError(t, http.StatusBadRequest, "root")
		request("/none", "/d").wantError(t, http.StatusNotFound, "No files & folder", "sourceFolderPath")
		request("/a", "/d/../e").wantError(t, http.StatusBadRequest, "'..'")
		request("/a", "/a").wantError(t, http.StatusBadRequest, "destinationPath")
		request("/a/b", "/a").wantError(t, http.StatusBadRequest, "destinationPath")
	}
	rename := func(from, to string) reply {
		return do(t, s, http.MethodPost, "/v1/bulkJobs/renameFolder",
			map[string]any{"folderPath": from, "newFolderName": to})
	}
	rename("/", "x").wantError(t, http.StatusBadRequest, "folderPath")
	rename("/none", "x").wantError(t, http.StatusNotFound, "Source folder")
	rename("/a/b", "b").wantError(t, http.StatusConflict, "name b already exists")
	rename("/a/b", "..").wantError(t, http.StatusBadRequest, "'..'")
	rename("/a/b", "c").wantError(t, http.StatusConflict, "name c already exists")
	move := object{"sourceFolderPath": "/a", "destinationPath": "/a/b"}
	do(t, s, http.MethodPost, "/v1/bulkJobs/moveFolder", move).wantError(t, http.StatusBadRequest, "parent folder")
	do(t, s, http.MethodGet, "/v1/bulkJobs/none", nil).wantError(t, http.StatusNotFound, "job")
}

// TestFolders_TooManyAssets creates five assets in /a: two folders, two files and an older version. The limit is four.
func TestFolders_TooManyAssets(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithMaxAssets(4))
	twoVersions(t, s, "x.txt", "/a/b")
	put(t, s, "x.txt", []byte("x"), part{name: "folder", text: "/a/b/c"})
	transfer := object{"sourceFolderPath": "/a", "destinationPath": "/to"}
	for _, answer := range []reply{
		do(t, s, http.MethodDelete, "/v1/folder", object{"folderPath": "/a"}),
		do(t, s, http.MethodPost, "/v1/bulkJobs/copyFolder", transfer),
		do(t, s, http.MethodPost, "/v1/bulkJobs/moveFolder", transfer),
	} {
		const message = "Total nested assets (files, folders and file versions) are more than allowed limit of 4 items."
		wantFields(t, answer.wantStatus(t, http.StatusBadRequest).object(t),
			object{"message": message, "reason": "TOO_MANY_OBJECTS"})
	}
	do(t, s, http.MethodDelete, "/v1/folder", object{"folderPath": "/a/b"}).wantStatus(t, http.StatusNoContent)
}

// TestFolderJobs_Overlap moves and copies /a/a to the root, where it becomes /a, the folder that contains it.
func TestFolderJobs_Overlap(t *testing.T) {
	t.Parallel()
	inner, outer := [2]string{"/a/a/a", "inner"}, [2]string{"/a/a", "outer"}
	for name, test := range map[string]struct {
		operation string
		uploads   [][2]string
		want      string
	}{
		"move, inner first": {"moveFolder", [][2]string{inner, outer}, "/a/ /a/a/ /a/a/x.txt=inner /a/x.txt=outer"},
		"move, outer first": {"moveFolder", [][2]string{outer, inner}, "/a/ /a/a/ /a/a/x.txt=inner /a/x.txt=outer"},
		"copy, inner first": {
			"copyFolder",
			[][2]string{inner, outer},
			"/a/ /a/a/ /a/a/a/ /a/a/a/x.txt=inner /a/a/x.txt=inner+ /a/x.txt=outer",
		},
		"copy, outer first": {
			"copyFolder",
			[][2]string{outer, inner},
			"/a/ /a/a/ /a/a/a/ /a/a/a/x.txt=inner /a/a/x.txt=inner+ /a/x.txt=outer",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			for _, u := range test.uploads {
				put(t, s, "x.txt", []byte(u[1]), part{name: "folder", text: u[0]})
			}
			startJob(t, s, test.operation, map[string]any{"sourceFolderPath": "/a/a", "destinationPath": "/"})
			var got []string
			for _, p := range strings.Fields(tree(t, s)) {
				if file, versions, _ := strings.Cut(p, "+"); !strings.HasSuffix(p, "/") {
					p = file + "=" + string(get(t, s.URLEndpoint()+file).body) + versions
				}
				got = append(got, p)
			}
			if joined := strings.Join(got, " "); joined != test.want {
				t.Errorf("the library has %s, want %s", joined, test.want)
			}
		})
	}
	s := start(t)
	do(t, s, http.MethodPost, "/v1/folder", map[string]any{"folderName": "a", "parentFolderPath": "/a/a"}).wantStatus(t,
		http.StatusCreated)
	startJob(t, s, "moveFolder", map[string]any{"sourceFolderPath": "/a/a", "destinationPath": "/"})
	if got := tree(t, s); got != "/a/ /a/a/" {
		t.Errorf("with empty folders the library has %s, want /a/ /a/a/", got)
	}
}

// TestFolderJobs_Due checks that a job takes effect when it is due, even if no request follows.
func TestFolderJobs_Due(t *testing.T) {
	t.Parallel()
	due := func(t *testing.T) *mockserver.Server {
		t.Helper()
		s := mockserver.Start(t, mockserver.WithJobDuration(time.Minute))
		put(t, s, "x.txt", []byte("x"), part{name: "folder", text: "/f"})
		startJob(t, s, "renameFolder", map[string]any{"folderPath": "/f", "newFolderName": "g"})
		s.ClearWebhooks()
		s.Advance(time.Hour)
		return s
	}
	if events := due(t).Webhooks(); len(events) != 1 || events[0].Event != "file.updated" {
		t.Errorf("the events are %+v, want one file.updated", events)
	}
	s := due(t)
	if err := s.Seed(fstest.MapFS{"f/x.txt": {Data: []byte("new")}}); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, s); got != "/f/ /f/x.txt+ /g/ /g/x.txt+" {
		t.Errorf("after a seed the library has %s", got)
	}
}

// TestMoveFolder_TooManyVersions moves a folder with three files. Two of them are not moved, because they would have
// too many versions at the target: one is alone in its folder, and the third file is moved to the path of the other one
// and adds versions to it.
func TestMoveFolder_TooManyVersions(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	s := start(t)
	for _, folder := range []string{"/a/a", "/a/a/a", "/a/a/alone"} {
		twoVersions(t, s, "x", folder)
	}
	for range 99 {
		put(t, s, "x", []byte("x"), part{name: "folder", text: "/a"})
		put(t, s, "x", []byte("x"), part{name: "folder", text: "/a/alone"})
	}
	startJob(t, s, "moveFolder", map[string]any{"sourceFolderPath": "/a/a", "destinationPath": "/"})
	full := strings.Repeat("+", 99)
	want := "/a/ /a/a/ /a/a/alone/ /a/a/alone/x++ /a/a/x++++ /a/alone/ /a/alone/x" + full + " /a/x" + full
	if got := tree(t, s); got != want {
		t.Errorf("the library has\n%s, want\n%s", got, want)
	}
}

func TestCreateFolder_Depth(t *testing.T) {
	t.Parallel()
	s := start(t)
	create := func(levels int) reply {
		return do(t, s, http.MethodPost, "/v1/folder",
			object{"folderName": "a", "parentFolderPath": strings.Repeat("/a", levels-1)})
	}
	create(50).wantStatus(t, http.StatusCreated)
	create(51).wantError(t, http.StatusBadRequest, "parentFolderPath", "50 levels deep")
	create(1<<20).wantError(t, http.StatusBadRequest, "parentFolderPath", "more than 65536 bytes")
}
