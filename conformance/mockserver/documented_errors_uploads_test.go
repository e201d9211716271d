package mockserver_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

// The service documents three more errors, for which a mock has no cause: a quota of uploads, a quota of extensions,
// and too many updates of one file in a short time.

func TestUploads_DocumentedErrors(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithMaxFileSize(1000))
	text, picture := named("a.txt", []byte("x")), named("a.png", sample.PNG(t, 1, 1, false))
	upload(t, s, text).wantStatus(t, http.StatusOK)
	signature := signed(s.PrivateKey(), "t1", s.PublicKey(), noon.Add(time.Minute))
	late := signed(s.PrivateKey(), "t2", s.PublicKey(), noon.Add(time.Hour))
	field := func(name, text string) part { return part{name: name, text: text} }
	for name, test := range map[string]struct {
		path, key string // the key is that of the server if it is empty
		parts     parts
		message   string
	}{
		"no file": {uploadV1, "", parts{field("fileName", "a.txt")}, "Your request is missing file parameter."},
		"no file, version 2": {
			uploadV2, "", parts{field("fileName", "a.txt")}, "Your request is missing file parameter.",
		},
		"a key and a signature": {uploadV1, "", text.with(signature...), "Your request contains both signature and " +
			"basic auth parameter. Use only one method, you might be exposing your private API key."},
		"expire too far away": {uploadV1, noKey, text.with(late...), "Your request contains invalid " +
			"expire parameter. Expire parameter should be a Unix time in less than 1 hour into the future."},
		"a key and a token": {uploadV2, "", text.with(signing{}.token(t, text)), "Your request contains both token " +
			"and basic auth parameter. Use only one method, you might be exposing your private API key."},
		"no token": {uploadV2, noKey, text, "Your request is missing token parameter."},
		"another payload": {
			uploadV2, noKey, text.with(field("folder", "/b"), signing{}.token(t, text)),
			"Your request contains invalid payload. It does not match with the payload used to generate token.",
		},
		"an expired token": {
			uploadV2, noKey,
			text.with(signing{claims: map[string]any{"exp": noon.Add(-time.Second).Unix()}}.token(t, text)),
			"Your request contains expired token.",
		},
		"a token that is none": {uploadV2, noKey, text.with(field("token", "x")), "Your request has invalid token."},
		"an existing file": {
			uploadV1, "", text.with(field("overwriteFile", "false")),
			"A file with the same name already exists at the exact location. We could not overwrite it because both " +
				"overwriteFile and useUniqueFileName are set to false.",
		},
		"a large file": {
			uploadV1, "", named("b.txt", make([]byte, 1001)),
			"Your request contains invalid file parameter. The file size exceeds limits.",
		},
		"a transformation that is no JSON": {
			uploadV1, "", picture.with(field("transformation", "w-10")),
			"The file could not be uploaded because the transformation field is invalid.",
		},
		"a malformed transformation": {
			uploadV1, "", picture.with(field("transformation", `{"pre": "w"}`)),
			"The file could not be uploaded because the transformation field is invalid.",
		},
		"a transformed text": {
			uploadV1, "", named("c.txt", []byte("x")).with(field("transformation", `{"pre": "w-10"}`)),
			"The file could not be uploaded because transformations are supported only for image and video files.",
		},
		"a stream of a picture": {
			uploadV2, "", picture.with(field("transformation",
				`{"post": [{"type": "abs", "protocol": "hls", "value": "sr-240_360"}]}`)),
			"The file could not be uploaded because the detected file type & post-transformation are incompatible.",
		},
		"a thumbnail of a picture": {
			uploadV1, "", picture.with(field("transformation", `{"post": [{"type": "thumbnail"}]}`)),
			"The file could not be uploaded because the detected file type & post-transformation are incompatible.",
		},
		"checks that are no query": {
			uploadV1, "", picture.with(field("checks", `"file.size" <`)),
			"Your request contains invalid syntax for the checks parameter.",
		},
		"checks that fail": {
			uploadV1, "", picture.with(field("checks", `"file.size" < 10`)),
			"Your request failed 'checks' validation.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key := s.PrivateKey()
			if test.key != "" {
				key = ""
			}
			got := uploadTo(t, s, test.path, key, test.parts).wantStatus(t, http.StatusBadRequest).object(t)
			want := object{"message": test.message, "help": "For support kindly contact us at support@imagekit.io."}
			if encoded(t, got) != encoded(t, want) {
				t.Errorf("got %s, want %s", encoded(t, got), encoded(t, want))
			}
		})
	}
	if all := decode[[]object](t, do(t, s, http.MethodGet, "/v1/files", nil)); len(all) != 1 {
		t.Errorf("%d files are stored, want 1", len(all))
	}
}

// noKey stands for a request without a key.
const noKey = "none"

// uploadV1 is the path of uploads of version 1.
const uploadV1 = "/api/v1/files/upload"
