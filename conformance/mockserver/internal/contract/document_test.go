package contract_test

import (
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

func TestDocument(t *testing.T) {
	t.Parallel()
	first, err := contract.Document()
	if err != nil {
		t.Fatal(err)
	}
	if second, _ := contract.Document(); first != second || len(first.Webhooks) != len(contract.Events()) {
		t.Errorf("the documents differ, or the events are %q, want %d", contract.Events(), len(first.Webhooks))
	}
}

func TestHasOperation(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{"upload": true, "listFiles": true, "uploadV9": false, "": false} {
		if got := contract.HasOperation(id); got != want {
			t.Errorf("%q: %v, want %v", id, got, want)
		}
	}
}

func TestPublicPaths(t *testing.T) {
	t.Parallel()
	want := []string{"/api/v1/files/upload", "/api/v2/files/upload"}
	if got := contract.PublicPaths(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestIsSecret(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"secretKey": true, "SecretKey": true, "password": true, "accessKey": true, "privateKey": true,
		"bucket": false, "name": false, "": false,
	} {
		if got := contract.IsSecret(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}
