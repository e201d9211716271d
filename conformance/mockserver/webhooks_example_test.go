package mockserver_test

import (
	"context"
	"fmt"
	"log"
	"net/http/httptest"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func ExampleServer_SetWebhook() {
	ctx := context.Background()
	srv, err := mockserver.Listen("127.0.0.1:0") // in a test: mockserver.Start(t)
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	ik, err := srv.Client()
	if err != nil {
		log.Fatal(err)
	}

	// The code to be tested: an endpoint for webhooks.
	handler, err := ik.WebhookHandler(imagekit.WebhookHandlerOptions{},
		imagekit.OnWebhook(func(_ context.Context, _ *imagekit.Webhook, event imagekit.FileCreatedEvent) error {
			fmt.Println("created", event.Data.FilePath)
			return nil
		}),
	)
	if err != nil {
		log.Fatal(err)
	}
	endpoint := httptest.NewServer(handler)
	defer endpoint.Close()

	if err := srv.SetWebhook(mockserver.WebhookTarget{URL: endpoint.URL}); err != nil {
		log.Fatal(err)
	}
	note := imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("hello")), FileName: "note.txt",
		UseUniqueFileName: new(false),
	}
	if _, err := ik.Upload(ctx, note); err != nil {
		log.Fatal(err)
	}
	if err := srv.WaitForWebhooks(ctx); err != nil {
		log.Fatal(err)
	}
	for _, webhook := range srv.Webhooks() {
		fmt.Println(webhook.Event, webhook.State, "with", webhook.Attempts[0].Status)
	}
	// Output:
	// created /note.txt
	// file.created delivered with 200
}
