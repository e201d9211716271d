package imagekit

import (
	"bytes"
	"errors"
	"io"
	"mime"
	stdmultipart "mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode"
)

const (
	// maxFormText is the maximum length of a form without the content of its file, in bytes: 64 KiB of fields, and one
	// buffer of the multipart reader, which reads ahead.
	maxFormText = 64<<10 + 4<<10

	sniffLength = 512 // bytes from which the type of a file is detected
)

var (
	errFileTooLarge   = &HTTPError{http.StatusRequestEntityTooLarge, "the file is too large"}
	errFormTooLarge   = &HTTPError{http.StatusRequestEntityTooLarge, "the fields of the form are too long"}
	errFormIncomplete = &HTTPError{http.StatusBadRequest, "the form is incomplete"}
	errFormMalformed  = &HTTPError{http.StatusBadRequest, "the form is malformed"}
	errNoFile         = &HTTPError{http.StatusBadRequest, "the form has no file"}
	errEmptyFile      = &HTTPError{http.StatusBadRequest, "the file is empty"}
	errSeveralFiles   = &HTTPError{http.StatusBadRequest, "the form has more than one file; upload one at a time"}
)

// formReader reads a form with one file. First, findFile and readHead read it up to the beginning of the file. Then,
// Read returns the whole file. Read returns io.EOF only when the rest of the form has been read and is valid, so that
// an upload succeeds only then.
type formReader struct {
	body    *formBody
	parts   *stdmultipart.Reader
	field   string // name of the field with the file
	maxSize int64  // of the file, in bytes

	part *stdmultipart.Part
	file io.Reader // the file, including the head
	size int64     // bytes of the file that have been read
	err  error
}

// newFormReader returns the reader of the form in the body of r.
func newFormReader(r *http.Request, field string, maxSize int64) (*formReader, error) {
	mediaType, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil || mediaType != "multipart/form-data":
		return nil, &HTTPError{http.StatusUnsupportedMediaType, "the body must be multipart/form-data"}
	case params["boundary"] == "":
		return nil, errFormMalformed
	case r.MultipartForm != nil:
		return nil, errors.New("imagekit: UploadHandler: the form has already been parsed, for example by a middleware")
	}
	body := &formBody{body: r.Body, left: maxFormText}
	return &formReader{
		body: body, parts: stdmultipart.NewReader(body, params["boundary"]), field: field, maxSize: maxSize,
	}, nil
}

// findFile reads the form up to the file. It returns the fields before the file, and the name of the file.
func (f *formReader) findFile() (fields url.Values, fileName string, err error) {
	fields = url.Values{}
	for {
		part, err := f.nextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, "", errNoFile
		case err != nil:
			return nil, "", err
		case part.isFile && part.name == f.field:
			f.part = part.Part
			f.body.left += f.maxSize
			return fields, part.fileName, nil
		case part.isFile:
			return nil, "", &HTTPError{http.StatusBadRequest, "the file is not in the field " + f.field}
		}
		text, err := io.ReadAll(part) // formBody limits its length
		if err != nil {
			return nil, "", f.failure(err)
		}
		fields.Add(part.name, string(text))
	}
}

// readHead returns the first bytes of the file, at most sniffLength.
func (f *formReader) readHead() ([]byte, error) {
	head, err := io.ReadAll(io.LimitReader(f.part, sniffLength))
	switch {
	case err != nil:
		return nil, f.failure(err)
	case len(head) == 0:
		return nil, errEmptyFile
	}
	f.file = io.MultiReader(bytes.NewReader(head), f.part)
	return head, nil
}

// Read reads the file.
func (f *formReader) Read(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	n, err := f.file.Read(p)
	f.size += int64(n)
	switch {
	case f.size > f.maxSize:
		n, f.err = 0, errFileTooLarge
	case errors.Is(err, io.EOF):
		f.body.left -= f.maxSize - f.size // which the file has not used
		f.err = f.readRest()
	case err != nil:
		f.err = f.failure(err)
	}
	return n, f.err
}

// readRest reads the form after the file. It returns io.EOF if the form is complete and has no other file.
func (f *formReader) readRest() error {
	for {
		part, err := f.nextPart()
		if err != nil {
			return err
		}
		if part.isFile {
			return errSeveralFiles
		}
	}
}

// formPart is a part of a form: a field or a file.
type formPart struct {
	*stdmultipart.Part
	name     string // of the field
	isFile   bool
	fileName string // without folders
}

// nextPart returns the next part, or io.EOF at the end of the form. It skips the files that browsers send for inputs in
// which no file was chosen: they have neither a name nor content.
func (f *formReader) nextPart() (*formPart, error) {
	for {
		part, err := f.parts.NextPart()
		if err != nil {
			return nil, f.failure(err)
		}
		disposition, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		if err != nil || disposition != "form-data" {
			return nil, errFormMalformed
		}
		fileName, isFile := params["filename"]
		if isFile && fileName == "" {
			if n, err := io.Copy(io.Discard, io.LimitReader(part, 1)); err != nil {
				return nil, f.failure(err)
			} else if n == 0 {
				continue
			}
			return nil, errFormMalformed
		}
		return &formPart{Part: part, name: params["name"], isFile: isFile, fileName: withoutFolders(fileName)}, nil
	}
}

// withoutFolders returns the last element of a path with slashes or backslashes. The result is not empty, and has _
// instead of invalid UTF-8 and of characters that are not printable, such as line ends and those that change the
// direction of writing.
func withoutFolders(path string) string {
	name := strings.ToValidUTF8(path[strings.LastIndexAny(path, `/\`)+1:], "_")
	name = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '_'
	}, name)
	if strings.Trim(name, ". ") == "" {
		return "file"
	}
	return name
}

// failure returns the error for which [formFailure] has a response if reading the parts fails with err: the error of
// the body, errFormIncomplete or errFormMalformed. It returns io.EOF as it is.
func (f *formReader) failure(err error) error {
	switch {
	case err == io.EOF: //nolint:errorlint // NextPart wraps io.EOF if the body ends before the form
		return io.EOF
	case f.body.err != nil: // the reader of the parts can hide it
		return f.body.err
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return errFormIncomplete
	}
	return errFormMalformed
}

// formBody is the body of a request. It limits the length of the body.
type formBody struct {
	body io.Reader
	left int64 // bytes
	err  error // nil at the end of the body
}

func (b *formBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.err = errFormTooLarge
		return 0, b.err
	}
	n, err := b.body.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = &brokenBodyError{err}
		err = b.err
	}
	return n, err
}
