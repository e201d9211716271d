package mockserver

import (
	"net/http"
	"path"
	"time"

	"github.com/openimagekit/imagekit/gen/server"
	"github.com/openimagekit/imagekit/internal/names"
)

// job is the copying, moving or renaming of a folder. It happens as a whole when its time has come.
type job struct {
	ID       string
	Type     server.BulkJobType
	From, To string // folders as they are, and as they will be
	Versions bool   // copy older versions too
	Due      time.Time
	Done     bool
	Asked    bool // its status has been told: from now on it can be completed
	PurgeID  *string
}

// startJob queues a job. Its first status is pending, whatever its time: whoever waits for a job should see it wait.
func (a *api) startJob(j job) (int, any, error) {
	j.ID, j.Due = a.newID(), a.lib.now().Add(a.jobDuration)
	if err := a.jobs.Create(j.ID, j, nil); err != nil {
		return 0, nil, err
	}
	a.settle()
	return ok(server.FolderJob{JobID: j.ID})
}

// settle does the jobs whose time has come. Everything that looks at the library calls it first, so that no clock need
// tick.
func (a *api) settle() {
	for _, id := range a.dueJobs() {
		err := a.lib.update(func(t *tx) error {
			j, err := a.jobs.LookUp(id)
			if err != nil || j.Done {
				return err // somebody else was faster
			}
			t.perform(j)
			j.Done = true
			a.jobs.Set(t.Tx, j.ID, j)
			return nil
		})
		if err != nil {
			a.log.Error("a bulk job failed", "job", id, "error", err)
		}
	}
}

// dueJobs returns the ids of the jobs that are to be done, in the order in which they were queued.
func (a *api) dueJobs() []string {
	now := a.lib.now()
	var ids []string
	for _, j := range a.jobs.All() {
		if !j.Done && !j.Due.After(now) {
			ids = append(ids, j.ID)
		}
	}
	return ids
}

// CopyFolder queues the copying of a folder.
func (a *api) CopyFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.copyFolder))
}

func (a *api) copyFolder(req server.CopyFolderRequest) (int, any, error) {
	j := job{Type: server.BulkJobTypeCOPYFOLDER, Versions: value(req.IncludeVersions, false)}
	return a.toOtherFolder(j, req.SourceFolderPath, req.DestinationPath)
}

// MoveFolder queues the moving of a folder.
func (a *api) MoveFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.moveFolder))
}

func (a *api) moveFolder(req server.MoveFolderRequest) (int, any, error) {
	return a.toOtherFolder(job{Type: server.BulkJobTypeMOVEFOLDER}, req.SourceFolderPath, req.DestinationPath)
}

// toOtherFolder starts a job that brings a folder into another one.
//
// Assumed: a folder is copied into itself as little as it is moved there.
func (a *api) toOtherFolder(j job, source, destination string) (int, any, error) {
	from, to := folderPath(source), names.Folder(destination)
	switch {
	case from == "/":
		return 0, nil, errFolderRoot
	case !a.lib.hasFolder(from):
		return 0, nil, errNoSourceFolder
	case to == from || to == path.Dir(from):
		return 0, nil, errSameFolder
	case within(to, from):
		return 0, nil, errFolderInside
	}
	j.From, j.To = from, path.Join(to, path.Base(from))
	return a.startJob(j)
}

// RenameFolder queues the renaming of a folder.
func (a *api) RenameFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.renameFolder))
}

func (a *api) renameFolder(req server.RenameFolderRequest) (int, any, error) {
	from := folderPath(req.FolderPath)
	name := names.FolderName(req.NewFolderName)
	to := path.Join(path.Dir(from), name)
	switch {
	case from == "/":
		return 0, nil, invalid("folderPath", "The root has no name")
	case !a.lib.hasFolder(from):
		return 0, nil, errNoFolder
	case isDots(req.NewFolderName) || to == from:
		return 0, nil, invalid("newFolderName", "It must be a name, and not the old one")
	case a.lib.hasFolder(to):
		return 0, nil, errFolderTaken
	}
	j := job{Type: server.BulkJobTypeRENAMEFOLDER, From: from, To: to}
	if value(req.PurgeCache, false) {
		id, err := a.purge()
		if err != nil {
			return 0, nil, err
		}
		j.PurgeID = id
	}
	return a.startJob(j)
}

// model is a job as clients see it, for whom it is completed only if it has been seen pending.
func (j job) model() server.BulkJob {
	status := server.BulkJobStatusPending
	if j.Done && j.Asked {
		status = server.BulkJobStatusCompleted
	}
	return server.BulkJob{JobID: &j.ID, Type: &j.Type, Status: &status, PurgeRequestID: j.PurgeID}
}

// GetBulkJobStatus tells how far a job is.
func (a *api) GetBulkJobStatus(w http.ResponseWriter, r *http.Request, jobID string) {
	a.answer(w, r)(a.jobStatus(jobID))
}

func (a *api) jobStatus(id string) (int, any, error) {
	var answer server.BulkJob
	_, err := a.jobs.Change(id, func(j job) (job, error) {
		answer = j.model()
		j.Asked = true
		return j, nil
	})
	return http.StatusOK, answer, err
}
