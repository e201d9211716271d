package library

import (
	"cmp"
	"path"
	"slices"
)

// target is where a path in the folder of a job goes to.
func (j Job) target(p string) string { return j.To + p[len(j.From):] }

// perform does a job. Source and target can overlap, but only upwards: moved to the root, /a/a becomes /a, and /a/a/a
// becomes /a/a. So everything is planned with the library as it was.
//
// Assumed: a job whose folder is gone when its turn comes completes all the same.
func (t *tx) perform(j Job) {
	switch {
	case t.folders[j.From] == nil:
	case j.Type == JobCopyFolder:
		t.copyFolder(j)
	default:
		t.moveFolder(j)
	}
}

// copyFolder copies what is in a folder before anything is copied: a file in it can get versions of another one. Files
// that cannot become versions of those in their way are not copied.
func (t *tx) copyFolder(j Job) {
	for _, p := range t.foldersIn(j.From) {
		next := *t.folders[p]
		next.ID, next.Order = t.NewID(), t.Next()
		t.placeFolder(next, j.target(p))
	}
	files := t.filesIn(j.From)
	versions := make([][]*Version, len(files))
	for i, f := range files {
		versions[i] = f.newest(j.Versions)
	}
	for i, f := range files {
		_ = t.addVersions(versions[i], j.target(f.Path))
	}
}

// moveFolder moves files nearest to the root first: where the target overlaps the source, they make room for deeper
// ones. Files that cannot become versions of those in their way stay where they are, and so do their folders.
//
// Assumed: the service leaves such files where they are too, and their folders.
func (t *tx) moveFolder(j Job) {
	files := t.filesIn(j.From)
	slices.SortStableFunc(files, func(x, y *file) int { return cmp.Compare(len(x.Path), len(y.Path)) })
	leaving := t.leaving(j, files)
	staying := slices.DeleteFunc(slices.Clone(files), func(f *file) bool { return leaving[f] })
	t.moveFolders(j, staying)
	for _, f := range files {
		if leaving[f] {
			_ = t.moveTo(f, j.target(f.Path)) // it has been found to fit
		}
	}
}

// leaving finds out which files of a job can move. One that is in the way of another comes before it.
func (t *tx) leaving(j Job, files []*file) map[*file]bool {
	leaving := map[*file]bool{}
	for _, f := range files {
		there := t.paths[j.target(f.Path)]
		leaving[f] = leaving[there] || checkRoom(there, len(f.Versions)) == nil
	}
	return leaving
}

// moveFolders takes all folders of a job away but those of files that stay, and then puts them to where they go. A
// folder that stays has one at its target already: the folder of what is in the way.
func (t *tx) moveFolders(j Job, staying []*file) {
	var moving []Folder
	for _, p := range t.foldersIn(j.From) {
		if !slices.ContainsFunc(staying, func(f *file) bool { return within(f.Path, p) }) {
			moving = append(moving, *t.folders[p])
			t.dropFolder(p)
		}
	}
	for _, d := range moving {
		t.placeFolder(d, j.target(d.Path))
	}
}

// placeFolder puts a folder at a path, without what is in it. One that is there already stays as it is.
func (t *tx) placeFolder(d Folder, to string) {
	if t.folders[to] != nil {
		return
	}
	t.makeFolder(path.Dir(to))
	d.Path, d.UpdatedAt = to, t.Now()
	t.putFolder(&d)
}
