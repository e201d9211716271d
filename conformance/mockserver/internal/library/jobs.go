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
//
// Assumed: a folder can be copied into a folder that lies in it. The service documents a refusal for moves only.
func (l *Library) CopyFolder(source, destination string, versions bool) (id string, err error) {
	return l.toOtherFolder(Job{Type: JobCopyFolder, Versions: versions}, source, destination)
}

// MoveFolder queues the moving of a folder into another one, and returns the id of the job.
func (l *Library) MoveFolder(source, destination string) (id string, err error) {
	return l.toOtherFolder(Job{Type: JobMoveFolder}, source, destination)
}

// toOtherFolder starts a job that brings a folder into another one.
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

// RenameFolder queues the renaming of a folder and, if that is asked for, a purge. It returns the id of the job. The
// folder itself is in the way of its present name: unlike for files, the service has no error of its own for that.
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

// startJob queues a job, unless check or a job that is running has something against it. The first status of the job is
// pending even if it is due at once, so that clients which wait for jobs are tested.
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

// checkLocks fails if one of the jobs is running on a folder of this one.
//
// Assumed: a job locks the folder that it copies, moves or renames, the folder that this becomes, and all folders in
// them and above them.
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

// overlap reports whether two folders are the same, or one lies in the other.
func overlap(x, y string) bool { return x == y || within(x, y) || within(y, x) }

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
