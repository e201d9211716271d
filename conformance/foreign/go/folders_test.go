package sdk

import (
	"context"
	"testing"

	"github.com/imagekit-developer/imagekit-go/v2"
)

// done waits until a folder job is completed, and returns it.
func (s *sdk) done(t *testing.T, id string) (job *imagekit.FolderJobGetResponse) {
	t.Helper()
	completed(t, func(ctx context.Context) (_ string, err error) {
		if job, err = s.Folders.Job.Get(ctx, id); err != nil {
			return "", err
		}
		return string(job.Status), nil
	})
	return job
}

func (s *sdk) movesFolders(t *testing.T) {
	ctx := t.Context()
	call(s.Folders.New(ctx, imagekit.FolderNewParams{FolderName: "menu", ParentFolderPath: folder})).must(t)
	for _, content := range []string{"small", "large"} {
		s.upload(t, "cup.txt", []byte(content), to(folder+"/menu")).must(t)
	}

	copied := call(s.Folders.Copy(ctx, imagekit.FolderCopyParams{
		SourceFolderPath: folder + "/menu", DestinationPath: folder + "/copies", IncludeVersions: imagekit.Bool(true),
	})).must(t)
	equal(t, "job", string(s.done(t, copied.JobID).Type), "COPY_FOLDER")
	copies := *call(s.Assets.List(ctx,
		imagekit.AssetListParams{Path: imagekit.String(folder + "/copies/menu")})).must(t)
	equal(t, "versions of the copy", len(*call(s.Files.Versions.List(ctx, copies[0].FileID)).must(t)), 2)

	moved := call(s.Folders.Move(ctx, imagekit.FolderMoveParams{
		SourceFolderPath: folder + "/menu", DestinationPath: folder + "/moved",
	})).must(t)
	equal(t, "job", string(s.done(t, moved.JobID).Type), "MOVE_FOLDER")
	equal(t, "source", delivered(t, folder+"/menu/cup.txt"), false)
	equal(t, "destination", delivered(t, folder+"/moved/menu/cup.txt"), true)

	renamed := call(s.Folders.Rename(ctx, imagekit.FolderRenameParams{
		FolderPath: folder + "/moved/menu", NewFolderName: "drinks", PurgeCache: imagekit.Bool(true),
	})).must(t)
	job := s.done(t, renamed.JobID)
	equal(t, "job", string(job.Type), "RENAME_FOLDER")
	s.purged(t, job.PurgeRequestID)
	equal(t, "renamed", delivered(t, folder+"/moved/drinks/cup.txt"), true)

	drinks := imagekit.FolderDeleteParams{FolderPath: folder + "/moved/drinks"}
	call(s.Folders.Delete(ctx, drinks, bodiless())).must(t)
	equal(t, "deleted", delivered(t, folder+"/moved/drinks/cup.txt"), false)
	failed := call(s.Folders.Delete(ctx, drinks)).status(t, 404)
	equal(t, "reason", message(t, failed, "reason"), "FOLDER_NOT_FOUND")
	call(s.Folders.Job.Get(ctx, "missing")).status(t, 404)
}
