package killed_test

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"path"
	"slices"

	"github.com/openimagekit/imagekit"
)

// checkLibrary checks that each item is stored once, with its content and with the id that the processes have reported.
// It also checks that there are no other files and folders.
func (r *round) checkLibrary() {
	r.srv.ClearFaults()
	state, err := r.srv.State()
	if err != nil {
		r.t.Error(err)
		return
	}
	versions := map[string][]imagekit.File{} // by path
	for _, file := range state.Files {
		versions[file.FilePath] = append(versions[file.FilePath], file)
	}
	folders := map[string]bool{} // expected folders
	for _, item := range sharedItems {
		r.checkItem(item, versions[r.paths[item.name]])
		for folder := path.Dir(item.unkeyedPath); folder != "/"; folder = path.Dir(folder) {
			folders[folder] = true
		}
	}
	for _, path := range r.paths {
		delete(versions, path)
	}
	for _, files := range versions {
		r.t.Errorf("%s is stored, but is not an item: %d versions", files[0].FilePath, len(files))
	}
	var got []string
	for _, folder := range state.Folders {
		got = append(got, folder.FolderPath)
	}
	if want := slices.Sorted(maps.Keys(folders)); !slices.Equal(got, want) {
		r.t.Errorf("the library has the folders %q, want %q", got, want)
	}
}

// checkItem checks the file at the path of an item. It must have one version, or at least one if the item has no key.
func (r *round) checkItem(item sharedItem, versions []imagekit.File) {
	if len(versions) != 1 && !item.withoutKey || len(versions) == 0 {
		r.t.Errorf("%s: %d versions are stored at %s", item.name, len(versions), r.paths[item.name])
	}
	if item.withoutKey {
		r.counts["versions at paths of items"] += len(versions)
	} else {
		r.counts["files with a key"] += len(versions)
	}
	for _, file := range versions {
		if reported := r.fileIDs[file.FilePath]; file.FileID != reported {
			r.t.Errorf("%s: the file %s is stored, but the processes report %s", item.name, file.FileID, reported)
		}
		if got := r.download(file.URL); !bytes.Equal(got, item.bytes()) {
			r.t.Errorf("%s: wrong content of %d bytes, want %d bytes", item.name, len(got), item.size)
		}
	}
}

func (r *round) download(url string) []byte {
	response, err := http.Get(url)
	if err != nil {
		r.t.Error(err)
		return nil
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		r.t.Errorf("%s: status %d, %v", url, response.StatusCode, err)
	}
	return content
}
