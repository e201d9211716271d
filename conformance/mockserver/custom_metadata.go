package mockserver

import (
	"net/http"
	"slices"

	"github.com/openimagekit/imagekit/gen/server"
)

// metadataField is a custom metadata field. A deleted one is kept: its name stays taken.
type metadataField struct {
	Model   server.CustomMetadataField
	Deleted bool
}

// GetCustomMetadataFields answers with all fields, oldest first.
func (a *api) GetCustomMetadataFields(w http.ResponseWriter, r *http.Request, params server.GetCustomMetadataFieldsParams) {
	a.answer(w, r)(a.listFields(value(params.IncludeDeleted, false)))
}

// listFields ignores the folder, as an account without path policies does.
//
// Assumed: nothing in a list tells a deleted field from another one.
func (a *api) listFields(includeDeleted bool) (int, any, error) {
	models := []server.CustomMetadataField{}
	for _, f := range a.metadataFields.All() {
		if includeDeleted || !f.Deleted {
			models = append(models, f.Model)
		}
	}
	return ok(models)
}

// CreateCustomMetadataField declares a field, so that files can have values of it.
func (a *api) CreateCustomMetadataField(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.createField))
}

// createField leaves the files as they are, even if they must have a value from now on.
//
// Assumed: a new field changes no files in the service either.
func (a *api) createField(req server.CreateCustomMetadataFieldRequest) (int, any, error) {
	m := server.CustomMetadataField{
		ID: a.newID(), Name: req.Name, Label: req.Label, Description: textIfAny(value(req.Description, "")),
		Schema: server.CustomMetadataFieldSchema(req.Schema),
	}
	if err := checkRules(m.Schema); err != nil {
		return 0, nil, err
	}
	err := a.metadataFields.Create(m.ID, metadataField{Model: m}, func(others []metadataField) error {
		if slices.ContainsFunc(others, func(f metadataField) bool { return f.Model.Name == m.Name }) {
			return errFieldName
		}
		return checkLabel(m, others)
	})
	return http.StatusCreated, m, err
}

// checkLabel refuses a label that another field has; those of deleted ones are free.
func checkLabel(m server.CustomMetadataField, all []metadataField) error {
	taken := func(f metadataField) bool { return f.Model.ID != m.ID && f.Model.Label == m.Label && !f.Deleted }
	if slices.ContainsFunc(all, taken) {
		return errFieldLabel
	}
	return nil
}

// fieldUpdate is a request that may try to change the name.
type fieldUpdate struct {
	server.UpdateCustomMetadataFieldRequest
	Name *string `json:"name"`
}

// UpdateCustomMetadataField changes label, description or rules of a field.
func (a *api) UpdateCustomMetadataField(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(withBody(r, func(req fieldUpdate) (int, any, error) { return a.updateField(id, req) }))
}

// updateField leaves the values of files as they are, even if they break the new rules.
//
// Assumed: new rules of a field change no files in the service either, and replace all of the old ones.
func (a *api) updateField(id string, req fieldUpdate) (int, any, error) {
	f, err := a.metadataFields.Change(id, func(f metadataField) (metadataField, error) {
		switch {
		case f.Deleted:
			return f, errFieldDeleted
		case req.Name != nil:
			return f, errFieldRename
		case req.Label == nil && req.Schema == nil:
			return f, errFieldUnchanged
		}
		return f.updated(req.UpdateCustomMetadataFieldRequest, a.metadataFields.List())
	})
	return http.StatusOK, f.Model, err
}

// updated returns the field with a change, if that fits to the field's type and to the other fields.
func (f metadataField) updated(req server.UpdateCustomMetadataFieldRequest, all []metadataField) (metadataField, error) {
	f.Model.Label = value(req.Label, f.Model.Label)
	f.Model.Description = textIfAny(value(or(req.Description, f.Model.Description), ""))
	if req.Schema != nil {
		f.Model.Schema = rulesOf(f.Model.Schema.Type, *req.Schema)
	}
	return f, firstError(checkLabel(f.Model, all), checkRules(f.Model.Schema))
}

// rulesOf completes the rules of an update with the type, which they do not have.
func rulesOf(kind server.CustomMetadataFieldType, r server.CustomMetadataFieldRulesUpdate) server.CustomMetadataFieldSchema {
	return server.CustomMetadataFieldSchema{
		Type: kind, DefaultValue: r.DefaultValue, IsValueRequired: r.IsValueRequired, SelectOptions: r.SelectOptions,
		MinLength: r.MinLength, MaxLength: r.MaxLength, MinValue: r.MinValue, MaxValue: r.MaxValue,
	}
}

// DeleteCustomMetadataField deletes a field and its values.
func (a *api) DeleteCustomMetadataField(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.deleteField(id))
}

// deleteField does all of it in one write.
//
// Assumed: files lose the values of a deleted field, which is an update of each of them; and a deleted field is not
// there for another deletion.
func (a *api) deleteField(id string) error {
	return a.lib.update(func(t *tx) error {
		f, err := a.metadataFields.LookUp(id)
		if err != nil {
			return err
		}
		if f.Deleted {
			return errNoField
		}
		if err := t.dropMetadata(f.Model.Name); err != nil {
			return err
		}
		f.Deleted = true
		a.metadataFields.Set(t.Tx, id, f)
		return nil
	})
}

// dropMetadata removes the values of a field from all versions of all files, in a write.
func (t *tx) dropMetadata(name string) error {
	has := func(v *version) bool { _, ok := v.CustomMetadata[name]; return ok }
	drop := func(v *version) error {
		v.CustomMetadata = mergeMetadata(v.CustomMetadata, map[string]any{name: nil})
		return nil
	}
	for _, f := range t.byAge {
		if !slices.ContainsFunc(f.Versions, has) {
			continue
		}
		versions, err := f.edited(t.now(), true, drop)
		if err != nil {
			return err
		}
		t.replace(f, versions)
	}
	return nil
}
