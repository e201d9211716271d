package main

import (
	"bytes"
	"io/fs"
	"time"

	"golang.org/x/image/font/gofont/goitalic"
)

// fontName is the path of the font that examples of text name.
const fontName = "fonts/Go-Italic.ttf"

// withFont are files, and a font.
type withFont struct{ fs.FS }

// Open implements fs.FS.
func (f withFont) Open(name string) (fs.File, error) {
	if name == fontName {
		return fontFile{bytes.NewReader(goitalic.TTF)}, nil
	}
	return f.FS.Open(name)
}

// fontFile is the open font.
type fontFile struct{ *bytes.Reader }

// Stat implements fs.File.
func (f fontFile) Stat() (fs.FileInfo, error) { return f, nil }

// Close implements fs.File.
func (fontFile) Close() error { return nil }

// Name implements fs.FileInfo, as the following methods do.
func (fontFile) Name() string       { return fontName }
func (fontFile) Mode() fs.FileMode  { return 0o444 }
func (fontFile) ModTime() time.Time { return time.Time{} }
func (fontFile) IsDir() bool        { return false }
func (fontFile) Sys() any           { return nil }
