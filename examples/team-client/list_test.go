package teamclient_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"

	teamclient "example.com/team-client"
)

// TestService_Assets lists the files with a tag, in pages of two.
func TestService_Assets(t *testing.T) {
	t.Parallel()
	service, server := connect(t)
	for i := range 6 {
		tags := []string{"odd", "all"}
		if i%2 == 0 {
			tags = []string{"even", "all"}
		}
		upload(t, service, teamclient.UploadRequest{
			FileName: fmt.Sprintf("%d.txt", i), UseUniqueFileName: new(false), Tags: &tags,
		}, "hello")
	}
	for _, test := range []struct {
		tags         []string
		names        []string
		wantRequests int
	}{
		{[]string{"even"}, []string{"0.txt", "2.txt", "4.txt"}, 2},
		{[]string{"even", "odd"}, []string{"0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "5.txt"}, 4},
		{[]string{"none"}, nil, 1},
	} {
		before := len(server.Requests())
		var names []string
		for asset, err := range service.Assets(t.Context(), teamclient.ListFilesParams{
			Tags: &test.tags, Limit: new(2), Sort: new(teamclient.SortOrderASCNAME),
		}) {
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, *asset.Name)
		}
		if !slices.Equal(names, test.names) {
			t.Errorf("tags %q: %q, want %q", test.tags, names, test.names)
		}
		if n := len(server.Requests()) - before; n != test.wantRequests {
			t.Errorf("tags %q: %d requests, want %d", test.tags, n, test.wantRequests)
		}
	}
}

func TestService_Assets_Error(t *testing.T) {
	t.Parallel()
	service, server := connect(t)
	if _, err := server.AddFault(mockserver.Fault{Kind: mockserver.FaultRateLimit, Count: 1}); err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, err := range service.Assets(t.Context(), teamclient.ListFilesParams{}) {
		count++
		var failed *teamclient.Error
		if !errors.As(err, &failed) || failed.StatusCode != http.StatusTooManyRequests {
			t.Errorf("error is %v, want status 429", err)
		}
	}
	if count != 1 {
		t.Errorf("%d results, want the error only", count)
	}
}
