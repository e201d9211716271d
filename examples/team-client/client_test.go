package teamclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	teamclient "example.com/team-client"
)

func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.URL)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `[{"type":"file","name":"coffee.png"}]`)
	}))
	defer server.Close()
	client, err := teamclient.NewClientWithResponses(server.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	limit := 10
	page, err := client.ListFilesWithResponse(context.Background(), &teamclient.ListFilesParams{Limit: &limit})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, asset := range *page.JSON200 {
		fmt.Println(*asset.Type, *asset.Name)
	}
	// Output:
	// GET /v1/files?limit=10
	// file coffee.png
}
