package mockserver

import (
	"errors"
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// GetCustomMetadataFields responds with all custom metadata fields, oldest first. It ignores the parameter folder,
// which only has an effect in accounts with path policies.
//
// With includeDeleted, the list also has deleted fields. They are not marked, because the vendor's OpenAPI document has
// no property for that.
func (a *api) GetCustomMetadataFields(
	w http.ResponseWriter, r *http.Request, params server.GetCustomMetadataFieldsParams,
) {
	a.answer(w, r)(ok(modelsOf(a.lib.Fields(value(params.IncludeDeleted, false)), fieldModel)))
}

// CreateCustomMetadataField creates a custom metadata field.
func (a *api) CreateCustomMetadataField(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.createField))
}

func (a *api) createField(req server.CreateCustomMetadataFieldRequest) (int, any, error) {
	f, err := a.lib.CreateField(fieldOf(req))
	if e, ok := errors.AsType[*library.DetailError](err); ok && e.Code == library.ErrInvalidRule {
		err = failureWithErrors(messageFieldObject, e.Field, e.Detail) // updates have another message
	}
	return http.StatusCreated, fieldModel(f), err
}

// seedField creates a custom metadata field of a seed, which can be the reserved field.
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

// fieldUpdate is the body of an update. It has the name too, because a request that changes the name gets a special
// error.
type fieldUpdate struct {
	server.UpdateCustomMetadataFieldRequest
	Name *string `json:"name"`
}

// UpdateCustomMetadataField updates the label, description or rules of a custom metadata field.
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

// DeleteCustomMetadataField deletes a custom metadata field and its values.
func (a *api) DeleteCustomMetadataField(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.lib.DeleteField(id))
}

// fieldsPath is the path at which custom metadata fields are listed and created.
const fieldsPath = "/v1/customMetadataFields"

// answerMissingFieldID responds to requests that update or delete a custom metadata field without an id in the path.
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
	var reserved *bool // omitted for other fields
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
