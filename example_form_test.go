package imagekit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/openimagekit/imagekit"
)

func ExampleClient_UploadHandler() {
	ik, end := mock()
	defer end()
	handler, err := ik.UploadHandler(imagekit.UploadHandlerOptions{
		MaxSize: 5 << 20, // bytes
		Types:   []string{"image/*", "application/pdf"},
		Authorize: func(r *http.Request) (imagekit.UploadRequest, error) {
			user, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer user-") // check the session here
			if !ok {
				return imagekit.UploadRequest{}, &imagekit.HTTPError{
					StatusCode: http.StatusUnauthorized, Message: "log in to upload",
				}
			}
			return imagekit.UploadRequest{Folder: new("/users/" + user), UseUniqueFileName: new(false)}, nil
		},
		Prepare: func(_ *http.Request, upload *imagekit.FormUpload) error {
			upload.Request.Description = new(upload.Fields.Get("title")) // a field before the file
			return nil
		},
		OnError: func(_ *http.Request, err error) { fmt.Println("refused:", err) },
	})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/upload", handler)

	// A page sends its form:
	//	<form action="/upload" method="post" enctype="multipart/form-data">
	//	<input name="title"> <input name="file" type="file" accept="image/*"> <button>Upload</button>
	//	</form>
	post := func(authorization, name, content string) *httptest.ResponseRecorder {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		_ = form.WriteField("title", "My cup")
		part, _ := form.CreateFormFile("file", name)
		_, _ = io.WriteString(part, content)
		_ = form.Close()
		r := httptest.NewRequest(http.MethodPost, "/upload", &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		r.Header.Set("Authorization", authorization)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w
	}
	fmt.Println(post("", "cup.png", "…").Body)
	fmt.Println(post("Bearer user-7", "cup.png", "<script>alert(1)</script>").Body)
	var result imagekit.UploadResult
	_ = json.Unmarshal(post("Bearer user-7", "cup.png", "\x89PNG\x0D\x0A\x1A\x0A…").Body.Bytes(), &result)
	fmt.Println(result.FilePath, result.Description)
	// Output:
	// refused: log in to upload
	// {"message":"log in to upload"}
	// refused: a file of the type text/html is not allowed
	// {"message":"a file of the type text/html is not allowed"}
	// /users/7/cup.png My cup
}

// A handler that reads the form itself, for example to receive several files.
func ExampleFromPart() {
	ik, end := mock()
	defer end()
	handler := func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 20<<20)
		form, err := r.MultipartReader()
		if err != nil {
			http.Error(w, "not a form", http.StatusBadRequest)
			return
		}
		part, err := form.NextPart()
		for ; err == nil; part, err = form.NextPart() {
			if part.FileName() == "" { // a text field
				continue
			}
			result, err := ik.Upload(r.Context(), imagekit.UploadRequest{
				File:              imagekit.FromPart(part),
				FileName:          part.FileName(),
				UseUniqueFileName: new(false),
			})
			if err != nil {
				http.Error(w, "the file could not be stored", http.StatusBadGateway)
				return
			}
			fmt.Fprintln(w, result.FilePath, result.Size)
		}
		if !errors.Is(err, io.EOF) {
			http.Error(w, "the form is incomplete", http.StatusBadRequest)
		}
	}
	body := form(file("files", "a.txt", "hello"), file("files", "b.txt", "hello, world"))
	r := httptest.NewRequest(http.MethodPost, "/upload", strings.NewReader(body))
	r.Header.Set("Content-Type", multiType)
	w := httptest.NewRecorder()
	handler(w, r)
	fmt.Print(w.Body)
	// Output:
	// /a.txt 5
	// /b.txt 12
}
