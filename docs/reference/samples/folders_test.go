package samples_test

import (
	"context"
	"fmt"

	"github.com/openimagekit/imagekit"
)

func createFolder(ctx context.Context, ik *imagekit.Client) error {
	return ik.CreateFolder(ctx, imagekit.CreateFolderRequest{FolderName: "desserts", ParentFolderPath: "/menu"})
}

func deleteFolder(ctx context.Context, ik *imagekit.Client) error {
	return ik.DeleteFolder(ctx, imagekit.DeleteFolderRequest{FolderPath: "/menu/drinks"})
}

func copyFolder(ctx context.Context, ik *imagekit.Client) error {
	job, err := ik.CopyFolder(ctx, imagekit.CopyFolderRequest{
		SourceFolderPath: "/menu/drinks",
		DestinationPath:  "/archive", // the copy is /archive/drinks
		IncludeVersions:  new(true),
	})
	if err != nil {
		return err
	}
	_, err = ik.WaitForBulkJob(ctx, job.JobID, imagekit.WaitOptions{})
	return err
}

func moveFolder(ctx context.Context, ik *imagekit.Client) error {
	job, err := ik.MoveFolder(ctx, imagekit.MoveFolderRequest{
		SourceFolderPath: "/menu/drinks",
		DestinationPath:  "/archive", // the new path is /archive/drinks
	})
	if err != nil {
		return err
	}
	_, err = ik.WaitForBulkJob(ctx, job.JobID, imagekit.WaitOptions{})
	return err
}

func renameFolder(ctx context.Context, ik *imagekit.Client) error {
	job, err := ik.RenameFolder(ctx, imagekit.RenameFolderRequest{
		FolderPath:    "/menu/drinks",
		NewFolderName: "beverages",
		PurgeCache:    new(true), // of the old URLs
	})
	if err != nil {
		return err
	}
	_, err = ik.WaitForBulkJob(ctx, job.JobID, imagekit.WaitOptions{})
	return err
}

func getBulkJobStatus(ctx context.Context, ik *imagekit.Client) error {
	job, err := ik.GetBulkJobStatus(ctx, jobID) // ik.WaitForBulkJob waits until it is completed
	if err != nil {
		return err
	}
	fmt.Println(job.Type, job.Status)
	return nil
}
