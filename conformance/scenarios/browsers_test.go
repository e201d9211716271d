package scenarios_test

import (
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/helpers"
)

var browserScenarios = []scenario{
	{"an upload with a signature", "", uploadWithSignature},
	{"an upload with a token for all of it", "", uploadWithToken},
	{"an upload of version 2 with the key", "", uploadV2WithKey},
}

// browserClient returns a client without keys, as in a browser. A server signs its uploads.
func (a *account) browserClient(t *testing.T) *imagekit.Client {
	t.Helper()
	return a.clientWithTransport(t, withoutKey{newTransport()})
}

func uploadWithSignature(t *testing.T, a *account) {
	browser := a.browserClient(t)
	send := func(p imagekit.AuthParams, change ...func(*imagekit.UploadRequest)) error {
		request := a.uploadRequest("selfie.txt", []byte("me"), change...)
		request.Token, request.Signature, request.Expire, request.PublicKey = &p.Token, &p.Signature, &p.Expire,
			&a.publicKey
		_, err := browser.Upload(t.Context(), request)
		return err
	}
	fresh := func() imagekit.AuthParams {
		t.Helper()
		return check.Call(a.AuthParams(imagekit.AuthOptions{})).Must(t)
	}
	params := fresh()
	check.NoError(t, send(params))
	wantError(t, send(params), imagekit.ErrInvalidRequest, "token") // a second time

	forged := fresh()
	forged.Signature = helpers.SignUpload("private_of_somebody_else", forged.Token, forged.Expire)
	wantError(t, send(forged), imagekit.ErrInvalidRequest, "signature")

	tooLate := fresh()
	tooLate.Expire = time.Now().Add(-time.Minute).Unix()
	wantError(t, send(tooLate), imagekit.ErrInvalidRequest, "expire")

	spent := fresh()
	wantError(t, send(spent, func(r *imagekit.UploadRequest) {
		r.Tags = []string{"100%"}
	}), imagekit.ErrInvalidRequest, "tags")
	wantError(t, send(spent), imagekit.ErrInvalidRequest, "token") // although the first upload failed
}

func uploadWithToken(t *testing.T, a *account) {
	browser := a.browserClient(t)
	request := imagekit.UploadV2Request{
		FileName: "selfie.txt", Folder: &a.folder, UseUniqueFileName: new(false), Tags: []string{"me", "夏"},
		IsPrivateFile: new(false),
	}
	send := func(request imagekit.UploadV2Request, token string) error {
		request.Token, request.File = &token, imagekit.FromBytes([]byte("me"))
		_, err := browser.UploadV2(t.Context(), request)
		return err
	}
	sign := func(request imagekit.UploadV2Request) string {
		t.Helper()
		return check.Call(a.UploadToken(request, imagekit.UploadTokenOptions{Lifetime: time.Minute})).Must(t)
	}
	token, another := sign(request), sign(request) // two users with the same fields at the same time
	check.NoError(t, send(request, token))
	wantError(t, send(request, token), imagekit.ErrInvalidRequest, "token") // a second time
	check.NoError(t, send(request, another))

	changed := request
	changed.FileName = "somebody-else.txt"
	wantError(t, send(changed, sign(request)), imagekit.ErrInvalidRequest)
	wantError(t, send(request, "e30.e30.e30"), imagekit.ErrInvalidRequest, "token")
}

func uploadV2WithKey(t *testing.T, a *account) {
	uploaded := check.Call(a.UploadV2(t.Context(), imagekit.UploadV2Request{
		File: imagekit.FromBytes([]byte("1")), FileName: "menu.txt", Folder: &a.folder,
	})).Must(t)
	if uploaded.Name == "menu.txt" {
		t.Errorf("the name is %s, want one that is unique", uploaded.Name)
	}
	wantEqual(t, "size", check.Call(a.GetFileDetails(t.Context(), uploaded.FileID)).Must(t).Size, 1)
}
