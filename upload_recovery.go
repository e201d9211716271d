package imagekit

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/gen"
	"github.com/openimagekit/imagekit/internal/names"
	"github.com/openimagekit/imagekit/internal/rest"
)

// WithRepeatableUploads lets the client find out what became of an upload whose connection was lost, and repeat it,
// also if the service is to make its name unique: the client makes it unique instead (coffee_5RT2XK7QJAZD.png for
// coffee.png), and has the service refuse a second file of that name. There is never more than one file. Without this
// option such an upload is not repeated once its body is sent, but fails with [ErrUploadOutcomeUnknown]. Uploads with
// UseUniqueFileName false do not need it.
//
// The price: names look a little different, and after a failure there is a search by listFiles, which counts as a read.
// An upload that is found that way has the result that a list has, without what ResponseFields asks for, and
// [WithResponse] tells of the attempt that failed.
func WithRepeatableUploads() Option {
	return func(c *config) error {
		c.repeatableUploads = true
		return nil
	}
}

// uploadPlan is how to find out what became of an upload.
//
// The service has rules that allow it. If the client makes the name unique, and useUniqueFileName and overwriteFile are
// both false, a repetition either is the first upload to arrive, or is refused, and what is found at the path is this
// upload. If the caller names the path, an upload onto it can at worst make a second version of the same file. An
// upload with credentials of its own has a token that works once.
type uploadPlan struct {
	folder, name string
	ours         bool // nobody else knows the path
	token        bool // the service accepts the request once only
	blind        bool // the service makes the name unique: there is no telling which file is the upload's
}

// planUpload makes the name unique in the service's stead, if the upload is to be repeatable.
func planUpload(call *rest.Call, repeatable bool, o *rest.Options) *uploadPlan {
	form := call.Form()
	fields := form.Fields()
	plan := &uploadPlan{folder: names.Folder(fields["folder"]), token: call.SelfAuthorized}
	if fields["useUniqueFileName"] != "false" && !plan.token {
		plan.ours = repeatable || o.UniqueName != ""
		plan.blind = !plan.ours
	}
	if plan.ours {
		form.Set("fileName", cmp.Or(o.UniqueName, uniqueName(fields["fileName"])))
		form.Set("useUniqueFileName", "false")
		form.Set("overwriteFile", "false")
	}
	plan.name = names.File(form.Fields()["fileName"])
	return plan
}

// uniqueName is coffee_x1Y2z3A4b.png for coffee.png, like the names that the service makes unique.
func uniqueName(name string) string {
	extension := path.Ext(name)
	return strings.TrimSuffix(name, extension) + "_" + rand.Text()[:12] + extension
}

// look finds out whether an attempt to upload was carried out. If it was, its result is the call's. ok is false if that
// cannot be found out.
func (r *run) look(ctx context.Context) (found, ok bool) {
	isOnce := r.policy.MaxAttempts == 1 && !r.plan.ours && !r.options.Resumed // nobody wants to know
	if r.plan.token || r.plan.blind || isOnce {
		return false, r.plan.token // with a token there is no need to know
	}
	var files []struct {
		gen.UploadResult
		Thumbnail string    `json:"thumbnail"`
		UpdatedAt time.Time `json:"updatedAt"`
	}
	var response Response
	elapsed := r.config.now().Sub(r.doubt)
	_, err := gen.NewClient(r.engine).ListFiles(ctx, &ListFilesParams{Path: &r.plan.folder, Name: &r.plan.name, Type: new(ListTypeFile)},
		into(&files), WithResponse(&response), WithRetry(r.policy), func(o *rest.Options) { o.Header = r.options.Header })
	if err != nil {
		if r.failed != nil && ctx.Err() == nil {
			r.failed.note = "looking for the file failed: " + err.Error()
		}
		return false, false
	}
	var latest time.Time
	for _, f := range files {
		if f.FilePath != path.Join(r.plan.folder, r.plan.name) {
			continue // of a server that ignores what it is asked
		}
		hasItsSize := r.sent < 0 || f.Size == r.sent
		if r.plan.ours || hasItsSize && r.isNew(f.UpdatedAt, response.Header, elapsed) {
			f.ThumbnailURL = cmp.Or(f.ThumbnailURL, f.Thumbnail)
			return r.accept(f.UploadResult), true
		}
		latest = f.UpdatedAt
	}
	r.before = cmp.Or(r.before, &latest)
	return false, true
}

// clockStep is the precision of the Date header.
const clockStep = time.Second

// isNew reports whether a file at the path of the upload has changed since the upload began: since an earlier look-up,
// or by the service's own clock, by which it began at least elapsed before what the header says. In doubt it has not:
// to take for the upload what was there before would lose the file that the caller has, and a repetition makes but one
// more version of it.
func (r *run) isNew(updatedAt time.Time, header http.Header, elapsed time.Duration) bool {
	if r.doubt.IsZero() {
		return false // no attempt of this run can have been carried out
	}
	now, err := http.ParseTime(header.Get("Date"))
	began := now.Add(clockStep - elapsed)
	return err == nil && updatedAt.After(began) || r.before != nil && updatedAt.After(*r.before)
}

// accept makes what was found the result of the call.
func (r *run) accept(result gen.UploadResult) bool {
	target, ok := r.call.Result.(*gen.UploadResult)
	if ok {
		*target = result
	}
	return ok
}
