package mockserver

import (
	"cmp"
	"path"
	"slices"

	"github.com/openimagekit/imagekit/gen/server"
)

// target is where a path in the folder of a job goes to.
func (j job) target(p string) string { return j.To + p[len(j.From):] }

// perform does a job. Source and target can overlap, but only upwards: moved to the root, /a/a becomes /a, and /a/a/a
// becomes /a/a. So everything is planned with the library as it was.
//
// Assumed: a job whose folder is gone when its turn comes completes all the same.
func (s *store) perform(j job) {
	switch {
	case s.folders[j.From] == nil:
	case j.Type == server.BulkJobTypeCOPYFOLDER:
		s.copyFolder(j)
	default:
		s.moveFolder(j)
	}
}

// copyFolder copies what is in a folder before anything is copied: a file in it can get versions of another one. Files
// that cannot become versions of those in their way are not copied.
func (s *store) copyFolder(j job) {
	for _, p := range s.foldersIn(j.From) {
		next := *s.folders[p]
		next.ID, next.Order = s.newID(), s.next()
		s.place(next, j.target(p))
	}
	files := s.filesIn(j.From)
	versions := make([][]*version, len(files))
	for i, f := range files {
		versions[i] = f.newest(j.Versions)
	}
	for i, f := range files {
		_ = s.graft(versions[i], j.target(f.Path))
	}
}

// moveFolder moves files nearest to the root first: where the target overlaps the source, they make room for deeper
// ones. Files that cannot become versions of those in their way stay where they are, and so do their folders.
//
// Assumed: the service leaves such files where they are too, and their folders.
func (s *store) moveFolder(j job) {
	files := s.filesIn(j.From)
	slices.SortStableFunc(files, func(x, y *file) int { return cmp.Compare(len(x.Path), len(y.Path)) })
	leaving := s.leaving(j, files)
	staying := slices.DeleteFunc(slices.Clone(files), func(f *file) bool { return leaving[f] })
	s.moveFolders(j, staying)
	for _, f := range files {
		if leaving[f] {
			_ = s.moveTo(f, j.target(f.Path)) // it has been found to fit
		}
	}
}

// leaving finds out which files of a job can move. One that is in the way of another comes before it.
func (s *store) leaving(j job, files []*file) map[*file]bool {
	leaving := map[*file]bool{}
	for _, f := range files {
		there := s.paths[j.target(f.Path)]
		leaving[f] = leaving[there] || checkRoom(there, len(f.Versions)) == nil
	}
	return leaving
}

// moveFolders takes all folders of a job away but those of files that stay, and then puts them to where they go. A
// folder that stays has one at its target already: the folder of what is in the way.
func (s *store) moveFolders(j job, staying []*file) {
	var moving []folder
	for _, p := range s.foldersIn(j.From) {
		if !slices.ContainsFunc(staying, func(f *file) bool { return within(f.Path, p) }) {
			moving = append(moving, *s.folders[p])
			s.dropFolder(p)
		}
	}
	for _, d := range moving {
		s.place(d, j.target(d.Path))
	}
}

// place puts a folder at a path, without what is in it. One that is there already stays as it is.
func (s *store) place(d folder, to string) {
	if s.folders[to] != nil {
		return
	}
	s.makeFolder(path.Dir(to))
	d.Path, d.UpdatedAt = to, s.now()
	s.putFolder(&d)
}
