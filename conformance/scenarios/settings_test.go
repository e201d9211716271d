package scenarios_test

import (
	"slices"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/urlbuilder"
)

var settingScenarios = []scenario{
	{"lifecycle of a saved extension", changesSettings, savedExtensionLifecycle},
	{"lifecycle of a named transformation", changesSettings, namedTransformationLifecycle},
}

func savedExtensionLifecycle(t *testing.T, a *account) {
	ctx := t.Context()
	config := imagekit.NewExtensionConfig(imagekit.AutoTaggingExtension{
		Name: imagekit.AutoTaggingExtensionNameGoogleAutoTagging, MaxTags: 5, MinConfidence: 80,
	})
	saved := check.Call(a.CreateSavedExtension(ctx, imagekit.CreateSavedExtensionRequest{
		Name: "Drinks", Description: "Tags drinks.", Config: config,
	})).Must(t)
	check.ContainsValues(t, check.Encode(t, config), saved.Config)

	updated := check.Call(a.UpdateSavedExtension(ctx, saved.ID,
		imagekit.UpdateSavedExtensionRequest{Name: new("飲み物")})).Must(t)
	wantEqual(t, "name and description", []string{updated.Name, updated.Description}, []string{"飲み物", "Tags drinks."})
	got := check.Call(a.GetSavedExtension(ctx, saved.ID)).Must(t)
	listed := check.Call(a.ListSavedExtensions(ctx)).Must(t)
	wantEqual(t, "list", string(check.Encode(t, listed)), string(check.Encode(t, []any{got})))

	uploaded := a.uploadFile(t, "coffee.png", picture(t, 2, 2), func(r *imagekit.UploadRequest) {
		r.Extensions = []imagekit.Extension{imagekit.NewExtension(imagekit.SavedExtensionReference{ID: saved.ID})}
	})
	wantEqual(t, "status of the saved extension", string(uploaded.ExtensionStatus.GoogleAutoTagging), "pending")

	check.NoError(t, a.DeleteSavedExtension(ctx, saved.ID))
	_, err := a.GetSavedExtension(ctx, saved.ID)
	wantError(t, err, imagekit.ErrNotFound)
	wantEqual(t, "number of remaining saved extensions", len(check.Call(a.ListSavedExtensions(ctx)).Must(t)), 0)
}

func namedTransformationLifecycle(t *testing.T, a *account) {
	ctx := t.Context()
	create := func(name string) (*imagekit.NamedTransformation, error) {
		return a.CreateNamedTransformation(ctx,
			imagekit.CreateNamedTransformationRequest{Name: name, Transformation: "w-10,h-5"})
	}
	small, large := check.Call(create("small")).Must(t), check.Call(create("large")).Must(t)
	_, err := create("small")
	wantError(t, err, imagekit.ErrConflict)
	_, err = a.UpdateNamedTransformation(ctx, large.ID, imagekit.UpdateNamedTransformationRequest{Name: new("small")})
	wantError(t, err, imagekit.ErrConflict)

	updated := check.Call(a.UpdateNamedTransformation(ctx, small.ID,
		imagekit.UpdateNamedTransformationRequest{Transformation: new("w-8")})).Must(t)
	wantEqual(t, "transformation", updated.Transformation, "w-8")
	wantEqual(t, "the named transformation", *check.Call(a.GetNamedTransformation(ctx, small.ID)).Must(t), *updated)
	listed := check.Call(a.ListNamedTransformations(ctx)).Must(t)
	slices.SortFunc(listed, func(x, y imagekit.NamedTransformation) int { return x.CreatedAt.Compare(y.CreatedAt) })
	wantEqual(t, "number of named transformations", len(listed), 2)

	file := a.uploadFile(t, "coffee.png", picture(t, 20, 10))
	url := check.Call(a.URL(urlbuilder.Options{
		Path:           file.FilePath,
		Transformation: urlbuilder.Chain{{urlbuilder.NamedTransformation("small")}},
	})).Must(t)
	status, _ := download(t, url)
	wantEqual(t, "status of a URL with the named transformation", status, 200)

	check.NoError(t, a.DeleteNamedTransformation(ctx, small.ID))
	_, err = a.GetNamedTransformation(ctx, small.ID)
	wantError(t, err, imagekit.ErrNotFound)
}
