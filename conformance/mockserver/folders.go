package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// CreateFolder creates a folder, and the folders above it that do not exist.
//
// Contradiction: the response to createFolder has the body {} in the vendor's OpenAPI document, and no body in the
// documentation of 2024. The mock server follows the OpenAPI document.
func (a *api) CreateFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.CreateFolderRequest) (int, any, error) {
		return http.StatusCreated, struct{}{}, a.lib.CreateFolder(req.ParentFolderPath, req.FolderName, isV2(r))
	}))
}

// DeleteFolder deletes a folder with its contents.
func (a *api) DeleteFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.DeleteFolderRequest) (int, any, error) {
		return http.StatusNoContent, nil, a.lib.DeleteFolder(req.FolderPath)
	}))
}

// CopyFolder starts a job that copies a folder.
func (a *api) CopyFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.CopyFolderRequest) (int, any, error) {
		versions := value(req.IncludeVersions, false)
		return startedJob(a.lib.CopyFolder(req.SourceFolderPath, req.DestinationPath, versions))
	}))
}

// MoveFolder starts a job that moves a folder.
func (a *api) MoveFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.MoveFolderRequest) (int, any, error) {
		return startedJob(a.lib.MoveFolder(req.SourceFolderPath, req.DestinationPath))
	}))
}

// RenameFolder starts a job that renames a folder.
func (a *api) RenameFolder(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.RenameFolderRequest) (int, any, error) {
		_, job, err := startedJob(a.lib.RenameFolder(req.FolderPath, req.NewFolderName, value(req.PurgeCache, false)))
		return http.StatusAccepted, job, err
	}))
}

// startedJob returns the response to a request that starts a job.
func startedJob(id string, err error) (int, any, error) {
	return http.StatusOK, server.FolderJob{JobID: id}, err
}

// GetBulkJobStatus responds with the status of a job.
func (a *api) GetBulkJobStatus(w http.ResponseWriter, r *http.Request, jobID string) {
	j, err := a.lib.AskForJob(jobID)
	status := http.StatusOK
	if j.Completed() && j.PurgeFailed {
		status = http.StatusMultiStatus
	}
	a.answer(w, r)(status, jobModel(j), err)
}

func jobModel(j library.Job) server.BulkJob {
	m := server.BulkJob{
		JobID: &j.ID, Type: new(server.BulkJobType(j.Type)), Status: new(server.BulkJobStatusPending),
		PurgeRequestID: textIfAny(j.PurgeID),
	}
	switch {
	case j.Completed() && j.PurgeFailed:
		m.Status = new(server.BulkJobStatusPartialSuccess)
		m.Message = new("Folder renamed successfully but purging cache on nested files failed.")
		m.Help = new(helpText)
	case j.Completed():
		m.Status = new(server.BulkJobStatusCompleted)
	}
	return m
}
