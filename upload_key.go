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

// WithUploadKey makes an upload repeatable: by the client when an attempt fails, and by anybody who uploads with the
// same key again, on any machine and at any time. Nothing is stored outside of the media library. The key names what is
// uploaded, such as "invoice-42/page-1"; it is UTF-8 of 1 to 4096 bytes.
//
//	result, err := ik.Upload(ctx, imagekit.UploadRequest{
//		File: imagekit.FromPath("page-1.pdf"), FileName: "page.pdf", Folder: new("/invoices"),
//	}, imagekit.WithUploadKey("invoice-42/page-1"))
//
// Two uploads are the same if they have the same folder, file name and key: the file is stored under the name that
// [KeyedFileName] returns, and the service refuses a second file of that name. UseUniqueFileName and OverwriteFile must
// be nil; the client sends false for both. An upload with credentials of its own (Token) cannot have a key, because a
// token works once. What a key cannot be used with is an [ArgumentError].
//
// If the service refuses the upload because the file exists, the client looks for the file with listFiles, several
// times if need be, and returns it as the result. Such a result has what a list says about the file, and
// [WithResponse] describes the refusal. The other fields of the request, such as Tags, are not applied to the file.
//
// The error is
//   - one that wraps an [UploadKeyError] if the stored file has another size than the upload: the key was used for
//     another file. Sizes are not compared if one of them is unknown, or if the file was changed when it was stored
//     ([UploadTransformation].Pre, the remove-bg extension or a saved one). Files of equal size are taken for the same.
//   - [ErrUploadOutcomeUnknown] if the client could not find out whether the file is stored, or if the service says so
//     and the file is not found. The same upload can be made again without harm.
//
// Who knows the key, the file name and the folder knows the URL of the file. If the file is confidential, use a key
// that cannot be guessed, or IsPrivateFile.
//
// There is at most one file of a key at a time. When it has been deleted, moved or renamed, the same upload stores it
// again. docs/exactly-once.md in the repository has the guarantees and their limits as a table.
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
// In the file name, everything but letters, marks and numbers of any language, dots and hyphens is replaced by _, as
// version 1 of uploads does; version 2 then stores the same name. The extension begins at the last dot. The part
// between _ and the extension is the beginning of the lower-case base32 encoding (RFC 4648) of the SHA-256 of the key,
// 16 characters. This rule does not change in later versions.
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

// WithRepeatableUploads gives each upload whose name the service is to make unique (UseUniqueFileName nil or true) a
// random key ([WithUploadKey]), unless the call has one. So the client can repeat an upload whose connection was lost,
// without ever storing a second file. Without this option, such an upload is not repeated once its body is sent, but
// fails with [ErrUploadOutcomeUnknown].
//
// The price: the unique names look a little different, and what [WithUploadKey] says about a result that is found
// holds.
func WithRepeatableUploads() Option {
	return func(c *config) error {
		c.repeatableUploads = true
		return nil
	}
}

// UploadKeyError is the cause of the [Error] of an upload with a key that was used for another file before
// ([WithUploadKey]). The upload was not stored. It is an [ErrConflict].
type UploadKeyError struct {
	FileID, FilePath string // of the file that is stored
	StoredSize       int64  // bytes
	UploadSize       int64  // bytes of the file that was to be uploaded
}

// Error names the file and both sizes.
func (e *UploadKeyError) Error() string {
	return fmt.Sprintf("the key was used for another file: %s has %d bytes, and the file to upload has %d",
		e.FilePath, e.StoredSize, e.UploadSize)
}

// Is reports whether target is [ErrConflict].
func (e *UploadKeyError) Is(target error) bool { return target == ErrConflict }

// prepareUpload names the file of an upload with a key, and sets how the call is repeated.
func (r *run) prepareUpload() *request.Problem {
	form, key := r.call.Form(), r.options.uploadKey
	fields := form.Fields()
	name := KeyedFileName(fields["fileName"], key)
	makesUnique := fields["useUniqueFileName"] != "false"
	switch {
	case key != "":
		if reason := r.refusesKey(fields); reason != "" {
			return &request.Problem{Argument: "WithUploadKey", Reason: reason}
		}
	case r.config.repeatableUploads && makesUnique && !r.call.SelfAuthorized:
		key = rand.Text()
		name = withKeyHash(fields["fileName"], key) // nobody else needs to find it: version 2 keeps its characters
	}
	r.class = classUpload
	if key != "" {
		r.class = classKeyedUpload
		form.Set("fileName", name)
		form.Set("useUniqueFileName", "false")
		form.Set("overwriteFile", "false")
	}
	r.recovery = r.newUploadRecovery()
	r.recovery.serverNamed = makesUnique && key == ""
	return nil
}

// refusesKey returns why an upload cannot have a key, "" if it can.
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

// changesFile reports whether the service stores another file than the one that is sent.
func changesFile(fields map[string]string) bool {
	var transformation struct {
		Pre string `json:"pre"`
	}
	var extensions []struct {
		Name string `json:"name"`
	}
	// what the service cannot read is its to refuse
	_ = json.Unmarshal([]byte(fields["transformation"]), &transformation)
	_ = json.Unmarshal([]byte(fields["extensions"]), &extensions)
	for _, extension := range extensions {
		if extension.Name == "remove-bg" || extension.Name == "saved-extension" { // which can be any
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

// findTaken looks for the file of an upload that was refused because the file exists, as often as the policy allows
// attempts: a list can lag behind. If the file cannot be found, or is another one, the error of the call says so.
func (r *run) findTaken(ctx context.Context) (found bool) {
	r.failed.isTaken, r.mayHaveApplied = true, true // unless the file turns out to be another one
	for look := 0; ; look++ {
		found, known := r.findUpload(ctx)
		if found || !known || !r.mayHaveApplied {
			return found
		}
		r.failed.note = r.redact(path.Join(r.recovery.folder, r.recovery.name) + " is not in the list of files")
		wait := r.policy.backoff(look)
		if look+1 >= r.policy.MaxAttempts || !fits(ctx, wait) || !sleep(ctx, wait) {
			return false
		}
	}
}
