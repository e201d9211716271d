package imagekit_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit"
)

// BenchmarkUpload50K compares the client with plain net/http, which sends the same fields and the same file from
// memory. B/op includes the memory of the server.
func BenchmarkUpload50K(b *testing.B) {
	server := newJSONServer(b, fileJSON)
	ik := newClient(b, imagekit.WithBaseURL(server.URL))
	data := make([]byte, 50<<10)
	b.Run("floor=net-http", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := postForm(server.URL+"/api/v1/files/upload", data); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, source := range map[string]func() imagekit.Source{
		"upload":        func() imagekit.Source { return imagekit.FromBytes(data) },
		"upload-reader": func() imagekit.Source { return imagekit.FromReader(bytes.NewReader(data)) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				request := imagekit.UploadRequest{File: source(), FileName: "coffee.png", Folder: new("/menu")}
				if _, err := ik.Upload(b.Context(), request); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// postForm sends a form with a file, whose length is known, with net/http and mime/multipart only.
func postForm(url string, data []byte) error {
	var frame bytes.Buffer
	form := multipart.NewWriter(&frame)
	err := errors.Join(form.WriteField("fileName", "coffee.png"), form.WriteField("folder", "/menu"))
	if _, partErr := form.CreateFormFile("file", "coffee.png"); err != nil || partErr != nil {
		return errors.Join(err, partErr)
	}
	head := frame.Len()
	if err := form.Close(); err != nil {
		return err
	}
	body := io.MultiReader(bytes.NewReader(frame.Bytes()[:head]), bytes.NewReader(data),
		bytes.NewReader(frame.Bytes()[head:]))
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		return err
	}
	request.ContentLength = int64(frame.Len() + len(data))
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.SetBasicAuth(privateKey, "")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return errors.Join(err, response.Body.Close())
}
