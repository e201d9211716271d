package imagekit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit/internal/names"
	"github.com/openimagekit/imagekit/internal/request"
)

const (
	maxUploadKey  = 4 << 10 // bytes
	keyHashLength = 16      // characters of the hash in a name
)

// WithUploadKey makes an upload repeatable: the client can repeat it when an attempt fails, and any program can upload
// with the same key again, on any machine and at any time. The client stores no state. The key identifies the uploaded
// file, such as "invoice-42/page-1". It is UTF-8 of 1 to 4096 bytes.
//
//	result, err := ik.Upload(ctx, imagekit.UploadRequest{
//		File: imagekit.FromPath("page-1.pdf"), FileName: "page.pdf", Folder: new("/invoices"),
//	}, imagekit.WithUploadKey("invoice-42/page-1"))
//
// Two uploads are the same if they have the same folder, file name and key: the file is stored under the name that
// [KeyedFileName] returns, and the service refuses a second file of that name. UseUniqueFileName and OverwriteFile must
// be nil; the client sends false for both. An upload with its own credentials (Token) cannot have a key, because a
// token works once. The call fails with an [ArgumentError] if one of these rules is broken, the key is invalid, or the
// operation is not an upload.
//
// If the service refuses the upload because the file exists, the client looks for the file with listFiles, up to
// [RetryPolicy].MaxAttempts times, and returns it as the result. Each search counts as a read for the rate limits. A
// result that is found in this way has only the fields that listFiles returns, and [WithResponse] describes the
// refusal. The other fields of the request, such as Tags, are not applied to the file.
//
// In addition to the errors of every call, there are two:
//   - An [UploadKeyError] means that the stored file has another size than the upload: the key was used for another
//     file. The client does not compare sizes if one of them is unknown, or if the service changes the file when it
//     stores it ([UploadTransformation].Pre, the remove-bg extension or a saved one). It does not detect a file of the
//     same size with other content.
//   - [ErrUploadOutcomeUnknown] means that the client could not find out whether the file is stored, or that the
//     service refused the file because it exists and the client did not find it. The same upload can be made again
//     without harm.
//
// Anyone who knows the key, the file name and the folder can derive the URL of the file. If the file is confidential,
// use a key that cannot be guessed, or IsPrivateFile.
//
// There is at most one file of a key at a time. When it has been deleted, moved or renamed, the same upload stores it
// again. A table of the guarantees and their limits is in docs/exactly-once.md in the repository.
func WithUploadKey(key string) RequestOption {
	return func(o *requestOptions) {
		if reason := badUploadKey(key); reason != "" {
			o.problem = &request.Problem{Argument: "WithUploadKey", Reason: reason}
			return
		}
		o.uploadKey = key
	}
}

// badUploadKey returns what is wrong with a key, "" if nothing is.
func badUploadKey(key string) string {
	if key != "" && len(key) <= maxUploadKey && utf8.ValidString(key) {
		return ""
	}
	return fmt.Sprintf("must be UTF-8 of 1 to %d bytes, not %d bytes %.100q", maxUploadKey, len(key), key)
}

// KeyedFileName returns the name under which an upload with a key is stored ([WithUploadKey]):
//
//	coffee_i74l6hq7ouu7biqn.png    for coffee.png and the key invoice-42/page-1
//
// Every character of the file name except letters, marks and numbers of any language, dots and hyphens is replaced by
// _, as version 1 of the upload API does. Version 2 therefore stores the same name. The extension begins at the last
// dot. The part between _ and the extension consists of the first 16 characters of the lower-case base32 encoding (RFC
// 4648) of the SHA-256 of the key. This rule does not change in later versions.
func KeyedFileName(fileName, key string) string { return withKeyHash(names.File(fileName), key) }

// withKeyHash inserts the hash of a key before the extension of a name.
func withKeyHash(name, key string) string {
	stem := name
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		stem = name[:i]
	}
	sum := sha256.Sum256([]byte(key))
	hash := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:keyHashLength]
	return stem + "_" + hash + name[len(stem):]
}

// WithRepeatableUploads gives each upload with a unique name (UseUniqueFileName nil or true) a random key
// ([WithUploadKey]), unless the call has a key or a Token. So the client can repeat an upload whose connection was
// lost, and never stores a second file. Without this option, the client does not repeat such an upload once its body is
// sent: the upload fails with [ErrUploadOutcomeUnknown].
//
// The client then makes the unique name instead of the service. The name has the form that [KeyedFileName] describes,
// except that [Client.UploadV2] keeps the characters of the file name. If the client finds the file of an upload after
// a failure, the result has only the fields that listFiles returns.
func WithRepeatableUploads() Option {
	return func(c *config) error {
		c.repeatableUploads = true
		return nil
	}
}

// UploadKeyError is the cause of the [Error] of an upload whose key was used for another file before ([WithUploadKey]).
// The file of this upload was not stored. [errors.Is] reports that the error is [ErrConflict].
type UploadKeyError struct {
	FileID, FilePath string // of the file that is stored
	StoredSize       int64  // bytes
	UploadSize       int64  // bytes of the file of this upload
}

// Error names the file and both sizes.
func (e *UploadKeyError) Error() string {
	return fmt.Sprintf("the key was used for another file: %s has %d bytes, and the file to upload has %d",
		e.FilePath, e.StoredSize, e.UploadSize)
}

// Is reports whether target is [ErrConflict].
func (e *UploadKeyError) Is(target error) bool { return target == ErrConflict }

// prepareUpload sets the class of the call, its recovery and, if the upload has a key, the file name. It returns a
// problem if the upload cannot have a key.
func (r *run) prepareUpload() *request.Problem {
	form, key := r.call.Form(), r.options.uploadKey
	fields := form.Fields()
	var name string
	makesUnique := fields["useUniqueFileName"] != "false"
	switch {
	case key != "":
		if reason := r.refusesKey(fields); reason != "" {
			return &request.Problem{Argument: "WithUploadKey", Reason: reason}
		}
		name = KeyedFileName(fields["fileName"], key)
	case r.config.repeatableUploads && makesUnique && !r.call.SelfAuthorized:
		key = rand.Text()
		name = withKeyHash(fields["fileName"], key) // not KeyedFileName, because version 2 keeps the characters
	}
	r.class = classUpload
	if key != "" {
		r.class = classKeyedUpload
		form.Set("fileName", name)
		form.Set("useUniqueFileName", "false")
		form.Set("overwriteFile", "false")
	}
	r.recovery = r.newUploadRecovery(makesUnique)
	return nil
}

// refusesKey returns the reason why an upload cannot have a key, or "" if it can.
func (r *run) refusesKey(fields map[string]string) string {
	if r.call.SelfAuthorized {
		return "cannot be used with an upload token, which works once"
	}
	for _, name := range []string{"useUniqueFileName", "overwriteFile"} {
		if value, isSet := fields[name]; isSet {
			return fmt.Sprintf("cannot be used with %s, which is %s", name, value)
		}
	}
	return ""
}

// changesFile reports whether the service changes the file before it stores it.
func changesFile(fields map[string]string) bool {
	var transformation struct {
		Pre string `json:"pre"`
	}
	var extensions []struct {
		Name string `json:"name"`
	}
	// the service refuses a value that is not valid JSON
	_ = json.Unmarshal([]byte(fields["transformation"]), &transformation)
	_ = json.Unmarshal([]byte(fields["extensions"]), &extensions)
	for _, extension := range extensions {
		if extension.Name == "remove-bg" || extension.Name == "saved-extension" { // which can contain remove-bg
			return true
		}
	}
	return transformation.Pre != ""
}

// isTaken reports whether the service refuses an upload with a key because its file exists.
func (r *run) isTaken() bool {
	status := r.failed.StatusCode
	return r.class == classKeyedUpload && (status == http.StatusBadRequest || status == http.StatusConflict) &&
		strings.Contains(strings.ToLower(r.failed.Message), "already exists")
}

// findTaken looks for the file of an upload that was refused because the file exists. The list of files can lag, so
// findTaken looks up to MaxAttempts times, as long as the retry budget and the deadline allow. If the file is not
// found, or is another one, findTaken adds that to the error of the call.
func (r *run) findTaken(ctx context.Context) (found bool) {
	// the file may be the result of an earlier attempt, unless findUpload finds another file
	r.failed.isTaken, r.mayHaveApplied = true, true
	for look := 0; ; look++ {
		found, known := r.findUpload(ctx)
		if found || !known || !r.mayHaveApplied {
			return found
		}
		r.failed.note = r.redact(path.Join(r.recovery.folder, r.recovery.name) + " is not in the list of files")
		wait := r.policy.backoff(look)
		if look+1 >= r.policy.MaxAttempts || !fits(ctx, wait) || !r.config.budget.AllowN(r.config.now(), 1) ||
			!sleep(ctx, wait) {
			return false
		}
	}
}
