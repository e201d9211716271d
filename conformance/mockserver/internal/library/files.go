package library

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// FileUpdate is a change of the current version of a file. Nil fields change nothing.
type FileUpdate struct {
	Tags            *[]string // empty removes all
	Coordinates     *string   // empty removes them
	Description     *string   // empty removes it
	CustomMetadata  map[string]any
	RemoveAITags    []string // by name
	RemoveAllAITags bool
}

// UpdateFile changes the current version of a file. If a part of the update is invalid, it changes nothing.
//
// Assumed: an update of a file sets updatedAt even if it changes nothing. Moving a file does not set updatedAt, and a
// copy has the same createdAt and updatedAt as its source.
func (l *Library) UpdateFile(id string, u FileUpdate) (Asset, error) {
	err := firstError(checkTags(value(u.Tags, nil)), checkCoordinates(value(u.Coordinates, "")))
	if err != nil {
		return Asset{}, err
	}
	return l.changeFile(id, false, func(v *Version) error {
		metadata, err := l.updateMetadata(v.CustomMetadata, u.CustomMetadata)
		if err != nil {
			return err
		}
		v.CustomMetadata = metadata
		if u.Tags != nil {
			v.Tags = unique(*u.Tags)
		}
		v.Coordinates = value(u.Coordinates, v.Coordinates)
		v.Description = value(u.Description, v.Description)
		v.removeAITags(u.RemoveAITags, u.RemoveAllAITags)
		return nil
	})
}

// PublishFile publishes or unpublishes the current version of a file, or all its versions.
func (l *Library) PublishFile(id string, published, allVersions bool) (Asset, error) {
	return l.changeFile(id, allVersions, func(v *Version) error {
		v.Published = published
		return nil
	})
}

func (v *Version) removeAITags(names []string, all bool) {
	v.AITags = slices.DeleteFunc(slices.Clone(v.AITags), func(t AITag) bool {
		return all || slices.Contains(names, t.Name)
	})
}

// DeleteFile deletes a file with all its versions.
func (l *Library) DeleteFile(id string) error {
	return l.update(func(t *tx) error {
		f := t.files[id]
		if f == nil {
			return ErrFileNotFound
		}
		t.dropFile(f)
		return nil
	})
}

// The methods below change several files, or none if one of them does not exist. They return the ids in the given
// order, without duplicates.

// DeleteFiles deletes files with all their versions.
func (l *Library) DeleteFiles(ids []string) (deleted []string, err error) {
	deleted = unique(ids)
	return deleted, l.update(func(t *tx) error {
		files, err := t.findAll(deleted)
		if err != nil {
			return err
		}
		for _, f := range files {
			t.dropFile(f)
		}
		return nil
	})
}

// BulkChange has the ids of the files that a request for several files has changed, and of those that it has not.
type BulkChange struct {
	Changed []string
	Failed  []string // nil if all files were changed
}

// AddTags appends tags to those of files. Files whose tags would be too long fail. If all files fail, AddTags returns
// an error.
//
// Assumed: a request that adds tags to several files changes the files whose tags stay within 500 characters, and
// reports the others as errors. No source says which errors concern single files.
func (l *Library) AddTags(ids, tags []string) (BulkChange, error) {
	if err := checkTags(tags); err != nil {
		return BulkChange{}, err
	}
	return l.changeFiles(ids, func(v *Version) error {
		v.Tags = unique(slices.Concat(v.Tags, tags))
		return checkTags(v.Tags)
	})
}

// RemoveTags removes tags. It ignores those that a file does not have.
func (l *Library) RemoveTags(ids, tags []string) (BulkChange, error) {
	if tagsTooLong(tags) {
		return BulkChange{}, ErrTagsLength
	}
	return l.changeFiles(ids, func(v *Version) error {
		v.Tags = slices.DeleteFunc(slices.Clone(v.Tags), func(tag string) bool { return slices.Contains(tags, tag) })
		return nil
	})
}

// RemoveAITags removes AI tags by their names. It ignores those that a file does not have.
func (l *Library) RemoveAITags(ids, names []string) (BulkChange, error) {
	return l.changeFiles(ids, func(v *Version) error {
		v.removeAITags(names, false)
		return nil
	})
}

// changeFile edits the current version of a file, or all its versions.
func (l *Library) changeFile(id string, all bool, edit func(*Version) error) (changed Asset, err error) {
	err = l.update(func(t *tx) error {
		f := t.files[id]
		if f == nil {
			return ErrFileNotFound
		}
		versions, err := f.edited(t.Now(), all, edit)
		if err != nil {
			return err
		}
		t.replaceVersions(f, versions)
		changed = f.current()
		return nil
	})
	return changed, err
}

// changeFiles edits the current versions of several files, or of none if one does not exist. A file whose edit fails is
// not changed. If all edits fail, changeFiles returns the error of the last one.
func (l *Library) changeFiles(ids []string, edit func(*Version) error) (change BulkChange, err error) {
	ids = unique(ids)
	err = l.update(func(t *tx) error {
		files, err := t.findAll(ids)
		if err != nil {
			return err
		}
		var failure error
		for _, f := range files {
			versions, err := f.edited(t.Now(), false, edit)
			if err != nil {
				change.Failed, failure = append(change.Failed, f.ID), err
				continue
			}
			t.replaceVersions(f, versions)
			change.Changed = append(change.Changed, f.ID)
		}
		if change.Changed == nil {
			return failure
		}
		return nil
	})
	return change, err
}

// edited returns the versions of a file after an edit. It does not change the file.
func (f *file) edited(now time.Time, all bool, edit func(*Version) error) ([]*Version, error) {
	versions := slices.Clone(f.Versions)
	first := len(versions) - 1
	if all {
		first = 0
	}
	for i := first; i < len(versions); i++ {
		next := *versions[i]
		next.UpdatedAt = now
		if err := edit(&next); err != nil {
			return nil, err
		}
		versions[i] = &next
	}
	return versions, nil
}

// maxTagLength is how many characters the tags of a file or of a request can have in total.
const maxTagLength = 500

// checkTags checks the limits that the API document has only in its descriptions.
func checkTags(tags []string) error {
	if slices.ContainsFunc(tags, func(tag string) bool { return strings.Contains(tag, "%") }) {
		return invalid("tags", "A tag cannot contain %")
	}
	if tagsTooLong(tags) {
		return ErrTagsLength
	}
	return nil
}

// tagsTooLong reports whether tags have more than maxTagLength characters in total.
//
// Assumed: the limit of 500 characters for tags counts Unicode code points.
func tagsTooLong(tags []string) bool {
	length := 0
	for _, tag := range tags {
		length += utf8.RuneCountInString(tag)
	}
	return length > maxTagLength
}

// coordinatesPattern matches x,y,width,height in pixels.
var coordinatesPattern = regexp.MustCompile(`^\d+,\d+,\d+,\d+$`)

// checkCoordinates checks that coordinates are four whole numbers. It does not compare them with the image.
func checkCoordinates(text string) error {
	if text != "" && !coordinatesPattern.MatchString(text) {
		return invalid("customCoordinates", "It must have the form x,y,width,height")
	}
	return nil
}
