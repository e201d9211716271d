package samples_test

import (
	"context"
	"fmt"

	"github.com/openimagekit/imagekit"
)

func listSavedExtensions(ctx context.Context, ik *imagekit.Client) error {
	extensions, err := ik.ListSavedExtensions(ctx)
	if err != nil {
		return err
	}
	for _, extension := range extensions {
		fmt.Println(extension.ID, extension.Name)
	}
	return nil
}

func createSavedExtension(ctx context.Context, ik *imagekit.Client) error {
	extension, err := ik.CreateSavedExtension(ctx, imagekit.CreateSavedExtensionRequest{
		Name:        "Drinks",
		Description: "Tags pictures of drinks.",
		Config: imagekit.NewExtensionConfig(imagekit.AutoTaggingExtension{
			Name: imagekit.AutoTaggingExtensionNameGoogleAutoTagging, MaxTags: 5, MinConfidence: 80,
		}),
	})
	if err != nil {
		return err
	}
	// Uploads and updates can use it from now on.
	_, err = ik.UpdateFileDetails(ctx, fileID, imagekit.UpdateFileDetailsRequest{
		Extensions: []imagekit.Extension{
			imagekit.NewExtension(imagekit.SavedExtensionReference{ID: extension.ID}),
		},
	})
	return err
}

func getSavedExtension(ctx context.Context, ik *imagekit.Client) error {
	extension, err := ik.GetSavedExtension(ctx, extensionID)
	if err != nil {
		return err
	}
	config, err := extension.Config.Value()
	if err != nil {
		return err
	}
	if tagging, ok := config.(imagekit.AutoTaggingExtension); ok {
		fmt.Println(tagging.Name, tagging.MaxTags)
	}
	return nil
}

func updateSavedExtension(ctx context.Context, ik *imagekit.Client) error {
	extension, err := ik.UpdateSavedExtension(ctx, extensionID, imagekit.UpdateSavedExtensionRequest{
		Description: new("Tags pictures of hot drinks."),
	})
	if err != nil {
		return err
	}
	fmt.Println(extension.Description)
	return nil
}

func deleteSavedExtension(ctx context.Context, ik *imagekit.Client) error {
	return ik.DeleteSavedExtension(ctx, extensionID)
}

func listNamedTransformations(ctx context.Context, ik *imagekit.Client) error {
	transformations, err := ik.ListNamedTransformations(ctx)
	if err != nil {
		return err
	}
	for _, transformation := range transformations {
		fmt.Println(transformation.Name, transformation.Transformation)
	}
	return nil
}

func createNamedTransformation(ctx context.Context, ik *imagekit.Client) error {
	transformation, err := ik.CreateNamedTransformation(ctx, imagekit.CreateNamedTransformationRequest{
		Name:           "menu_thumbnail", // in URLs: n-menu_thumbnail
		Transformation: "w-150,h-150,fo-center",
	})
	if err != nil {
		return err
	}
	fmt.Println(transformation.ID)
	return nil
}

func getNamedTransformation(ctx context.Context, ik *imagekit.Client) error {
	transformation, err := ik.GetNamedTransformation(ctx, transformationID)
	if err != nil {
		return err
	}
	fmt.Println(transformation.Name, transformation.Transformation, transformation.Enabled)
	return nil
}

func updateNamedTransformation(ctx context.Context, ik *imagekit.Client) error {
	transformation, err := ik.UpdateNamedTransformation(ctx, transformationID,
		imagekit.UpdateNamedTransformationRequest{Transformation: new("w-1600,q-80")})
	if err != nil {
		return err
	}
	fmt.Println(transformation.Transformation)
	return nil
}

func deleteNamedTransformation(ctx context.Context, ik *imagekit.Client) error {
	return ik.DeleteNamedTransformation(ctx, transformationID)
}
