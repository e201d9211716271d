package library

import (
	"path"

	"github.com/openimagekit/imagekit/internal/names"
)

// Completed reports what clients get: a job is completed only after a client has seen it pending.
func (j Job) Completed() bool { return j.Done && j.Asked }

// AskForJob returns a job to a client that asks for its status, and notes that.
func (l *Library) AskForJob(id string) (told Job, err error) {
	_, err = l.jobs.Change(id, func(j Job) (Job, error) {
		told = j
		j.Asked = true
		return j, nil
	})
	return told, err
}

// CopyFolder queues the copying of a folder into another one, and returns the id of the job.
func (l *Library) CopyFolder(source, destination string, versions bool) (id string, err error) {
	return l.toOtherFolder(Job{Type: JobCopyFolder, Versions: versions}, source, destination)
}

// MoveFolder queues the moving of a folder into another one, and returns the id of the job.
func (l *Library) MoveFolder(source, destination string) (id string, err error) {
	return l.toOtherFolder(Job{Type: JobMoveFolder}, source, destination)
}

// toOtherFolder starts a job that brings a folder into another one.
//
// Assumed: a folder is copied into itself as little as it is moved there.
func (l *Library) toOtherFolder(j Job, source, destination string) (id string, err error) {
	from, to := folderPath(source), names.Folder(destination)
	switch {
	case from == "/":
		return "", ErrSourceFolderIsRoot
	case !l.hasFolder(from):
		return "", ErrSourceFolderMissing
	case to == from || to == path.Dir(from):
		return "", ErrFolderSamePath
	case within(to, from):
		return "", ErrFolderInsideItself
	}
	j.From, j.To = from, path.Join(to, path.Base(from))
	return l.startJob(j)
}

// RenameFolder queues the renaming of a folder and, if that is asked for, a purge. It returns the id of the job.
func (l *Library) RenameFolder(folder, newName string, purge bool) (id string, err error) {
	from := folderPath(folder)
	to := path.Join(path.Dir(from), names.FolderName(newName))
	switch {
	case from == "/":
		return "", invalid("folderPath", "The root has no name")
	case !l.hasFolder(from):
		return "", ErrFolderNotFound
	case isDots(newName) || to == from:
		return "", invalid("newFolderName", "It must be a name, and not the old one")
	case l.hasFolder(to):
		return "", ErrFolderAlreadyExists
	}
	j := Job{Type: JobRenameFolder, From: from, To: to}
	if purge {
		if j.PurgeID, err = l.StartPurge(); err != nil {
			return "", err
		}
	}
	return l.startJob(j)
}

// startJob queues a job. Its first status is pending even if it is due at once, so that clients which wait for jobs are
// tested.
func (l *Library) startJob(j Job) (id string, err error) {
	j.ID, j.Due = l.NewID(), l.due()
	err = l.update(func(t *tx) error {
		t.addJob(j)
		return nil
	})
	if err != nil {
		return "", err
	}
	l.RunDue()
	return j.ID, nil
}

// RunDue runs the jobs that are due. Callers run it before they read the library, so that no timer is needed.
func (l *Library) RunDue() {
	for _, id := range l.dueJobs() {
		err := l.update(func(t *tx) error {
			j, err := l.jobs.LookUp(id)
			if err != nil || j.Done {
				return err // another call was faster
			}
			t.perform(j)
			j.Done = true
			l.jobs.Set(t.Tx, j.ID, j)
			return nil
		})
		if err != nil {
			l.config.Log.Error("a bulk job failed", "job", id, "error", err)
		}
	}
}

// dueJobs returns the ids of the jobs that are to be done, in the order in which they were queued. If too many wait,
// the oldest are due.
func (l *Library) dueJobs() (ids []string) {
	now := l.Now()
	waiting := l.waitingJobs()
	for i, j := range waiting {
		if !j.Due.After(now) || i < len(waiting)-maxWaitingJobs {
			ids = append(ids, j.ID)
		}
	}
	return ids
}
