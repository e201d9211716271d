package sdk

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/imagekit-developer/imagekit-go/v2"
	"github.com/imagekit-developer/imagekit-go/v2/option"
	"github.com/imagekit-developer/imagekit-go/v2/packages/param"
	"github.com/imagekit-developer/imagekit-go/v2/shared"
)

var (
	size = shared.TransformationParam{
		Width:  width(150),
		Height: shared.TransformationHeightUnionParam{OfFloat: imagekit.Float(100)},
	}
	turned = shared.TransformationParam{Rotation: shared.TransformationRotationUnionParam{OfFloat: imagekit.Float(90)}}
	small  = []shared.TransformationParam{{Width: width(10)}}
)

func width(pixels float64) shared.TransformationWidthUnionParam {
	return shared.TransformationWidthUnionParam{OfFloat: imagekit.Float(pixels)}
}

func (s *sdk) buildsURLs(t *testing.T) {
	equal(t, "URL", s.Helper.BuildURL(shared.SrcOptionsParam{URLEndpoint: endpoint(t), Src: s.coffee.FilePath}),
		s.coffee.URL)
	chain := []shared.TransformationParam{size, turned}
	text := s.Helper.BuildTransformationString(chain)
	equal(t, "transformation", text, "w-150,h-100:rt-90")
	for _, options := range []shared.SrcOptionsParam{
		{Src: s.coffee.FilePath, QueryParameters: map[string]string{"v": "1"}},
		{Src: s.coffee.FilePath, TransformationPosition: shared.TransformationPositionPath},
		{Src: s.coffee.URL},
	} {
		options.URLEndpoint, options.Transformation = endpoint(t), chain
		url := s.Helper.BuildURL(options)
		status, header, _ := download(t, url)
		if status != 200 || !strings.Contains(url, text) || !strings.HasPrefix(header.Get("Content-Type"), "image/") {
			t.Errorf("%s: status %d, type %s", url, status, header.Get("Content-Type"))
		}
		if strings.Contains(header.Get("X-Mock-Transformation"), "unknown") {
			t.Errorf("%s: %s", url, header.Get("X-Mock-Transformation"))
		}
	}
}

func (s *sdk) signsURLs(t *testing.T) {
	secret := s.upload(t, "Käse.txt", []byte("two sugars"), func(p *imagekit.FileUploadParams) {
		p.IsPrivateFile = imagekit.Bool(true)
	}).must(t)
	status, _, _ := download(t, secret.URL)
	equal(t, "status without signature", status, 401)
	signed, minute := imagekit.Bool(true), imagekit.Float(60)
	for _, options := range []shared.SrcOptionsParam{
		{Signed: signed},
		{ExpiresIn: minute},
		{ExpiresIn: minute, QueryParameters: map[string]string{"v": "1"}},
		{Signed: signed, Transformation: small},
		{Signed: signed, Transformation: small, TransformationPosition: shared.TransformationPositionPath},
	} {
		options.URLEndpoint, options.Src = endpoint(t), secret.FilePath
		url := s.Helper.BuildURL(options)
		if status, _, body := download(t, url); status != 200 || string(body) != "two sugars" {
			t.Errorf("%s: status %d", url, status)
		}
		status, _, _ := download(t, strings.Replace(url, "ik-s=", "ik-s=0", 1))
		equal(t, "status with another signature", status, 401)
	}
}

// withoutKey is an option for requests without the private key, like those of a browser.
var withoutKey = option.WithHeaderDel("Authorization")

func (s *sdk) uploadsWithoutKey(t *testing.T) {
	auth := call(s.Helper.GetAuthenticationParameters("", 0)).must(t)
	params := imagekit.FileUploadParams{
		File: bytes.NewReader(s.photo), FileName: "browser.png", Folder: imagekit.String(folder),
		Token: imagekit.String(auth["token"].(string)), Signature: imagekit.String(auth["signature"].(string)),
		Expire: imagekit.Int(auth["expire"].(int64)), PublicKey: imagekit.String(setting(t, "MOCK_PUBLIC_KEY")),
	}
	params.File = imagekit.NewFile(bytes.NewReader(s.photo), "browser.png", "image/png")
	stored := call(s.Files.Upload(t.Context(), params, withoutKey)).must(t)
	equal(t, "size", call(s.Files.Get(t.Context(), stored.FileID)).must(t).Size, float64(len(s.photo)))
	params.File = imagekit.NewFile(bytes.NewReader(s.photo), "browser.png", "image/png")
	failed := call(s.Files.Upload(t.Context(), params, withoutKey)).status(t, 400)
	if text := message(t, failed, "message"); !strings.Contains(text, "token") {
		t.Errorf("message %q", text)
	}
	wantStatus(t, s.uploadWithoutAnything(t), 401)
}

func (s *sdk) uploadWithoutAnything(t *testing.T) error {
	_, err := s.Files.Upload(t.Context(), imagekit.FileUploadParams{
		File: strings.NewReader("text"), FileName: "nobody.txt",
	}, withoutKey)
	return err
}

func (s *sdk) uploadsV2(t *testing.T) {
	fields := object{"fileName": "v2 of Go.png", "folder": folder, "tags": "drink,hot", "useUniqueFileName": "false"}
	upload := func(token param.Opt[string], opts ...option.RequestOption) result[*imagekit.BetaV2FileUploadResponse] {
		return call(s.Beta.V2.Files.Upload(t.Context(), imagekit.BetaV2FileUploadParams{
			File: imagekit.NewFile(bytes.NewReader(s.photo), "v2.png", "image/png"), FileName: "v2 of Go.png",
			Folder: imagekit.String(folder), Tags: []string{"drink", "hot"}, UseUniqueFileName: imagekit.Bool(false),
			Token: token,
		}, opts...))
	}
	stored := upload(imagekit.String(jsonWebToken(t, fields)), withoutKey).must(t)
	equal(t, "path", stored.FilePath, folder+"/v2 of Go.png")
	other := maps.Clone(fields)
	other["tags"] = "cold"
	upload(imagekit.String(jsonWebToken(t, other)), withoutKey).status(t, 400)
	equal(t, "id of the second version", upload(param.Opt[string]{}).must(t).FileID, stored.FileID)
}

// jsonWebToken returns the token that a server makes for a browser which may upload exactly these fields.
func jsonWebToken(t *testing.T, fields object) string {
	encode := func(value object) string {
		text, err := json.Marshal(value)
		noError(t, err)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	claims := maps.Clone(fields)
	claims["iat"], claims["exp"] = time.Now().Unix(), time.Now().Add(10*time.Minute).Unix()
	text := encode(object{"alg": "HS256", "typ": "JWT", "kid": setting(t, "MOCK_PUBLIC_KEY")}) + "." + encode(claims)
	mac := hmac.New(sha256.New, []byte(setting(t, "MOCK_PRIVATE_KEY")))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
