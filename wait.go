package imagekit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/internal/names"
)

// WaitOptions configures how often [Client.WaitForBulkJob], [Client.WaitForPurge] and [Client.WaitForUpload] ask the
// service. The first request is made at once. The time between two requests is Interval at first, doubles each time,
// and is at most MaxInterval. With the zero value, the times are 1, 2, 4 and 8 seconds, and then always 15 seconds.
type WaitOptions struct {
	Interval    time.Duration // 1 second if it is 0 or less
	MaxInterval time.Duration // 15 seconds if it is 0 or less, but at least Interval
}

const (
	defaultWaitInterval    = time.Second
	defaultMaxWaitInterval = 15 * time.Second
)

// intervals yields the times between two requests.
func (o WaitOptions) intervals(yield func(time.Duration) bool) {
	interval, longest := o.Interval, o.MaxInterval
	if interval <= 0 {
		interval = defaultWaitInterval
	}
	if longest <= 0 {
		longest = defaultMaxWaitInterval
	}
	longest = max(longest, interval)
	for yield(interval) {
		interval += min(interval, longest-interval) // 2*interval could overflow
	}
}

// ErrJobFailed is the error of [Client.WaitForBulkJob] and [Client.WaitForPurge] if the service reports the status
// Failed.
var ErrJobFailed = errors.New("the service reports that the job failed")

// WaitError is the error of a Wait method that ended before the job was done or the upload was stored.
//
//	job, err := ik.WaitForBulkJob(ctx, jobID, imagekit.WaitOptions{})
//	if e, ok := errors.AsType[*imagekit.WaitError](err); ok && errors.Is(err, context.DeadlineExceeded) {
//		log.Printf("job %s still has the status %s after %v", e.ID, e.Status, e.Elapsed)
//	}
type WaitError struct {
	Subject string        // "bulk job", "purge" or "upload"
	ID      string        // id of the job or of the purge, or path of the upload
	Status  string        // last status that the service reported; empty if there was none, and for uploads
	Checks  int           // how often the method asked the service
	Elapsed time.Duration // since the Wait method was called
	// Err is the reason why the method ended: the error of the context, [ErrJobFailed], or the error of a request,
	// usually an [*Error].
	Err error
}

// Error returns a one-line description: the subject and its id, why the wait ended, the last status, and how long the
// wait was.
func (e *WaitError) Error() string {
	status := ""
	if e.Status != "" {
		status = fmt.Sprintf("status %.100q after ", e.Status)
	}
	return fmt.Sprintf("imagekit: waiting for %s %q: %v (%s%d checks in %v)",
		e.Subject, e.ID, e.Err, status, e.Checks, e.Elapsed.Round(time.Millisecond))
}

// Unwrap returns Err.
func (e *WaitError) Unwrap() error { return e.Err }

// WaitForBulkJob waits until a folder has been copied, moved or renamed, and returns the completed job. jobID comes
// from [Client.CopyFolder], [Client.MoveFolder] or [Client.RenameFolder].
//
//	started, err := ik.CopyFolder(ctx, imagekit.CopyFolderRequest{
//		SourceFolderPath: "/menu", DestinationPath: "/backup",
//	})
//	if err != nil {
//		return err
//	}
//	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
//	defer cancel()
//	job, err := ik.WaitForBulkJob(ctx, started.JobID, imagekit.WaitOptions{})
//
// It calls [Client.GetBulkJobStatus] at the intervals of o; opts apply to each request. The requests count as reads for
// the client's rate limit, and are repeated after failures like every call. Only ctx limits the time of the wait.
//
// Every error is a [*WaitError] with the last known status. It is returned when ctx ends, when a request fails, for
// example with [ErrNotFound], and with [ErrJobFailed] when the status is Failed. If the status is unknown, the method
// continues to wait.
//
// If a folder was renamed with PurgeCache, the PurgeRequestID of the job is the id of a purge that can still be
// pending; see [Client.WaitForPurge]. If the purge could not be started, the job has the status Partial success, and
// Message contains the reason. This is not an error, because the folder has its new name.
func (c *Client) WaitForBulkJob(
	ctx context.Context, jobID string, o WaitOptions, opts ...RequestOption,
) (*BulkJob, error) {
	var job *BulkJob
	err := waitFor(ctx, "bulk job", jobID, o, func() (status string, done bool, err error) {
		job, err = c.GetBulkJobStatus(ctx, jobID, opts...)
		if err != nil {
			return "", false, err
		}
		done, err = isCompleted(string(job.Status))
		done = done || strings.EqualFold(string(job.Status), string(BulkJobStatusPartialSuccess))
		return string(job.Status), done, err
	})
	if err != nil {
		return nil, err
	}
	return job, nil
}

// WaitForPurge waits until a purge of the CDN cache is completed. requestID comes from [Client.PurgeCache],
// [Client.RenameFile] or [Client.WaitForBulkJob].
//
//	purge, err := ik.PurgeCache(ctx, imagekit.PurgeCacheRequest{URL: "https://ik.imagekit.io/demo/menu/coffee.png*"})
//	if err != nil {
//		return err
//	}
//	err = ik.WaitForPurge(ctx, purge.RequestID, imagekit.WaitOptions{})
//
// It calls [Client.GetPurgeCacheStatus], and otherwise works like [Client.WaitForBulkJob]: opts apply to each request,
// every error is a [*WaitError], and only ctx limits the time of the wait.
func (c *Client) WaitForPurge(ctx context.Context, requestID string, o WaitOptions, opts ...RequestOption) error {
	return waitFor(ctx, "purge", requestID, o, func() (status string, done bool, err error) {
		purge, err := c.GetPurgeCacheStatus(ctx, requestID, opts...)
		if err != nil {
			return "", false, err
		}
		done, err = isCompleted(string(purge.Status))
		return string(purge.Status), done, err
	})
}

// isCompleted reports whether a job or purge with a status is completed. It returns [ErrJobFailed] if it has failed.
func isCompleted(status string) (bool, error) {
	if strings.EqualFold(status, "Failed") {
		return false, ErrJobFailed
	}
	return strings.EqualFold(status, string(BulkJobStatusCompleted)), nil
}

// WaitForUpload waits until the file of an upload is at filePath, and returns the file. It is for uploads that the
// service has accepted but not stored yet: it accepts an upload with status 202 and an empty FileID if a
// pre-transformation must run first, as for videos.
//
//	start := time.Now()
//	uploaded, err := ik.Upload(ctx, imagekit.UploadRequest{
//		File:              imagekit.FromPath("intro.mp4"),
//		FileName:          "intro.mp4",
//		Folder:            new("/videos"),
//		UseUniqueFileName: new(false),
//		Transformation:    &imagekit.UploadTransformation{Pre: new("w-640")},
//	})
//	if err != nil {
//		return err
//	}
//	if uploaded.FileID == "" {
//		file, err := ik.WaitForUpload(ctx, "/videos/intro.mp4", start, imagekit.WaitOptions{})
//		// ...
//	}
//
// filePath is the folder and the file name of the request. UseUniqueFileName must have been false, because the service
// otherwise changes the name. Characters that the service replaces in names can be given as they were in the request.
// An empty path is an [*ArgumentError].
//
// since is a time before the upload began, by the client's clock ([WithClock], or the clock of the machine). A file at
// the path that was last changed before that time is an older version, and the method continues to wait. Differences
// between the client's clock and that of the service are corrected, but a version that was changed in the second before
// since can be mistaken for the upload. The zero time accepts any file at the path.
//
// It calls [Client.ListFiles], and otherwise works like [Client.WaitForBulkJob]: opts apply to each request, every
// other error is a [*WaitError], and only ctx limits the time of the wait. It cannot detect that a pre-transformation
// failed. The webhook events upload.pre-transform.success and upload.pre-transform.error report success and failure,
// also for unique names, and identify the upload by its request id; see [Client.WebhookHandler].
func (c *Client) WaitForUpload(
	ctx context.Context, filePath string, since time.Time, o WaitOptions, opts ...RequestOption,
) (*File, error) {
	folder, name := path.Split(path.Clean("/" + filePath))
	if name == "" {
		reason := fmt.Sprintf("must be the path of a file, not %q", filePath)
		return nil, &ArgumentError{Operation: "waitForUpload", Argument: "filePath", Reason: reason}
	}
	var file *File
	err := waitFor(ctx, "upload", filePath, o, func() (status string, done bool, err error) {
		// Version 2 of the upload API keeps names, version 1 replaces characters.
		for _, stored := range slices.Compact([][2]string{
			{names.KeptFolder(folder), names.KeptName(name)}, {names.Folder(folder), names.File(name)},
		}) {
			file, err = c.findFile(ctx, stored[0], stored[1], since, opts)
			if file != nil || err != nil {
				break
			}
		}
		return "", file != nil, err
	})
	return file, err
}

// findFile returns the file at a path if it was last changed at the time since or later, or else nil.
func (c *Client) findFile(
	ctx context.Context, folder, name string, since time.Time, opts []RequestOption,
) (*File, error) {
	var files []File
	var now time.Time
	params := &ListFilesParams{Path: &folder, Name: &name, Type: new(AssetTypeFilterFile)}
	_, err := c.ListFiles(ctx, params, append(slices.Clip(opts), into(&files), serverTime(&now))...)
	if err != nil {
		return nil, err
	}
	if !since.IsZero() && !now.IsZero() {
		since = now.Add(-c.config.now().Sub(since)) // by the clock of the service
	}
	for _, f := range files {
		if f.FilePath == path.Join(folder, name) && !f.UpdatedAt.Before(since) {
			return &f, nil
		}
	}
	return nil, nil
}

// serverTime stores the time of the response by the clock of the service in now, or the zero time if the response does
// not contain it. Earlier options still get the response.
func serverTime(now *time.Time) RequestOption {
	return func(o *requestOptions) {
		onResponse := o.onResponse
		o.onResponse = func(response *http.Response, body []byte) {
			*now, _ = http.ParseTime(response.Header.Get("Date"))
			if onResponse != nil {
				onResponse(response, body)
			}
		}
	}
}

// waitFor calls check until it is done, fails, or ctx ends. status can be empty.
func waitFor(
	ctx context.Context, subject, id string, o WaitOptions, check func() (status string, done bool, err error),
) error {
	start := time.Now()
	e := &WaitError{Subject: subject, ID: id}
	for interval := range o.intervals {
		status, done, err := check()
		e.Checks++
		if status != "" {
			e.Status = status
		}
		if done {
			return nil
		}
		if err == nil && sleep(ctx, interval) {
			continue
		}
		if err == nil {
			err = endOf(ctx)
		}
		e.Err = err
		break
	}
	e.Elapsed = time.Since(start)
	return e
}
