package library

import (
	"path"

	"github.com/openimagekit/imagekit/internal/names"
)

// Completed reports whether clients see the job as completed: it has run, and a client has seen it as pending.
func (j Job) Completed() bool { return j.Done && j.Asked }

// AskForJob returns a job and records that a client has asked for its status.
func (l *Library) AskForJob(id string) (asked Job, err error) {
	_, err = l.jobs.Change(id, func(j Job) (Job, error) {
		asked = j
		j.Asked = true
		return j, nil
	})
	return asked, err
}

// CopyFolder queues the copying of a folder into another one, and returns the id of the job.
//
// Assumed: a folder can be copied into one of its own subfolders. The service documents an error only for moves.
func (l *Library) CopyFolder(source, destination string, versions bool) (id string, err error) {
	return l.toOtherFolder(Job{Type: JobCopyFolder, Versions: versions}, source, destination)
}

// MoveFolder queues the moving of a folder into another one, and returns the id of the job.
func (l *Library) MoveFolder(source, destination string) (id string, err error) {
	return l.toOtherFolder(Job{Type: JobMoveFolder}, source, destination)
}

// toOtherFolder queues a job that copies or moves a folder into another one.
func (l *Library) toOtherFolder(j Job, source, destination string) (id string, err error) {
	from, to := folderPath(source), names.Folder(destination)
	if err := checkDepth("destinationPath", to); err != nil {
		return "", err
	}
	j.From, j.To = from, path.Join(to, path.Base(from))
	return l.startJob(j, false, func(t *tx) error {
		switch {
		case from == "/":
			return ErrSourceFolderIsRoot
		case hasDotSegment(destination):
			return ErrFolderName
		case t.folders[from] == nil:
			return about(ErrSourceFolderMissing, source)
		case to == from || to == path.Dir(from):
			return ErrFolderSamePath
		case j.Type == JobMoveFolder && within(to, from):
			return ErrFolderInsideItself
		}
		return t.checkAssets(from)
	})
}

// RenameFolder queues the renaming of a folder and, if purge is set, a purge. It returns the id of the job. If the new
// name is the present one, it fails with [ErrFolderAlreadyExists]: unlike for files, the service has no special error
// for this.
func (l *Library) RenameFolder(folder, newName string, purge bool) (id string, err error) {
	from := folderPath(folder)
	to := path.Join(path.Dir(from), names.FolderName(newName))
	return l.startJob(Job{Type: JobRenameFolder, From: from, To: to}, purge, func(t *tx) error {
		switch {
		case from == "/":
			return ErrFolderIsRoot
		case hasDotSegment(newName):
			return ErrFolderName
		case t.folders[from] == nil:
			return about(ErrFolderNotFound, folder)
		case t.folders[to] != nil:
			return about(ErrFolderAlreadyExists, newName)
		}
		return nil
	})
}

// startJob queues a job, unless check fails or a running job locks one of its folders. Clients see the job as pending
// at first even if it is due at once, so that clients which wait for jobs are tested.
func (l *Library) startJob(j Job, purge bool, check func(*tx) error) (id string, err error) {
	err = l.update(func(t *tx) error {
		if err := firstError(check(t), j.checkLocks(t.jobs.List())); err != nil {
			return err
		}
		j.ID, j.Started, j.Due = t.NewID(), t.Now(), t.due()
		if purge {
			j.PurgeID, j.PurgeFailed = t.tryPurge()
		}
		t.addJob(j)
		return nil
	})
	if err != nil {
		return "", err
	}
	l.RunDue()
	return j.ID, nil
}

// checkLocks returns an error if a running job locks a folder of j.
//
// Assumed: a job locks the folder that it copies, moves or renames, the folder that results from it, and all folders
// inside and above these two.
func (j Job) checkLocks(jobs []Job) error {
	for _, other := range jobs {
		switch {
		case other.Done:
		case overlap(j.From, other.From) || overlap(j.From, other.To):
			return ErrFolderLocked
		case overlap(j.To, other.From) || overlap(j.To, other.To):
			return ErrDestinationLocked
		}
	}
	return nil
}

// overlap reports whether two folders are the same or one is inside the other.
func overlap(x, y string) bool { return x == y || within(x, y) || within(y, x) }

// RunDue runs the jobs that are due. Callers call it before they read the library, so that no timer is needed.
func (l *Library) RunDue() {
	for _, id := range l.dueJobs() {
		err := l.update(func(t *tx) error {
			j, err := l.jobs.LookUp(id)
			if err != nil || j.Done {
				return err // another call has run or deleted the job
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

// dueJobs returns the ids of the jobs that are due, in the order in which they were queued. If more than maxWaitingJobs
// wait, the oldest ones are due early.
func (l *Library) dueJobs() (ids []string) {
	waiting := l.waitingJobs()
	for i, j := range waiting {
		if l.isDue(j.Started, j.Due) || i < len(waiting)-maxWaitingJobs {
			ids = append(ids, j.ID)
		}
	}
	return ids
}
