package samples_test

import (
	"context"
	"fmt"
	"time"

	"github.com/openimagekit/imagekit"
)

func getUsage(ctx context.Context, ik *imagekit.Client) error {
	start, end := imagekit.NewDate(2024, time.June, 1), imagekit.NewDate(2024, time.July, 1)
	usage, err := ik.GetUsage(ctx, start, end)
	if err != nil {
		return err
	}
	fmt.Println(usage.BandwidthBytes, usage.MediaLibraryStorageBytes)
	return nil
}

func getUsageAnalytics(ctx context.Context, ik *imagekit.Client) error {
	start, end := imagekit.NewDate(2024, time.June, 1), imagekit.NewDate(2024, time.July, 1)
	usage, err := ik.GetUsageAnalytics(ctx, start, end)
	if err != nil {
		return err
	}
	fmt.Println(usage.RequestCount, usage.BandwidthBytes)
	return nil
}

func listOrigins(ctx context.Context, ik *imagekit.Client) error {
	origins, err := ik.ListOrigins(ctx)
	if err != nil {
		return err
	}
	for _, origin := range origins {
		value, err := origin.Value()
		if err != nil {
			return err
		}
		switch o := value.(type) {
		case imagekit.WebFolderOrigin:
			fmt.Println(o.ID, o.Name, o.BaseURL)
		case imagekit.S3Origin:
			fmt.Println(o.ID, o.Name, o.Bucket)
		default: // there are more kinds
			fmt.Println(origin.Kind())
		}
	}
	return nil
}

func createOrigin(ctx context.Context, ik *imagekit.Client) error {
	origin, err := ik.CreateOrigin(ctx, imagekit.NewOriginRequest(imagekit.S3OriginRequest{
		Name:      "Product images",
		Bucket:    "product-images",
		AccessKey: accessKey,
		SecretKey: secretKey,
	}))
	if err != nil {
		return err
	}
	fmt.Println(origin.Kind())
	return nil
}

func getOrigin(ctx context.Context, ik *imagekit.Client) error {
	origin, err := ik.GetOrigin(ctx, originID)
	if err != nil {
		return err
	}
	value, err := origin.Value()
	if err != nil {
		return err
	}
	if folder, ok := value.(imagekit.WebFolderOrigin); ok {
		fmt.Println(folder.Name, folder.BaseURL)
	}
	return nil
}

func updateOrigin(ctx context.Context, ik *imagekit.Client) error {
	_, err := ik.UpdateOrigin(ctx, originID, imagekit.NewOriginRequest(imagekit.WebFolderOriginRequest{
		Name:    "Shop",
		BaseURL: "https://shop.example.com/images",
	}))
	return err
}

func deleteOrigin(ctx context.Context, ik *imagekit.Client) error {
	return ik.DeleteOrigin(ctx, originID)
}

func listURLEndpoints(ctx context.Context, ik *imagekit.Client) error {
	endpoints, err := ik.ListURLEndpoints(ctx)
	if err != nil {
		return err
	}
	for _, endpoint := range endpoints {
		fmt.Println(endpoint.ID, endpoint.URLPrefix, endpoint.Origins)
	}
	return nil
}

func createURLEndpoint(ctx context.Context, ik *imagekit.Client) error {
	rewriter := imagekit.NewURLRewriterRequest(imagekit.ImgixURLRewriter{})
	endpoint, err := ik.CreateURLEndpoint(ctx, imagekit.URLEndpointRequest{
		Description: "Images of the outlet",
		URLPrefix:   new("outlet"), // URLs begin with https://ik.imagekit.io/your_imagekit_id/outlet
		Origins:     []string{originID},
		URLRewriter: &rewriter, // optional: understands URLs that were made for imgix
	})
	if err != nil {
		return err
	}
	fmt.Println(endpoint.ID)
	return nil
}

func getURLEndpoint(ctx context.Context, ik *imagekit.Client) error {
	endpoint, err := ik.GetURLEndpoint(ctx, urlEndpointID)
	if err != nil {
		return err
	}
	fmt.Println(endpoint.Description, endpoint.Origins)
	return nil
}

func updateURLEndpoint(ctx context.Context, ik *imagekit.Client) error {
	_, err := ik.UpdateURLEndpoint(ctx, urlEndpointID, imagekit.URLEndpointRequest{
		Description: "Images of the shop and its partners",
		URLPrefix:   new("shop"),
		Origins:     []string{originID}, // in the order in which they are asked
	})
	return err
}

func deleteURLEndpoint(ctx context.Context, ik *imagekit.Client) error {
	return ik.DeleteURLEndpoint(ctx, urlEndpointID)
}

func listWebhookEndpoints(ctx context.Context, ik *imagekit.Client) error {
	endpoints, err := ik.ListWebhookEndpoints(ctx)
	if err != nil {
		return err
	}
	for _, endpoint := range endpoints {
		fmt.Println(endpoint.ID, endpoint.Endpoint, endpoint.Events)
	}
	return nil
}

func createWebhookEndpoint(ctx context.Context, ik *imagekit.Client) error {
	endpoint, err := ik.CreateWebhookEndpoint(ctx, imagekit.CreateWebhookEndpointRequest{
		Endpoint: "https://www.example.com/imagekit/webhooks",
		Events: []imagekit.WebhookEventType{
			imagekit.WebhookEventTypeFileCreated, imagekit.WebhookEventTypeFileDeleted,
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(endpoint.ID) // endpoint.Secret verifies the webhooks
	return nil
}

func getWebhookEndpoint(ctx context.Context, ik *imagekit.Client) error {
	endpoint, err := ik.GetWebhookEndpoint(ctx, webhookEndpointID)
	if err != nil {
		return err
	}
	fmt.Println(endpoint.Endpoint, endpoint.Events, endpoint.Enabled)
	return nil
}

func updateWebhookEndpoint(ctx context.Context, ik *imagekit.Client) error {
	endpoint, err := ik.UpdateWebhookEndpoint(ctx, webhookEndpointID, imagekit.UpdateWebhookEndpointRequest{
		Enabled: new(false),
	})
	if err != nil {
		return err
	}
	fmt.Println(endpoint.Enabled)
	return nil
}

func deleteWebhookEndpoint(ctx context.Context, ik *imagekit.Client) error {
	return ik.DeleteWebhookEndpoint(ctx, webhookEndpointID)
}
