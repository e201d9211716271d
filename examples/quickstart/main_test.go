package main

import (
	"testing"
)

// The README shows this program; TestDocs_Quickstart compares the two.
func TestRun(t *testing.T) {
	t.Setenv("IMAGEKIT_PRIVATE_KEY", "")
	ik, err := connect()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second run finds the picture of the first
		if err := run(t.Context(), ik); err != nil {
			t.Fatal(err)
		}
	}
	files, err := ik.ListFiles(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 1 {
		t.Errorf("%d files, want one", len(files))
	}
}

func TestConnect_Account(t *testing.T) {
	t.Setenv("IMAGEKIT_PRIVATE_KEY", "private_key_of_an_account")
	for _, name := range []string{"IMAGEKIT_URL_ENDPOINT", "IMAGEKIT_BASE_URL", "IMAGEKIT_UPLOAD_URL"} {
		t.Setenv(name, "")
	}
	ik, err := connect()
	if err != nil {
		t.Fatal(err)
	}
	if want := "imagekit.Client(https://api.imagekit.io)"; ik.String() != want {
		t.Errorf("client is %s, want %s", ik, want)
	}
}
