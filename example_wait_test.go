package imagekit_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func ExampleClient_WaitForBulkJob() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	uploaded(ctx, ik, "coffee.txt") // in the folder /menu

	started, err := ik.CopyFolder(ctx, imagekit.CopyFolderRequest{
		SourceFolderPath: "/menu", DestinationPath: "/backup",
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	job, err := ik.WaitForBulkJob(ctx, started.JobID, imagekit.WaitOptions{Interval: 10 * time.Millisecond})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(job.Type, job.Status)
	// Output: COPY_FOLDER Completed
}

func ExampleClient_WaitForPurge() {
	srv, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	ik, err := srv.Client()
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	purge, err := ik.PurgeCache(ctx, imagekit.PurgeCacheRequest{URL: srv.URLEndpoint() + "/menu/coffee.png*"})
	if err != nil {
		log.Fatal(err)
	}
	err = ik.WaitForPurge(ctx, purge.RequestID, imagekit.WaitOptions{Interval: 10 * time.Millisecond})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("purged")
	// Output: purged
}

// A video with a pre-transformation is accepted at once and stored later.
func ExampleClient_WaitForUpload() {
	ik, end := mock()
	defer end()
	ctx := context.Background()

	start := time.Now()
	accepted, err := ik.Upload(ctx, imagekit.UploadRequest{
		File:              imagekit.FromBytes(emptyVideo),
		FileName:          "intro.mp4",
		Folder:            new("/videos"),
		UseUniqueFileName: new(false),
		Transformation:    &imagekit.UploadTransformation{Pre: new("w-640")},
	})
	if err != nil {
		log.Fatal(err)
	}
	if accepted.FileID == "" {
		options := imagekit.WaitOptions{Interval: 10 * time.Millisecond}
		file, err := ik.WaitForUpload(ctx, "/videos/intro.mp4", start, options)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(file.FilePath, file.Size)
	}
	// Output: /videos/intro.mp4 24
}

// emptyVideo is an MP4 file without frames.
var emptyVideo = []byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42")
