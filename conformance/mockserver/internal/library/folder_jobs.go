package library

import (
	"cmp"
	"path"
	"slices"
)

// target returns the path that a file or folder inside the folder has after the job.
func (j Job) target(p string) string { return j.To + p[len(j.From):] }

// perform runs a job. The folders before and after a move can overlap: if /a/a is moved to the root, it becomes /a, and
// /a/a/a becomes /a/a. So the new path of each file is determined before anything changes.
//
// Assumed: a job that copies or moves a folder completes even if the folder has been deleted before the job runs. The
// job skips files that would have more than 100 versions; a move leaves these files and their folders where they are.
func (t *tx) perform(j Job) {
	switch {
	case t.folders[j.From] == nil:
	case j.Type == JobCopyFolder:
		t.copyFolder(j)
	default:
		t.moveFolder(j)
	}
}

// copyFolder collects the versions of all files before it copies any, because a copy can add versions to another file
// in the folder. Files that would have too many versions are not copied.
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

// moveFolder moves the files with the shortest paths first, because files deeper in the folder can move to these paths.
// Files that would have too many versions stay where they are, and so do their folders.
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

// leaving returns which files of a job can move. In files, a file must come before the one that moves to its path.
func (t *tx) leaving(j Job, files []*file) map[*file]bool {
	leaving := map[*file]bool{}
	for _, f := range files {
		there := t.paths[j.target(f.Path)]
		leaving[f] = leaving[there] || checkRoom(there, len(f.Versions)) == nil
	}
	return leaving
}

// moveFolders moves all folders of a job except those of files that stay. The target of a folder that stays exists
// already, because it has the file that would get too many versions.
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

// placeFolder stores a folder under another path, without its contents. It does not replace a folder at this path.
func (t *tx) placeFolder(d Folder, to string) {
	if t.folders[to] != nil {
		return
	}
	t.makeFolder(path.Dir(to))
	d.Path, d.UpdatedAt = to, t.Now()
	t.putFolder(&d)
}
