package library

import (
	"cmp"
	"path"
	"slices"
)

// target returns the new path of what is in the folder of a job.
func (j Job) target(p string) string { return j.To + p[len(j.From):] }

// perform runs a job. Source and target can overlap, but only upwards: if /a/a is moved to the root, it becomes /a, and
// /a/a/a becomes /a/a. So what happens to each file is decided before anything changes.
//
// Assumed: a job that copies or moves a folder completes even if the folder is gone by then, and leaves out files that
// would have more than 100 versions. A move leaves them, and their folders, where they are.
func (t *tx) perform(j Job) {
	switch {
	case t.folders[j.From] == nil:
	case j.Type == JobCopyFolder:
		t.copyFolder(j)
	default:
		t.moveFolder(j)
	}
}

// copyFolder copies the files that are in a folder before the copy starts: a file in it can get versions of another
// one. Files that would have too many versions are not copied.
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

// moveFolder moves the files nearest to the root first, because deeper ones can take their places. Files that would
// have too many versions stay where they are, and so do their folders.
func (t *tx) moveFolder(j Job) {
	files := t.filesIn(j.From)
	slices.SortStableFunc(files, func(x, y *file) int { return cmp.Compare(len(x.Path), len(y.Path)) })
	leaving := t.leaving(j, files)
	staying := slices.DeleteFunc(slices.Clone(files), func(f *file) bool { return leaving[f] })
	t.moveFolders(j, staying)
	for _, f := range files {
		if leaving[f] {
			_ = t.moveTo(f, j.target(f.Path)) // leaving has checked that it fits
		}
	}
}

// leaving returns which files of a job can move. A file comes before the one that takes its place.
func (t *tx) leaving(j Job, files []*file) map[*file]bool {
	leaving := map[*file]bool{}
	for _, f := range files {
		there := t.paths[j.target(f.Path)]
		leaving[f] = leaving[there] || checkRoom(there, len(f.Versions)) == nil
	}
	return leaving
}

// moveFolders moves all folders of a job except those of files that stay. The target of a folder that stays exists
// already, with the file that has too many versions.
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

// placeFolder stores a folder under another path, without its contents. A folder that exists there stays as it is.
func (t *tx) placeFolder(d Folder, to string) {
	if t.folders[to] != nil {
		return
	}
	t.makeFolder(path.Dir(to))
	d.Path, d.UpdatedAt = to, t.Now()
	t.putFolder(&d)
}
