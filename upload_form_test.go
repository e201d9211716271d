package imagekit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

const (
	boundary  = "----WebKitFormBoundary7MA4YWxkTrZu0gW" // as Chromium makes it
	multiType = "multipart/form-data; boundary=" + boundary
	gif       = "GIF89a\x01\x00\x01\x00\x00\x00\x00;" // the smallest picture whose type is detected
)

// field and file return the parts of a form, as browsers send them.
func field(name, value string) string {
	return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
}

func file(field, name, content string) string { return fileHeader(field, name) + content + "\r\n" }

func fileHeader(field, name string) string {
	return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + name +
		"\"\r\nContent-Type: application/octet-stream\r\n\r\n"
}

// form returns the body with some parts.
func form(parts ...string) string { return strings.Join(parts, "") + "--" + boundary + "--\r\n" }

func allowUpload(*http.Request) (imagekit.UploadRequest, error) {
	return imagekit.UploadRequest{UseUniqueFileName: new(false)}, nil
}

// formServer is a server with an UploadHandler, and the mock server that stores the files.
type formServer struct {
	*mockserver.Server
	url string

	mu     sync.Mutex
	errors []error // that OnError got
}

func newFormServer(t *testing.T, o imagekit.UploadHandlerOptions, opts ...imagekit.Option) *formServer {
	t.Helper()
	s := &formServer{Server: mockserver.Start(t)}
	ik, err := s.Client(opts...)
	if err != nil {
		t.Fatal(err)
	}
	if o.Authorize == nil {
		o.Authorize = allowUpload
	}
	o.OnError = func(_ *http.Request, err error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.errors = append(s.errors, err)
	}
	handler, err := ik.UploadHandler(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// formResponse is a response of an UploadHandler.
type formResponse struct {
	status int
	header http.Header
	body   string
	result imagekit.UploadResult
}

// post sends a form. headers are alternating names and values.
func (s *formServer) post(t *testing.T, body string, headers ...string) formResponse {
	t.Helper()
	return s.send(t, http.MethodPost, strings.NewReader(body), headers...)
}

func (s *formServer) send(t *testing.T, method string, body io.Reader, headers ...string) formResponse {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.url, body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", multiType)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return readForm(t, response)
}

func readForm(t *testing.T, response *http.Response) formResponse {
	t.Helper()
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	r := formResponse{status: response.StatusCode, header: response.Header, body: string(text)}
	if response.StatusCode == http.StatusOK {
		if err := json.Unmarshal(text, &r.result); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	return r
}

// wantRefused checks the status and the message of a response, and that nothing is stored.
func (s *formServer) wantRefused(t *testing.T, r formResponse, status int, message string) {
	t.Helper()
	var body struct{ Message string }
	if err := json.Unmarshal([]byte(r.body), &body); err != nil {
		t.Errorf("%q is not JSON: %v", r.body, err)
	}
	if r.status != status || body.Message != message {
		t.Errorf("got %d %q, want %d %q", r.status, body.Message, status, message)
	}
	if got := r.header.Get("Content-Type"); !strings.HasPrefix(got, "application/json") {
		t.Errorf("the content type is %q", got)
	}
	s.wantStored(t)
}

// wantStored checks the paths of the files that are stored.
func (s *formServer) wantStored(t *testing.T, want ...string) {
	t.Helper()
	state, err := s.State()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range state.Files {
		got = append(got, f.FilePath)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the stored files are %q, want %q", got, want)
	}
}

func TestClient_UploadHandler(t *testing.T) {
	t.Parallel()
	s := newFormServer(t, imagekit.UploadHandlerOptions{
		Authorize: func(r *http.Request) (imagekit.UploadRequest, error) {
			return imagekit.UploadRequest{
				Folder: new("/users/" + r.Header.Get("User")), Tags: []string{"form"}, UseUniqueFileName: new(false),
				ResponseFields: []imagekit.UploadResponseField{imagekit.UploadResponseFieldTags},
			}, nil
		},
	})
	content := gif + strings.Repeat("0123456789", 20_000)
	body := form(field("title", "A cup"), file("file", "cup.gif", content), field("submit", "Send"))
	r := s.post(t, body, "User", "7")
	if r.status != http.StatusOK || r.result.FilePath != "/users/7/cup.gif" || r.result.Size != int64(len(content)) ||
		strings.Join(r.result.Tags, ",") != "form" {
		t.Errorf("got %d %s", r.status, r.body)
	}
	if r.header.Get("Cache-Control") != "no-store" || r.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the headers are %v", r.header)
	}
	response, err := http.Get(r.result.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got, err := io.ReadAll(response.Body); string(got) != content || err != nil {
		t.Errorf("%d bytes are stored, want %d, %v", len(got), len(content), err)
	}
	if len(s.errors) != 0 {
		t.Errorf("OnError got %v", s.errors)
	}
}

// TestClient_UploadHandler_Forms sends forms that browsers and other clients make.
func TestClient_UploadHandler_Forms(t *testing.T) {
	t.Parallel()
	const tooLong = "the fields of the form are too long"
	cup, long := file("file", "cup.gif", gif), strings.Repeat("x", 70<<10)
	for name, test := range map[string]struct {
		body   string
		stored string // "" if the form is refused
		status int
		text   string // message of the refusal
	}{
		"a file":               {form(cup), "/cup.gif", 200, ""},
		"fields on both sides": {form(field("a", "1"), cup, field("b", "2")), "/cup.gif", 200, ""},
		"unused inputs":        {form(file("other", "", ""), cup, file("more", "", "")), "/cup.gif", 200, ""},
		"a path of Windows":    {form(file("file", `C:\\me\\cup.gif`, gif)), "/cup.gif", 200, ""},
		"a path that climbs":   {form(file("file", "../../cup.gif", gif)), "/cup.gif", 200, ""},
		"a name of dots":       {form(file("file", "..", gif)), "/file", 200, ""},
		"no part":              {form(), "", 400, "the form has no file"},
		"fields only":          {form(field("a", "1")), "", 400, "the form has no file"},
		"no file chosen":       {form(file("file", "", "")), "", 400, "the form has no file"},
		"a text as file":       {form(field("file", gif)), "", 400, "the form has no file"},
		"an empty file":        {form(file("file", "cup.gif", "")), "", 400, "the file is empty"},
		"another field":        {form(file("picture", "cup.gif", gif)), "", 400, "the file is not in the field file"},
		"a file without name":  {form(file("file", "", gif)), "", 400, "the form is malformed"},
		"two files":            {form(cup, cup), "", 400, "the form has more than one file; upload one at a time"},
		"two fields with files": {
			form(cup, file("other", "b.gif", gif)), "", 400, "the form has more than one file; upload one at a time",
		},
		"no end":           {field("a", "1") + cup, "", 400, "the form is incomplete"},
		"no end of a file": {fileHeader("file", "cup.gif") + gif, "", 400, "the form is incomplete"},
		"no end of a field": {
			"--" + boundary + "\r\nContent-Disposition: form-data; name=a\r\n\r\nx", "", 400, "the form is incomplete",
		},
		"no disposition":  {form("--"+boundary+"\r\nA: b\r\n\r\nx\r\n", cup), "", 400, "the form is malformed"},
		"no header":       {form("--"+boundary+"\r\nxyz\r\n\r\nx\r\n", cup), "", 400, "the form is malformed"},
		"not a form":      {"hello", "", 400, "the form is incomplete"},
		"no body":         {"", "", 400, "the form is incomplete"},
		"a long field":    {form(field("a", long), cup), "", 413, tooLong},
		"many fields":     {form(strings.Repeat(field("a", ""), 2000), cup), "", 413, tooLong},
		"a long header":   {form(file(long, "a", "")), "", 413, tooLong},
		"a file too long": {form(file("file", "cup.gif", gif+long)), "", 413, "the file is too large"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFormServer(t, imagekit.UploadHandlerOptions{MaxSize: int64(len(gif))})
			// without a Content-Length, which would show that the body is too long
			r := s.send(t, http.MethodPost, onlyReader{strings.NewReader(test.body)})
			if test.stored == "" {
				s.wantRefused(t, r, test.status, test.text)
				return
			}
			if r.status != test.status || r.result.FilePath != test.stored {
				t.Errorf("got %d %s, want %s", r.status, r.body, test.stored)
			}
			s.wantStored(t, test.stored)
		})
	}
}

// TestClient_UploadHandler_LongFieldAfterFile sends a file that is much smaller than allowed. The fields after it must
// not use the rest.
func TestClient_UploadHandler_LongFieldAfterFile(t *testing.T) {
	t.Parallel()
	s := newFormServer(t, imagekit.UploadHandlerOptions{})
	cup := file("file", "cup.gif", gif)
	r := s.post(t, form(field("a", strings.Repeat("x", 40<<10)), cup, field("b", strings.Repeat("x", 40<<10))))
	s.wantRefused(t, r, http.StatusRequestEntityTooLarge, "the fields of the form are too long")
	if r = s.post(t, form(cup, field("b", strings.Repeat("x", 60<<10)))); r.status != http.StatusOK {
		t.Errorf("got %d %s", r.status, r.body)
	}
}

func TestClient_UploadHandler_Prepare(t *testing.T) {
	t.Parallel()
	var got imagekit.FormUpload
	s := newFormServer(t, imagekit.UploadHandlerOptions{
		Field: "picture",
		Prepare: func(_ *http.Request, upload *imagekit.FormUpload) error {
			got = *upload
			upload.Request.FileName = upload.Fields.Get("title") + ".gif"
			upload.Options = append(upload.Options, imagekit.WithUploadKey(upload.Fields.Get("id")))
			upload.Request.UseUniqueFileName = nil // the key makes the name unique
			return nil
		},
	})
	send := func(content string) formResponse {
		return s.post(t, form(field("id", "42"), field("tag", "a"), field("tag", "b"), field("title", "cup"),
			file("picture", "IMG_1.GIF", content), field("late", "1")))
	}
	first := send(gif)
	if first.status != http.StatusOK || first.result.FilePath != "/"+imagekit.KeyedFileName("cup.gif", "42") {
		t.Errorf("got %d %s", first.status, first.body)
	}
	if got.FileName != "IMG_1.GIF" || got.ContentType != "image/gif" || got.Request.FileName != "IMG_1.GIF" ||
		fmt.Sprint(got.Fields) != "map[id:[42] tag:[a b] title:[cup]]" {
		t.Errorf("Prepare got %+v", got)
	}
	if again := send(gif); again.status != http.StatusOK || again.result.FileID != first.result.FileID {
		t.Errorf("the same upload: got %d %s", again.status, again.body)
	}
	if other := send(gif + "x"); other.status != http.StatusConflict ||
		!strings.Contains(other.body, "another file has been uploaded with this key") {
		t.Errorf("another file: got %d %s", other.status, other.body)
	}
	s.wantStored(t, first.result.FilePath)
}

func TestClient_UploadHandler_Respond(t *testing.T) {
	t.Parallel()
	s := newFormServer(t, imagekit.UploadHandlerOptions{
		Respond: func(w http.ResponseWriter, _ *http.Request, result *imagekit.UploadResult) {
			w.WriteHeader(http.StatusCreated)
			_, _ = io.WriteString(w, result.FilePath)
		},
	})
	if r := s.post(t, form(file("file", "cup.gif", gif))); r.status != http.StatusCreated || r.body != "/cup.gif" {
		t.Errorf("got %d %s", r.status, r.body)
	}
	s.wantStored(t, "/cup.gif")
	if r := s.post(t, form()); r.status != http.StatusBadRequest || r.body != `{"message":"the form has no file"}` {
		t.Errorf("a failure: got %d %s", r.status, r.body)
	}
}

func TestClient_UploadHandler_InvalidOptions(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]imagekit.UploadHandlerOptions{
		"UploadHandlerOptions.Authorize: must be set":        {},
		"UploadHandlerOptions.MaxSize: -1 is negative":       {Authorize: allowUpload, MaxSize: -1},
		`UploadHandlerOptions.Types[1]: "image"`:             {Authorize: allowUpload, Types: []string{"a/b", "image"}},
		`UploadHandlerOptions.Types[0]: "Image/PNG"`:         {Authorize: allowUpload, Types: []string{"Image/PNG"}},
		`UploadHandlerOptions.Types[0]: "*/png"`:             {Authorize: allowUpload, Types: []string{"*/png"}},
		`UploadHandlerOptions.Types[0]: "a/b; c=d"`:          {Authorize: allowUpload, Types: []string{"a/b; c=d"}},
		"UploadHandlerOptions.AllowedOrigins[0]: has a wild": {Authorize: allowUpload, AllowedOrigins: []string{"*"}},
	} {
		_, err := newClient(t).UploadHandler(o)
		wantError(t, err, want)
		if _, ok := errors.AsType[*imagekit.ConfigError](err); !ok {
			t.Errorf("%v is not a ConfigError", err)
		}
	}
}

func TestFromPart(t *testing.T) {
	t.Parallel()
	ik, received := uploads(t)
	form := multipart.NewReader(strings.NewReader(form(file("a", "cup.gif", gif), field("b", "2"))), boundary)
	part, err := form.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	source := imagekit.FromPart(part)
	if got, want := source.String(), `file "cup.gif"`; got != want {
		t.Errorf("the source is %s, want %s", got, want)
	}
	request := imagekit.UploadRequest{File: source, FileName: "x.gif"}
	if _, err := ik.Upload(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	if got := <-received; got.file != gif || got.name != part.FileName() || got.length != -1 {
		t.Errorf("%+v was sent", got)
	}
	if _, err := ik.Upload(t.Context(), request); err == nil {
		t.Error("a part was sent twice")
	}
	if next, err := form.NextPart(); err != nil || next.FormName() != "b" {
		t.Errorf("the next part is %v, %v", next, err)
	}
	request.File = imagekit.FromPart(nil)
	if _, err := ik.Upload(t.Context(), request); !errors.Is(err, imagekit.ErrInvalidRequest) {
		t.Errorf("no part: got %v", err)
	}
}
