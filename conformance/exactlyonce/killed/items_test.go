package killed_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"os"
	"path"
	"path/filepath"

	"github.com/openimagekit/imagekit"
)

// sharedItem is an item that all processes upload.
type sharedItem struct {
	name        string // the content is a repetition of name; identifies the item in failures
	key         string // if empty, UploadAll derives a key from the content
	file        string // file name
	folder      string
	withoutKey  bool   // the item has no key: UseUniqueFileName is false
	unkeyedPath string // path in the media library, without the suffix that a key adds
	content     contentSource
	size        int // size of the content in bytes
}

// sharedItems are the items that each process uploads. Several have the same folder and file name, and two are equal.
var sharedItems = []sharedItem{
	{name: "page 1", key: "invoice-42/page-1", file: "page.png", folder: "/in", unkeyedPath: "/in/page.png", size: 700},
	{name: "page 2", key: "invoice-42/page-2", file: "page.png", folder: "/in", unkeyedPath: "/in/page.png", size: 700},
	{name: "page 3", file: "page.png", folder: "/in", unkeyedPath: "/in/page.png", size: 700},
	{name: "page 4", file: "page.png", folder: "/in", unkeyedPath: "/in/page.png", size: 20_000, content: inReader},
	{name: "page 4", file: "page.png", folder: "/in", unkeyedPath: "/in/page.png", size: 20_000, content: inReader},
	{
		name: "Grüße", key: "Grüße/1", file: "Grüße aus Köln 1.txt", folder: "Ordner mit Leerzeichen",
		unkeyedPath: "/Ordner_mit_Leerzeichen/Grüße_aus_Köln_1.txt", size: 90, content: inReader,
	},
	{
		name: "写真", key: "日本/写真", file: "日本 写真.tar.gz", folder: "/日本//2026.07/",
		unkeyedPath: "/日本/2026_07/日本_写真.tar.gz", size: 3_000, content: inStream,
	},
	{name: "readme", key: "readme", file: "README", unkeyedPath: "/README", size: 40_000, content: inUnsizedStream},
	{
		name: "large 1", file: "large 1.bin", folder: "/disk", unkeyedPath: "/disk/large_1.bin", size: 300_000,
		content: onDisk,
	},
	{
		name: "large 2", key: "disk/large 2", file: "large 2.bin", folder: "/disk", unkeyedPath: "/disk/large_2.bin",
		size: 600_000, content: onDisk,
	},
	{name: "encoded", file: "text.txt", folder: "/disk", unkeyedPath: "/disk/text.txt", size: 1_000, content: inBase64},
	{
		name: "logo", key: "logo", file: "a logo.svg", folder: "/own", withoutKey: true,
		unkeyedPath: "/own/a_logo.svg", size: 400,
	},
	{
		name: "large logo", file: "logo.bin", folder: "/own", withoutKey: true,
		unkeyedPath: "/own/logo.bin", size: 200_000, content: onDisk,
	},
}

// contentSource is the kind of imagekit.Source of an item.
type contentSource int

const (
	inMemory contentSource = iota
	inReader
	inStream        // cannot be read twice
	inUnsizedStream // cannot be read twice, and has no known size
	inBase64
	onDisk
)

// bytes returns the content of the item.
func (i sharedItem) bytes() []byte {
	return bytes.Repeat([]byte(i.name+"\n"), i.size/len(i.name)+1)[:i.size]
}

// path returns the path in the media library at which the file must be stored.
func (i sharedItem) path() string {
	if i.withoutKey {
		return i.unkeyedPath
	}
	key := i.key
	if key == "" {
		sent := i.bytes()
		if i.content == inBase64 {
			sent = []byte(base64.StdEncoding.EncodeToString(sent))
		}
		sum := sha256.Sum256(sent)
		key = "sha256:" + hex.EncodeToString(sum[:])
	}
	folder, name := path.Split(i.unkeyedPath)
	return folder + imagekit.KeyedFileName(name, key)
}

// diskPath returns the path of the local file with the content of the item.
func (i sharedItem) diskPath(folder string) string { return filepath.Join(folder, i.name+".bin") }

// source returns the source of the content. folder contains the local files.
func (i sharedItem) source(folder string) imagekit.Source {
	switch i.content {
	case inReader:
		return imagekit.FromReader(bytes.NewReader(i.bytes()))
	case inStream:
		return imagekit.FromSizedReader(io.MultiReader(bytes.NewReader(i.bytes())), int64(i.size))
	case inUnsizedStream:
		return imagekit.FromReader(io.MultiReader(bytes.NewReader(i.bytes())))
	case inBase64:
		return imagekit.FromBase64(base64.StdEncoding.EncodeToString(i.bytes()))
	case onDisk:
		return imagekit.FromPath(i.diskPath(folder))
	}
	return imagekit.FromBytes(i.bytes())
}

// upload returns the item for UploadAll. Its description is the name of the item, for newUploaderLine.
func (i sharedItem) upload(folder string) imagekit.UploadItem {
	request := imagekit.UploadRequest{
		File: i.source(folder), FileName: i.file, Folder: &i.folder, Description: &i.name,
	}
	if i.withoutKey {
		request.UseUniqueFileName = new(false)
	}
	return imagekit.UploadItem{Key: i.key, Request: request}
}

// writeFiles writes a local file for each item to a folder.
func writeFiles(folder string) error {
	for _, item := range sharedItems {
		if err := os.WriteFile(item.diskPath(folder), item.bytes(), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// itemPaths returns the path in the library at which each item must be stored, by the name of the item.
func itemPaths() map[string]string {
	paths := map[string]string{}
	for _, item := range sharedItems {
		paths[item.name] = item.path()
	}
	return paths
}
