package library

import "slices"

// Fields returns the custom metadata fields, oldest first.
func (l *Library) Fields(includeDeleted bool) []Field {
	all := l.fields.All()
	if includeDeleted {
		return all
	}
	return existing(all)
}

// existing returns the fields that are not deleted.
func existing(all []Field) []Field {
	return slices.DeleteFunc(all, func(f Field) bool { return f.Deleted })
}

// OriginalCreationField is the name of the only reserved field, which has the date when an asset was created in the
// system that it was imported from.
const OriginalCreationField = "_internal_original_created_datetime"

// CreateField creates a field and sets its id. It does not change files.
//
// Assumed: a new custom metadata field does not change existing files, even if it requires a value, and neither do new
// rules of a field. An update replaces all rules of a field. Deleting a field removes its values from all files and
// sets their updatedAt. A deleted field cannot be deleted again.
//
// The name of the reserved field cannot be used even if the account does not have the field: the mock server gets it
// from its seed, not from a dashboard.
func (l *Library) CreateField(f Field) (Field, error) {
	f.ID = l.NewID()
	if err := checkRules(f.Rules); err != nil {
		return Field{}, err
	}
	if f.Name == OriginalCreationField && !f.Reserved {
		return Field{}, ErrFieldNameTaken
	}
	return f, l.fields.Create(f.ID, f, func(others []Field) error {
		if slices.ContainsFunc(others, func(other Field) bool { return other.Name == f.Name }) {
			return ErrFieldNameTaken
		}
		return checkLabel(f, others)
	})
}

// checkLabel returns an error if another field has the same label. Labels of deleted fields can be used again.
func checkLabel(f Field, all []Field) error {
	taken := func(other Field) bool { return other.ID != f.ID && other.Label == f.Label && !other.Deleted }
	if slices.ContainsFunc(all, taken) {
		return ErrFieldLabelTaken
	}
	return nil
}

// FieldUpdate is a change of a field. Nil fields change nothing.
type FieldUpdate struct {
	Name        *string // any value is refused
	Label       *string
	Description *string // empty removes it
	Rules       *Rules  // replaces all old rules except the type
}

// UpdateField changes the label, description or rules of a field. It does not change the values of files, even if they
// break the new rules.
func (l *Library) UpdateField(id string, u FieldUpdate) (Field, error) {
	return l.fields.Change(id, func(f Field) (Field, error) {
		switch {
		case f.Deleted:
			return f, ErrFieldDeleted
		case u.Name != nil:
			return f, ErrFieldRename
		case u.Label == nil && u.Rules == nil:
			return f, ErrFieldUnchanged
		}
		return f.updated(u, l.fields.List())
	})
}

// updated returns the field after a change. It checks the label with the other fields, and the rules with the type.
func (f Field) updated(u FieldUpdate, all []Field) (Field, error) {
	f.Label = value(u.Label, f.Label)
	f.Description = value(u.Description, f.Description)
	if u.Rules != nil {
		kind := f.Rules.Type
		f.Rules = *u.Rules
		f.Rules.Type = kind
	}
	return f, firstError(checkLabel(f, all), checkRules(f.Rules))
}

// DeleteField deletes a field and its values in one change. It returns [ErrFieldNotFound] for a deleted field.
func (l *Library) DeleteField(id string) error {
	return l.update(func(t *tx) error {
		f, err := l.fields.LookUp(id)
		if err != nil {
			return err
		}
		if f.Deleted {
			return ErrFieldNotFound
		}
		if f.Reserved {
			return ErrFieldReserved
		}
		if err := t.dropMetadata(f.Name); err != nil {
			return err
		}
		t.dropField(f)
		return nil
	})
}

// dropMetadata removes the values of a field from all versions of all files.
func (t *tx) dropMetadata(name string) error {
	has := func(v *Version) bool { _, ok := v.CustomMetadata[name]; return ok }
	drop := func(v *Version) error {
		v.CustomMetadata = mergeMetadata(v.CustomMetadata, map[string]any{name: nil})
		return nil
	}
	for _, f := range t.byAge {
		if !slices.ContainsFunc(f.Versions, has) {
			continue
		}
		versions, err := f.edited(t.Now(), true, drop)
		if err != nil {
			return err
		}
		t.replaceVersions(f, versions)
	}
	return nil
}
