package scenarios_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/helpers"
)

var uploadErrorScenarios = []scenario{
	{"documented errors of uploads", "", documentedErrorsOfUploads},
	{"documented errors of large uploads", "it takes gigabytes", documentedErrorsOfLargeUploads},
}

func documentedErrorsOfUploads(t *testing.T, a *account) {
	a.uploadFile(t, "a.txt", []byte("x"))
	far := time.Now().Add(2 * time.Hour).Unix()
	token := func(now time.Time) string {
		fields := map[string]string{"fileName": "a.txt", "folder": a.folder}
		return check.Call(helpers.UploadToken(a.privateKey, a.publicKey, fields, helpers.UploadTokenOptions{
			Now: func() time.Time { return now }, Lifetime: time.Minute,
		})).Must(t)
	}
	a.wantDocumented(t, uploadErrors(), "$publicKey", a.publicKey, "$picture", string(picture(t, 1, 1)),
		"$far", strconv.FormatInt(far, 10), "$signature", helpers.SignUpload(a.privateKey, "documented", far),
		"$token", token(time.Now()), "$expired", token(time.Now().Add(-time.Hour)))
	wantEqual(t, "files after the failed requests", a.assetNames(t, a.folder, imagekit.AssetTypeFilterFile),
		[]string{"a.txt"})
}

// The texts of errors of both versions of uploads.
const (
	missingFile    = "Your request is missing file parameter."
	notOverwritten = "A file with the same name already exists at the exact location. We could not overwrite it " +
		"because both overwriteFile and useUniqueFileName are set to false."
	invalidTransformation = "The file could not be uploaded because the transformation field is invalid."
	notTransformable      = "The file could not be uploaded because transformations are supported only for " +
		"image and video files."
	incompatible = "The file could not be uploaded because the detected file type & post-transformation " +
		"are incompatible."
	invalidChecks = "Your request contains invalid syntax for the checks parameter."
	failedChecks  = "Your request failed 'checks' validation."
)

// uploadErrors returns errors of uploads. The folder must contain the file a.txt.
func uploadErrors() (all []documentedError) {
	text := []field{{"fileName", "a.txt"}, {"folder", "$folder"}, {"file", "x"}}
	picture := []field{{"fileName", "a.png"}, {"folder", "$folder"}, {"file", "$picture"}}
	add := func(operation, key, message string, file []field, more ...field) {
		all = append(all, documentedError{
			operation: operation, key: key, form: slices.Concat(file, more), status: 400, message: message,
		})
	}
	for _, operation := range []string{"upload", "uploadV2"} {
		add(operation, "", missingFile, text[:2])
		add(operation, "", notOverwritten, text, field{"overwriteFile", "false"}, field{"useUniqueFileName", "false"})
		add(operation, "", invalidTransformation, picture, field{"transformation", "w-10"})
		add(operation, "", invalidTransformation, picture, field{"transformation", `{"pre": "w"}`})
		add(operation, "", notTransformable, text, field{"transformation", `{"pre": "w-10"}`})
		add(operation, "", incompatible, picture, field{
			"transformation", `{"post": [{"type": "abs", "protocol": "hls", "value": "sr-240_360"}]}`,
		})
		add(operation, "", invalidChecks, picture, field{"checks", `"file.size" <`})
		add(operation, "", failedChecks, picture, field{"checks", `"file.size" < 10`})
	}
	signature := []field{
		{"token", "documented"}, {"expire", "$far"}, {"signature", "$signature"}, {"publicKey", "$publicKey"},
	}
	add("upload", "", "Your request contains both signature and basic auth parameter. "+
		"Use only one method, you might be exposing your private API key.", text, signature...)
	add("upload", noKey, "Your request contains invalid expire parameter. "+
		"Expire parameter should be a Unix time in less than 1 hour into the future.", text, signature...)
	add("uploadV2", "", "Your request contains both token and basic auth parameter. "+
		"Use only one method, you might be exposing your private API key.", text, field{"token", "$token"})
	add("uploadV2", noKey, "Your request is missing token parameter.", text)
	add("uploadV2", noKey, "Your request contains invalid payload. "+
		"It does not match with the payload used to generate token.",
		text, field{"token", "$token"}, field{"tags", "x"})
	add("uploadV2", noKey, "Your request contains expired token.", text, field{"token", "$expired"})
	add("uploadV2", noKey, "Your request has invalid token.", text, field{"token", "x"})
	return all
}

func documentedErrorsOfLargeUploads(t *testing.T, a *account) {
	a = mockAccount(t, a.counter, mockserver.WithMaxFileSize(1000))
	a.wantDocumented(t, largeUploadErrors)
	wantEqual(t, "files after the failed requests", a.assetNames(t, a.folder, imagekit.AssetTypeFilterFile), []string{})
}

const tooLarge = "Your request contains invalid file parameter. The file size exceeds limits."

var (
	fileTooLarge      = []field{{"fileName", "a.txt"}, {"folder", "$folder"}, {"file", strings.Repeat("x", 1001)}}
	largeUploadErrors = []documentedError{
		{operation: "upload", form: fileTooLarge, status: 400, message: tooLarge},
		{operation: "uploadV2", form: fileTooLarge, status: 400, message: tooLarge},
	}
)
