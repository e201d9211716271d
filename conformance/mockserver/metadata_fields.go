package mockserver

import (
	"errors"
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// GetCustomMetadataFields answers with all fields, oldest first. It ignores the folder, as an account without path
// policies does.
//
// Nothing in a list tells a deleted field from another one: the vendor's OpenAPI document has no field for it.
func (a *api) GetCustomMetadataFields(
	w http.ResponseWriter, r *http.Request, params server.GetCustomMetadataFieldsParams,
) {
	a.answer(w, r)(ok(modelsOf(a.lib.Fields(value(params.IncludeDeleted, false)), fieldModel)))
}

// CreateCustomMetadataField declares a field, so that files can have values of it.
func (a *api) CreateCustomMetadataField(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.createField))
}

func (a *api) createField(req server.CreateCustomMetadataFieldRequest) (int, any, error) {
	f, err := a.lib.CreateField(fieldOf(req))
	if e, ok := errors.AsType[*library.DetailError](err); ok && e.Code == library.ErrInvalidRule {
		err = failureWithErrors(messageFieldObject, e.Field, e.Detail) // which an update has another text for
	}
	return http.StatusCreated, fieldModel(f), err
}

// seedField declares a field of a seed, which can be the reserved one.
func (a *api) seedField(req server.CreateCustomMetadataFieldRequest) error {
	f := fieldOf(req)
	f.Reserved = f.Name == library.OriginalCreationField
	_, err := a.lib.CreateField(f)
	return err
}

func fieldOf(req server.CreateCustomMetadataFieldRequest) library.Field {
	return library.Field{
		Name: req.Name, Label: req.Label, Description: value(req.Description, ""),
		Rules: rulesOf(server.CustomMetadataFieldSchema(req.Schema)),
	}
}

// fieldUpdate is a request that may try to change the name.
type fieldUpdate struct {
	server.UpdateCustomMetadataFieldRequest
	Name *string `json:"name"`
}

// UpdateCustomMetadataField changes label, description or rules of a field.
func (a *api) UpdateCustomMetadataField(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(withBody(r, func(req fieldUpdate) (int, any, error) {
		u := library.FieldUpdate{Name: req.Name, Label: req.Label, Description: req.Description}
		if s := req.Schema; s != nil {
			u.Rules = &library.Rules{
				DefaultValue: s.DefaultValue, IsValueRequired: s.IsValueRequired, SelectOptions: s.SelectOptions,
				MinLength: s.MinLength, MaxLength: s.MaxLength, MinValue: s.MinValue, MaxValue: s.MaxValue,
			}
		}
		f, err := a.lib.UpdateField(id, u)
		return http.StatusOK, fieldModel(f), err
	}))
}

// DeleteCustomMetadataField deletes a field and its values.
func (a *api) DeleteCustomMetadataField(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.lib.DeleteField(id))
}

// fieldsPath is where fields are listed and created.
const fieldsPath = "/v1/customMetadataFields"

// refuseFieldWithoutID answers requests that change or delete a field and do not say which one.
func (a *api) answerMissingFieldID(w http.ResponseWriter, r *http.Request) {
	err := a.checkKey(r)
	if err == nil {
		err = failure(http.StatusBadRequest, "Missing id parameter.", "")
	}
	a.fail(w, r, err)
}

func rulesOf(s server.CustomMetadataFieldSchema) library.Rules {
	return library.Rules{
		Type: library.FieldType(s.Type), DefaultValue: s.DefaultValue, IsValueRequired: s.IsValueRequired,
		SelectOptions: s.SelectOptions, MinLength: s.MinLength, MaxLength: s.MaxLength,
		MinValue: s.MinValue, MaxValue: s.MaxValue,
	}
}

func fieldModel(f library.Field) server.CustomMetadataField {
	var reserved *bool // absent from other fields
	if f.Reserved {
		reserved = new(true)
	}
	return server.CustomMetadataField{
		Reserved: reserved,
		ID:       f.ID, Name: f.Name, Label: f.Label, Description: textIfAny(f.Description),
		Schema: server.CustomMetadataFieldSchema{
			Type: server.CustomMetadataFieldType(f.Rules.Type), DefaultValue: f.Rules.DefaultValue,
			IsValueRequired: f.Rules.IsValueRequired, SelectOptions: f.Rules.SelectOptions,
			MinLength: f.Rules.MinLength, MaxLength: f.Rules.MaxLength, MinValue: f.Rules.MinValue,
			MaxValue: f.Rules.MaxValue,
		},
	}
}
