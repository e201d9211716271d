package teamclient_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"

	teamclient "example.com/team-client"
)

func TestService_Upload(t *testing.T) {
	t.Parallel()
	service, server := connect(t)
	ik, err := server.Client() // package imagekit, to prepare the account
	if err != nil {
		t.Fatal(err)
	}
	_, err = ik.CreateCustomMetadataField(t.Context(), imagekit.CreateCustomMetadataFieldRequest{
		Name: "price", Label: "Price", Schema: imagekit.CustomMetadataFieldRules{Type: "Number"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := teamclient.UploadRequest{
		FileName:          "note.txt",
		Folder:            new("/notes"),
		UseUniqueFileName: new(false),
		IsPrivateFile:     new(true),
		Tags:              &[]string{"draft", "to read"},
		CustomMetadata:    map[string]any{"price": 4.5},
		ResponseFields: &[]teamclient.UploadResponseField{
			teamclient.UploadResponseFieldTags, teamclient.UploadResponseFieldCustomMetadata,
		},
	}
	got := upload(t, service, want, "hello")
	if *got.FilePath != "/notes/note.txt" || *got.Size != 5 {
		t.Errorf("stored %s with %v bytes", *got.FilePath, *got.Size)
	}
	if !slices.Equal(*got.Tags, *want.Tags) || !maps.Equal(got.CustomMetadata, want.CustomMetadata) {
		t.Errorf("tags %q and custom metadata %v, want those of the request", *got.Tags, got.CustomMetadata)
	}
	file, err := service.FileDetails(t.Context(), *got.FileId)
	if err != nil || !*file.IsPrivateFile {
		t.Errorf("%v, %v: want a private file", file, err)
	}
}

func TestService_Upload_Error(t *testing.T) {
	t.Parallel()
	service, _ := connect(t)
	_, err := service.Upload(t.Context(), strings.NewReader("hello"), teamclient.UploadRequest{
		FileName: "note.txt", CustomMetadata: map[string]any{"unknown": true},
	})
	var failed *teamclient.Error
	if !errors.As(err, &failed) || failed.StatusCode != 400 || !strings.Contains(failed.Message, "custom metadata") {
		t.Errorf("error is %v, want status 400 and a message about custom metadata", err)
	}
}
