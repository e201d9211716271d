package scenarios_test

import (
	"slices"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/urlbuilder"
)

var settingScenarios = []scenario{
	{"a saved extension from its creation to its end", changesSettings, lifeOfASavedExtension},
	{"a named transformation from its creation to its end", changesSettings, lifeOfANamedTransformation},
}

func lifeOfASavedExtension(t *testing.T, a *account) {
	ctx := t.Context()
	config := imagekit.NewExtensionConfig(imagekit.AutoTaggingExtension{
		Name: imagekit.AutoTaggingExtensionNameGoogleAutoTagging, MaxTags: 5, MinConfidence: 80,
	})
	saved := try(a.CreateSavedExtension(ctx, imagekit.CreateSavedExtensionRequest{
		Name: "Drinks", Description: "Tags drinks.", Config: config,
	})).must(t)
	check.Holds(t, encode(t, config), saved.Config)

	updated := try(a.UpdateSavedExtension(ctx, saved.ID, imagekit.UpdateSavedExtensionRequest{Name: new("飲み物")})).must(t)
	wantEqual(t, "name and description", []string{updated.Name, updated.Description}, []string{"飲み物", "Tags drinks."})
	got := try(a.GetSavedExtension(ctx, saved.ID)).must(t)
	listed := try(a.ListSavedExtensions(ctx)).must(t)
	wantEqual(t, "list", string(encode(t, listed)), string(encode(t, []any{got})))

	uploaded := a.put(t, "coffee.png", picture(t, 2, 2), func(r *imagekit.UploadRequest) {
		r.Extensions = []imagekit.Extension{imagekit.NewExtension(imagekit.SavedExtensionReference{ID: saved.ID})}
	})
	wantEqual(t, "status of what was saved", string(uploaded.ExtensionStatus.GoogleAutoTagging), "pending")

	noError(t, a.DeleteSavedExtension(ctx, saved.ID))
	_, err := a.GetSavedExtension(ctx, saved.ID)
	wantError(t, err, imagekit.ErrNotFound)
	wantEqual(t, "how many are left", len(try(a.ListSavedExtensions(ctx)).must(t)), 0)
}

func lifeOfANamedTransformation(t *testing.T, a *account) {
	ctx := t.Context()
	create := func(name string) (*imagekit.NamedTransformation, error) {
		return a.CreateNamedTransformation(ctx, imagekit.CreateNamedTransformationRequest{Name: name, Transformation: "w-10,h-5"})
	}
	small, large := try(create("small")).must(t), try(create("large")).must(t)
	_, err := create("small")
	wantError(t, err, imagekit.ErrConflict)
	_, err = a.UpdateNamedTransformation(ctx, large.ID, imagekit.UpdateNamedTransformationRequest{Name: new("small")})
	wantError(t, err, imagekit.ErrConflict)

	updated := try(a.UpdateNamedTransformation(ctx, small.ID, imagekit.UpdateNamedTransformationRequest{Transformation: new("w-8")})).must(t)
	wantEqual(t, "transformation", updated.Transformation, "w-8")
	wantEqual(t, "what get says", *try(a.GetNamedTransformation(ctx, small.ID)).must(t), *updated)
	listed := try(a.ListNamedTransformations(ctx)).must(t)
	slices.SortFunc(listed, func(x, y imagekit.NamedTransformation) int { return x.CreatedAt.Compare(y.CreatedAt) })
	wantEqual(t, "how many there are", len(listed), 2)

	file := a.put(t, "coffee.png", picture(t, 20, 10))
	url := try(a.URL(urlbuilder.Options{Path: file.FilePath, Transformation: urlbuilder.Chain{{urlbuilder.NamedTransformation("small")}}})).must(t)
	status, _ := download(t, url)
	wantEqual(t, "status of a URL with its name", status, 200)

	noError(t, a.DeleteNamedTransformation(ctx, small.ID))
	_, err = a.GetNamedTransformation(ctx, small.ID)
	wantError(t, err, imagekit.ErrNotFound)
}
