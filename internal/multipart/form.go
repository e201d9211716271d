// Package multipart builds the body of an upload, which consists of text fields and a file that is streamed from its
// source.
package multipart

import (
	"bytes"
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"slices"
)

// Form describes a multipart body: text fields, then a file that is streamed.
type Form struct {
	fields   []field
	fileName string // name of the part
	file     Source
}

type field struct{ name, value string }

// Fields returns the text parts by name, without the file.
func (f *Form) Fields() map[string]string {
	fields := make(map[string]string, len(f.fields))
	for _, field := range f.fields {
		fields[field.name] = field.value
	}
	return fields
}

// SetFile sets the file and the name of its part, which is sent last.
func (f *Form) SetFile(name string, file Source) { f.fileName, f.file = name, file }

// FileText returns the text that is sent instead of a file, such as a URL; "" if the file itself is sent.
func (f *Form) FileText() string { return f.file.text }

// Set replaces a text part, or adds it.
func (f *Form) Set(name, value string) {
	i := slices.IndexFunc(f.fields, func(f field) bool { return f.name == name })
	if i < 0 {
		f.fields = append(f.fields, field{name, value})
		return
	}
	f.fields[i].value = value
}

// Rewindable reports whether the body can be sent more than once.
func (f *Form) Rewindable() bool { return f.file.Rewindable() }

// Repeatable reports whether the body can be sent now, which is false if its source can be read only once and has been
// read.
func (f *Form) Repeatable() bool { return f.file.Rewindable() || !f.file.used.Load() }

// Body is a multipart body that is being sent.
type Body struct {
	io.Reader
	ContentType string
	Length      int64 // bytes, -1 if unknown
	file        *fileReader
	text        string // what is sent instead of the file
}

// Close ends the body and closes the file if the source opened it. Unlike Stop, it does not wait.
func (b *Body) Close() error { return b.file.Close() }

// Err returns the error of reading the source, if any.
func (b *Body) Err() error { return b.file.failure() }

// Stop closes the body. After it has returned, the source is not read and progress is not reported any more. If the
// source is blocked in a Read, Stop returns only when the context ends.
func (b *Body) Stop() { b.file.stop() }

// Size returns the size of the file in bytes, after decoding if it is sent as base64 or as a data URI. It returns -1 if
// the size is not known yet, or if only the service can determine it.
func (b *Body) Size() int64 {
	if b.text != "" {
		return decodedSize(b.text)
	}
	return b.file.total()
}

// Incomplete returns the reason why the body was not sent completely before the response, nil if it was sent
// completely.
func (b *Body) Incomplete() error { return b.file.incomplete() }

// Open returns a body to send. Only the fields are held in memory; the file is read while the body is read. If a
// request is sent with several bodies, each one needs its own call of Open, with the same boundary, which is part of
// the Content-Type.
func (f *Form) Open(ctx context.Context, boundary string, progress func(sent, total int64)) (*Body, error) {
	var frame bytes.Buffer
	w := multipart.NewWriter(&frame)
	if err := w.SetBoundary(boundary); err != nil {
		return nil, err
	}
	for _, field := range f.fields {
		if err := w.WriteField(field.name, field.value); err != nil {
			return nil, err
		}
	}
	if _, err := w.CreatePart(f.fileHeader()); err != nil {
		return nil, err
	}
	head := frame.Len()
	if err := w.Close(); err != nil {
		return nil, err
	}
	content, size, err := f.file.content()
	if err != nil {
		return nil, err
	}
	file := &fileReader{
		ctx: ctx, source: content, size: size, progress: progress, used: f.file.used, direct: f.file.inMemory,
		stopped: make(chan struct{}),
	}
	body := &Body{
		Reader:      io.MultiReader(bytes.NewReader(frame.Bytes()[:head]), file, bytes.NewReader(frame.Bytes()[head:])),
		ContentType: w.FormDataContentType(),
		Length:      -1,
		file:        file,
		text:        f.file.text,
	}
	if size >= 0 {
		body.Length = int64(frame.Len()) + size
	}
	return body, nil
}

// NewBoundary returns a random multipart boundary.
func NewBoundary() string { return multipart.NewWriter(io.Discard).Boundary() }

func (f *Form) fileHeader() textproto.MIMEHeader {
	if f.file.text != "" {
		disposition := mime.FormatMediaType("form-data", map[string]string{"name": f.fileName})
		return textproto.MIMEHeader{"Content-Disposition": {disposition}}
	}
	name := f.file.name
	if name == "" {
		name = "file"
	}
	return textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition(f.fileName, name)},
		"Content-Type":        {"application/octet-stream"},
	}
}
