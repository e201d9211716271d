package imagekit

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/internal/names"
)

// WithRepeatableUploads lets the client find out whether an upload whose connection was lost was carried out, and
// repeat it if not, also if the service is to make its name unique (UseUniqueFileName is not false): the client makes
// the name unique instead (coffee_5RT2XK7QJAZD.png for coffee.png), and has the service refuse a second file of that
// name. There is never more than one file. Without this option, such an upload is not repeated once its body is sent,
// but fails with [ErrUploadOutcomeUnknown]. Uploads with UseUniqueFileName false do not need it.
//
// The price: names look a little different, and after a failure there is a search by listFiles, which counts as a read.
// An upload that is found that way has the result that a list has, without what ResponseFields asks for, and
// [WithResponse] describes the attempt that failed.
func WithRepeatableUploads() Option {
	return func(c *config) error {
		c.repeatableUploads = true
		return nil
	}
}

// uploadRecovery finds out whether an upload that failed was carried out.
//
// The service has rules that allow it. If the client names the file, and useUniqueFileName and overwriteFile are both
// false, a repetition either is the first upload to arrive or is rejected, and what is at the path is this upload. If
// the user of the client names the path, an upload to it can at worst make a second version of the same file. An upload
// that carries its own credentials has a token that works once.
type uploadRecovery struct {
	folder, name string
	clientNamed  bool          // the client made the name unique: nobody else knows the path
	serverNamed  bool          // the service makes the name unique: no file can be told to be the upload's
	singleUse    bool          // the service accepts the request once only, so it can be repeated without a look
	neverLook    bool          // the call is made once, and its user accepts an unknown outcome
	result       *UploadResult // where to put what is found
	list         listUploads
	now          func() time.Time

	fileSize       int64      // of the last attempt, -1 if unknown
	earlyAnswer    bool       // a success came before the whole file was sent: what is there is not the file
	firstAmbiguous time.Time  // when the first attempt began that may have been carried out; zero if none was
	lastChange     *time.Time // of the file at the path, as the first look saw it; the zero time if there was none
}

// listUploads returns the files of a name in a folder, and the time by the clock of the service, zero if it is unknown.
type listUploads func(ctx context.Context, folder, name string) (files []uploadedFile, now time.Time, err error)

// uploadedFile is a file as listFiles describes it.
type uploadedFile struct {
	UploadResult
	Thumbnail string    `json:"thumbnail"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// newUploadRecovery returns the recovery of an upload. If the upload is to be repeatable, it makes the name unique in
// place of the service.
func (r *run) newUploadRecovery() *uploadRecovery {
	form, givenName := r.call.Form(), r.options.uniqueName
	fields := form.Fields()
	storedFolder, storedName := names.Folder, names.File
	if r.call.Operation == "uploadV2" {
		storedFolder, storedName = names.KeptFolder, names.KeptName
	}
	u := &uploadRecovery{
		folder: storedFolder(fields["folder"]), singleUse: r.call.SelfAuthorized,
		list: r.listUploads, now: r.config.now, fileSize: -1,
	}
	u.result, _ = r.call.Result.(*UploadResult)
	if fields["useUniqueFileName"] != "false" && !u.singleUse {
		u.clientNamed = r.config.repeatableUploads || givenName != ""
		u.serverNamed = !u.clientNamed
	}
	if u.clientNamed {
		form.Set("fileName", cmp.Or(givenName, uniqueName(fields["fileName"])))
		form.Set("useUniqueFileName", "false")
		form.Set("overwriteFile", "false")
	}
	u.name = storedName(form.Fields()["fileName"])
	u.neverLook = r.policy.MaxAttempts == 1 && !u.clientNamed && !r.options.resumed
	return u
}

// uniqueName returns coffee_5RT2XK7QJAZD.png for coffee.png, like the names that the service makes unique.
func uniqueName(name string) string {
	extension := path.Ext(name)
	return strings.TrimSuffix(name, extension) + "_" + rand.Text()[:12] + extension
}

// listUploads asks the service.
func (r *run) listUploads(ctx context.Context, folder, name string) ([]uploadedFile, time.Time, error) {
	var files []uploadedFile
	var response Response
	params := &ListFilesParams{Path: &folder, Name: &name, Type: new(AssetTypeFilterFile)}
	withHeader := func(o *requestOptions) { o.header = r.options.header }
	_, err := (&Client{engine: r.engine}).ListFiles(ctx, params,
		into(&files), WithResponse(&response), WithRetry(r.policy), withHeader)
	if err != nil {
		return nil, time.Time{}, err
	}
	now, _ := http.ParseTime(response.Header.Get("Date")) // zero if there is none
	return files, now, nil
}

// fileSent tells how many bytes the file of an attempt had, -1 if that is unknown.
func (u *uploadRecovery) fileSent(size int64) { u.fileSize = size }

// answeredEarly tells that a success came before the whole file was sent.
func (u *uploadRecovery) answeredEarly() { u.earlyAnswer = true }

// attemptFailed tells when an attempt began and what became of it.
func (u *uploadRecovery) attemptFailed(began time.Time, o outcome) {
	if !o.isCertain() && u.firstAmbiguous.IsZero() {
		u.firstAmbiguous = began
	}
}

// wasUploaded looks for the file at its path. If an attempt to upload it was carried out, found is true, and the result
// is that of the upload. If known is false, that cannot be found out, or err is why looking failed.
func (u *uploadRecovery) wasUploaded(ctx context.Context) (found, known bool, err error) {
	if u.singleUse || u.serverNamed || u.earlyAnswer || u.neverLook {
		return false, u.singleUse, nil
	}
	elapsed := u.now().Sub(u.firstAmbiguous)
	files, now, err := u.list(ctx, u.folder, u.name)
	if err != nil {
		return false, false, err
	}
	var lastChange time.Time
	for _, f := range files {
		if f.FilePath != path.Join(u.folder, u.name) {
			continue // of a server that ignores what it is asked
		}
		if u.isUpload(f, now, elapsed) {
			return u.accept(f), true, nil
		}
		lastChange = f.UpdatedAt
	}
	u.lastChange = cmp.Or(u.lastChange, &lastChange)
	return false, true, nil
}

// clockStep is the precision of the Date header, by which the clock of the service is read.
const clockStep = time.Second

// isUpload reports whether a file at the path of the upload is the upload: whether the file has its size and has
// changed since an earlier look, or since the upload began, which was at least elapsed before now by the clock of the
// service. In doubt it is not: to take for the upload what was there before would lose the file that is uploaded, and a
// repetition only makes one more version of it.
func (u *uploadRecovery) isUpload(f uploadedFile, now time.Time, elapsed time.Duration) bool {
	switch {
	case u.clientNamed:
		return true
	case u.fileSize >= 0 && f.Size != u.fileSize, u.firstAmbiguous.IsZero():
		return false // another file, or no attempt of this call can have been carried out
	}
	hasChangedSince := !now.IsZero() && f.UpdatedAt.After(now.Add(clockStep-elapsed))
	return hasChangedSince || u.lastChange != nil && f.UpdatedAt.After(*u.lastChange)
}

// accept makes a file the result of the upload.
func (u *uploadRecovery) accept(f uploadedFile) bool {
	if u.result == nil {
		return false
	}
	*u.result = f.UploadResult
	u.result.ThumbnailURL = cmp.Or(f.ThumbnailURL, f.Thumbnail)
	return true
}
