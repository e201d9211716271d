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
// It relies on these rules. A file at the path of an upload with a key is the result of that upload, because no other
// upload uses the path, and the service refuses a second file there. Repeating an upload to a path that the caller
// chose creates at worst a second version of the same file. An upload with its own credentials contains a token that
// works once. If the service makes the name unique, the file of the upload cannot be recognised.
type uploadRecovery struct {
	folder, name string
	isKeyed      bool
	// sizes are not compared, because they can differ, or because the path identifies the file
	ignoresSize bool
	singleUse   bool // the service accepts the request only once, so it can be repeated without a search
	// a search cannot find the file, or its result is not needed because the call is not repeated
	skipSearch bool
	result     *UploadResult // where to store the result of the upload
	list       listUploads
	now        func() time.Time

	fileSize       func() int64 // bytes of the file that was sent last, -1 if unknown
	sizes          []int64      // likewise, of the attempts that may have been carried out, because a file can change
	earlySuccess   bool         // a success came before the whole file was sent: the stored file is not the upload
	reachedService bool         // a connection was lost after the request had begun
	firstAmbiguous time.Time    // start of the first attempt that may have been carried out; zero if there is none
	lastChange     *time.Time   // of the file at the path in the first search; the zero time if there was none
}

// listUploads returns the files with a name in a folder, and the time by the clock of the service, which is zero if it
// is unknown.
type listUploads func(ctx context.Context, folder, name string) (files []uploadedFile, now time.Time, err error)

// uploadedFile is a file as listFiles describes it.
type uploadedFile struct {
	UploadResult
	Thumbnail  string    `json:"thumbnail"`
	UpdatedAt  time.Time `json:"updatedAt"`
	StoredSize *int64    `json:"size"` // nil if the list does not contain it
}

// newUploadRecovery returns the recovery of the upload. makesUnique is true if the service makes the file name unique.
func (r *run) newUploadRecovery(makesUnique bool) *uploadRecovery {
	fields := r.call.Form().Fields()
	storedFolder, storedName := names.Folder, names.File
	if r.call.Operation == "uploadV2" {
		storedFolder, storedName = names.KeptFolder, names.KeptName
	}
	isKeyed := r.class == classKeyedUpload
	isRandom := isKeyed && r.options.uploadKey == "" // then no other program can have stored a file at the path
	u := &uploadRecovery{
		folder: storedFolder(fields["folder"]), name: storedName(fields["fileName"]),
		isKeyed: isKeyed, ignoresSize: isRandom || changesFile(fields), singleUse: r.call.SelfAuthorized,
		skipSearch: !isKeyed && (makesUnique || r.policy.MaxAttempts == 1),
		list:       r.listUploads, now: r.config.now, fileSize: func() int64 { return -1 },
	}
	u.result, _ = r.call.Result.(*UploadResult)
	return u
}

// listUploads calls listFiles; see the type listUploads.
func (r *run) listUploads(ctx context.Context, folder, name string) ([]uploadedFile, time.Time, error) {
	var files []uploadedFile
	var response Response
	params := &ListFilesParams{Path: &folder, SearchQuery: new(`type = "file" AND name = "` + name + `"`)}
	if strings.ContainsAny(name, `"\`) { // these must be escaped in a search query
		params = &ListFilesParams{Path: &folder, Name: &name, Type: new(AssetTypeFilterFile)}
	}
	withHeader := func(o *requestOptions) {
		o.header = r.options.header.Clone()
		o.header.Del("Expect") // Expect is for requests with a body
	}
	_, err := (&Client{engine: r.engine}).ListFiles(ctx, params,
		into(&files), WithResponse(&response), WithRetry(r.policy), withHeader)
	if err != nil {
		return nil, time.Time{}, err
	}
	now, _ := http.ParseTime(response.Header.Get("Date")) // zero if there is none
	return files, now, nil
}

// fileSent sets the function that returns how many bytes the file of the last attempt had, -1 if unknown.
func (u *uploadRecovery) fileSent(size func() int64) { u.fileSize = size }

// succeededEarly records that a success came before the whole file was sent.
func (u *uploadRecovery) succeededEarly() { u.earlySuccess = true }

// attemptFailed records a failed attempt that may have been carried out: when it began, and the size of its file.
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
// of the call is set. If known is false, it is unknown whether an attempt was carried out; err is then the error of the
// search, or nil if there was no search. An [UploadKeyError] means that another file is stored at the path.
func (u *uploadRecovery) wasUploaded(ctx context.Context) (found, known bool, err error) {
	if u.singleUse || u.skipSearch || u.earlySuccess {
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
		case f.FileID == "", f.FilePath != path.Join(u.folder, u.name): // the server ignored the query
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

// clockStep is the precision of the Date header, from which the client reads the clock of the service.
const clockStep = time.Second

// isUpload reports whether f, a file at a path that the caller chose, is the result of the upload: it has the size of
// the upload, and has changed since an earlier search or since the upload began. The upload began at least elapsed
// before now, the time by the clock of the service. If that is not certain, isUpload returns false: taking an older
// file for the upload would lose the file that is uploaded, while a repetition only creates one more version of it.
func (u *uploadRecovery) isUpload(f uploadedFile, now time.Time, elapsed time.Duration) bool {
	if !u.hasSize(f) || u.firstAmbiguous.IsZero() {
		return false // another file, or no attempt of this call may have been carried out
	}
	hasChangedSince := !now.IsZero() && f.UpdatedAt.After(now.Add(clockStep-elapsed))
	return hasChangedSince || u.lastChange != nil && f.UpdatedAt.After(*u.lastChange)
}

// hasSize reports whether a file has the size of the upload. It returns true if one of the sizes is unknown or sizes
// are not compared.
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
