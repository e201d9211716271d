package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// CreateFolder creates a folder and those above it.
//
// Assumed: the body of the answer is {}, which clients have to accept as they have to accept none.
func (a *api) CreateFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.CreateFolderRequest) (int, any, error) {
		return http.StatusCreated, struct{}{}, a.lib.CreateFolder(req.ParentFolderPath, req.FolderName, isV2(r))
	}))
}

// DeleteFolder deletes a folder with everything in it.
func (a *api) DeleteFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.DeleteFolderRequest) (int, any, error) {
		return http.StatusNoContent, nil, a.lib.DeleteFolder(req.FolderPath)
	}))
}

// CopyFolder queues the copying of a folder.
func (a *api) CopyFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.CopyFolderRequest) (int, any, error) {
		versions := value(req.IncludeVersions, false)
		return startedJob(a.lib.CopyFolder(req.SourceFolderPath, req.DestinationPath, versions))
	}))
}

// MoveFolder queues the moving of a folder.
func (a *api) MoveFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.MoveFolderRequest) (int, any, error) {
		return startedJob(a.lib.MoveFolder(req.SourceFolderPath, req.DestinationPath))
	}))
}

// RenameFolder queues the renaming of a folder.
func (a *api) RenameFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.RenameFolderRequest) (int, any, error) {
		return startedJob(a.lib.RenameFolder(req.FolderPath, req.NewFolderName, value(req.PurgeCache, false)))
	}))
}

// startedJob is the answer to a request that queues a job.
func startedJob(id string, err error) (int, any, error) {
	return http.StatusOK, server.FolderJob{JobID: id}, err
}

// GetBulkJobStatus tells how far a job is.
func (a *api) GetBulkJobStatus(w http.ResponseWriter, r *http.Request, jobID string) {
	j, err := a.lib.AskForJob(jobID)
	a.answer(w, r)(http.StatusOK, jobModel(j), err)
}

func jobModel(j library.Job) server.BulkJob {
	status := server.BulkJobStatusPending
	if j.Completed() {
		status = server.BulkJobStatusCompleted
	}
	return server.BulkJob{
		JobID: &j.ID, Type: new(server.BulkJobType(j.Type)), Status: &status, PurgeRequestID: textIfAny(j.PurgeID),
	}
}
