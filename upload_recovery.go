package imagekit

import (
	"cmp"
	"context"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/internal/names"
)

// uploadRecovery finds out whether an upload that failed was carried out.
//
// The service has rules that allow it. What is at the path of an upload with a key is that upload, because nobody else
// uses the path, and the service refuses a second file. An upload to a path that the caller names can at worst make a
// second version of the same file. An upload that carries its own credentials has a token that works once. If the
// service makes the name unique, no file can be told to be the upload's.
type uploadRecovery struct {
	folder, name string
	isKeyed      bool
	ignoresSize  bool          // the stored file is the upload, or is not, whatever its size
	singleUse    bool          // the service accepts the request once only, so it can be repeated without a look
	neverLook    bool          // no look can find the file, or the call is made once
	result       *UploadResult // where to put what is found
	list         listUploads
	now          func() time.Time

	fileSize       func() int64 // bytes of the file that was sent last, -1 if unknown
	sizes          []int64      // likewise, of the attempts that may have been carried out: a file can change
	earlyAnswer    bool         // a success came before the whole file was sent: what is there is not the file
	reachedService bool         // a connection was lost after the request had begun
	firstAmbiguous time.Time    // when the first attempt began that may have been carried out; zero if none was
	lastChange     *time.Time   // of the file at the path, as the first look saw it; the zero time if there was none
}

// listUploads returns the files of a name in a folder, and the time by the clock of the service, zero if it is unknown.
type listUploads func(ctx context.Context, folder, name string) (files []uploadedFile, now time.Time, err error)

// uploadedFile is a file as listFiles describes it.
type uploadedFile struct {
	UploadResult
	Thumbnail  string    `json:"thumbnail"`
	UpdatedAt  time.Time `json:"updatedAt"`
	StoredSize *int64    `json:"size"` // nil if the list does not have it
}

// newUploadRecovery returns the recovery of the upload. makesUnique says that the service makes its name unique.
func (r *run) newUploadRecovery(makesUnique bool) *uploadRecovery {
	fields := r.call.Form().Fields()
	storedFolder, storedName := names.Folder, names.File
	if r.call.Operation == "uploadV2" {
		storedFolder, storedName = names.KeptFolder, names.KeptName
	}
	isKeyed := r.class == classKeyedUpload
	isRandom := isKeyed && r.options.uploadKey == "" // then nobody else can have stored a file at the path
	u := &uploadRecovery{
		folder: storedFolder(fields["folder"]), name: storedName(fields["fileName"]),
		isKeyed: isKeyed, ignoresSize: isRandom || changesFile(fields), singleUse: r.call.SelfAuthorized,
		neverLook: !isKeyed && (makesUnique || r.policy.MaxAttempts == 1),
		list:      r.listUploads, now: r.config.now, fileSize: func() int64 { return -1 },
	}
	u.result, _ = r.call.Result.(*UploadResult)
	return u
}

// listUploads asks the service.
func (r *run) listUploads(ctx context.Context, folder, name string) ([]uploadedFile, time.Time, error) {
	var files []uploadedFile
	var response Response
	params := &ListFilesParams{Path: &folder, SearchQuery: new(`type = "file" AND name = "` + name + `"`)}
	if strings.ContainsAny(name, `"\`) { // which a query would have to quote
		params = &ListFilesParams{Path: &folder, Name: &name, Type: new(AssetTypeFilterFile)}
	}
	withHeader := func(o *requestOptions) {
		o.header = r.options.header.Clone()
		o.header.Del("Expect") // which is about a body
	}
	_, err := (&Client{engine: r.engine}).ListFiles(ctx, params,
		into(&files), WithResponse(&response), WithRetry(r.policy), withHeader)
	if err != nil {
		return nil, time.Time{}, err
	}
	now, _ := http.ParseTime(response.Header.Get("Date")) // zero if there is none
	return files, now, nil
}

// fileSent tells how many bytes the file of an attempt had, -1 if that is unknown.
func (u *uploadRecovery) fileSent(size func() int64) { u.fileSize = size }

// answeredEarly tells that a success came before the whole file was sent.
func (u *uploadRecovery) answeredEarly() { u.earlyAnswer = true }

// attemptFailed tells when an attempt began and what became of it.
func (u *uploadRecovery) attemptFailed(began time.Time, o outcome) {
	if o.isCertain() {
		return
	}
	u.sizes = append(u.sizes, u.fileSize())
	if u.firstAmbiguous.IsZero() {
		u.firstAmbiguous = began
	}
}

// wasUploaded looks for the file at its path. If an attempt to upload it was carried out, found is true, and the result
// is that of the upload. If known is false, that cannot be found out, or err is why looking failed. An error that is an
// [UploadKeyError] says that another file is there.
func (u *uploadRecovery) wasUploaded(ctx context.Context) (found, known bool, err error) {
	if u.singleUse || u.neverLook || u.earlyAnswer {
		return false, u.singleUse, nil
	}
	elapsed := u.now().Sub(u.firstAmbiguous)
	files, now, err := u.list(ctx, u.folder, u.name)
	if err != nil {
		return false, false, err
	}
	var lastChange time.Time
	for _, f := range files {
		switch {
		case f.FileID == "", f.FilePath != path.Join(u.folder, u.name): // of a server that ignores what it is asked
		case u.isKeyed:
			return u.acceptKeyed(f)
		case u.isUpload(f, now, elapsed):
			u.accept(f)
			return true, true, nil
		default:
			lastChange = f.UpdatedAt
		}
	}
	u.lastChange = cmp.Or(u.lastChange, &lastChange)
	return false, true, nil
}

// clockStep is the precision of the Date header, by which the clock of the service is read.
const clockStep = time.Second

// isUpload reports whether a file at a path that the caller names is the upload: whether the file has its
// size and has changed since an earlier look, or since the upload began, which was at least elapsed before now by the
// clock of the service. In doubt it is not: to take for the upload what was there before would lose the file that is
// uploaded, and a repetition only makes one more version of it.
func (u *uploadRecovery) isUpload(f uploadedFile, now time.Time, elapsed time.Duration) bool {
	if !u.hasSize(f) || u.firstAmbiguous.IsZero() {
		return false // another file, or no attempt of this call can have been carried out
	}
	hasChangedSince := !now.IsZero() && f.UpdatedAt.After(now.Add(clockStep-elapsed))
	return hasChangedSince || u.lastChange != nil && f.UpdatedAt.After(*u.lastChange)
}

// hasSize reports whether a file has the size of the upload, as far as both are known.
func (u *uploadRecovery) hasSize(f uploadedFile) bool {
	if u.ignoresSize || f.StoredSize == nil {
		return true
	}
	size := u.fileSize()
	return size < 0 || *f.StoredSize == size || slices.Contains(u.sizes, *f.StoredSize)
}

// acceptKeyed makes the file of a key the result of the upload, unless it is another file.
func (u *uploadRecovery) acceptKeyed(f uploadedFile) (found, known bool, err error) {
	if !u.hasSize(f) {
		return false, true, &UploadKeyError{
			FileID: f.FileID, FilePath: f.FilePath, StoredSize: *f.StoredSize, UploadSize: u.fileSize(),
		}
	}
	u.accept(f)
	return true, true, nil
}

// accept makes a file the result of the upload.
func (u *uploadRecovery) accept(f uploadedFile) {
	*u.result = f.UploadResult
	u.result.ThumbnailURL = cmp.Or(f.ThumbnailURL, f.Thumbnail)
	if f.StoredSize != nil {
		u.result.Size = *f.StoredSize
	}
}
