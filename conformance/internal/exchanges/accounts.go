package exchanges

import (
	"context"
	"time"

	"github.com/openimagekit/imagekit"
)

const originID = "663c9a1be4b0f7d2a85c1e40"

const webhookEndpointID = "66d1f0a3c5b2e49d7c80a1f4"

var webhookEndpointExchanges = []Exchange{
	{
		Operation: "listWebhookEndpoints",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.ListWebhookEndpoints(ctx)
		},
		Request: "GET /v1/accounts/webhooks",
	},
	{
		Operation: "createWebhookEndpoint",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.CreateWebhookEndpoint(ctx, imagekit.CreateWebhookEndpointRequest{
				Endpoint: "https://www.example.com/imagekit/webhooks",
				Events: []imagekit.WebhookEventType{
					imagekit.WebhookEventTypeFileCreated, imagekit.WebhookEventTypeVideoTransformationReady,
				},
				Enabled: new(false),
			})
		},
		Request: "POST /v1/accounts/webhooks",
		Body: `{
			"endpoint": "https://www.example.com/imagekit/webhooks",
			"events": ["file.created", "video.transformation.ready"], "enabled": false
		}`,
	},
	{
		Operation: "getWebhookEndpoint",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetWebhookEndpoint(ctx, webhookEndpointID)
		},
		Request: "GET /v1/accounts/webhooks/66d1f0a3c5b2e49d7c80a1f4",
	},
	{
		Operation: "updateWebhookEndpoint",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateWebhookEndpoint(ctx, webhookEndpointID, imagekit.UpdateWebhookEndpointRequest{
				Endpoint: new("https://www.example.com/imagekit/webhooks"),
				Events:   []imagekit.WebhookEventType{imagekit.WebhookEventTypeFileDeleted},
				Enabled:  new(false),
			})
		},
		Request: "PATCH /v1/accounts/webhooks/66d1f0a3c5b2e49d7c80a1f4",
		Body: `{
			"endpoint": "https://www.example.com/imagekit/webhooks", "events": ["file.deleted"], "enabled": false
		}`,
	},
	{
		Operation: "deleteWebhookEndpoint",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteWebhookEndpoint(ctx, webhookEndpointID)
		},
		Request: "DELETE /v1/accounts/webhooks/66d1f0a3c5b2e49d7c80a1f4",
	},
}

var accountExchanges = []Exchange{
	{
		Operation: "getUsage",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetUsage(ctx, imagekit.NewDate(2024, time.June, 1), imagekit.NewDate(2024, time.July, 1))
		},
		Request: "GET /v1/accounts/usage?startDate=2024-06-01&endDate=2024-07-01",
	},
	{
		Operation: "getUsageAnalytics",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetUsageAnalytics(ctx, imagekit.NewDate(2024, time.June, 1), imagekit.NewDate(2024, time.July, 1))
		},
		Request: "GET /v1/accounts/usage-analytics?startDate=2024-06-01&endDate=2024-07-01",
	},
	{
		Operation: "listOrigins",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.ListOrigins(ctx)
		},
		Request: "GET /v1/accounts/origins",
	},
	createOrigin("in Amazon S3", imagekit.NewOriginRequest(imagekit.S3OriginRequest{
		Name: "Product images", Bucket: "product-images", Prefix: new("raw/"), UseIAMRole: new(false),
		AccessKey: "access", SecretKey: "secret",
		IncludeCanonicalHeader: new(true), BaseURLForCanonicalHeader: new("https://cdn.example.com"),
	}), `{
		"type": "S3", "name": "Product images", "bucket": "product-images", "prefix": "raw/", "useIAMRole": false,
		"accessKey": "access", "secretKey": "secret",
		"includeCanonicalHeader": true, "baseUrlForCanonicalHeader": "https://cdn.example.com"
	}`),
	createOrigin("in another S3", imagekit.NewOriginRequest(imagekit.S3CompatibleOriginRequest{
		Name: "Archive", Bucket: "archive", Prefix: new(""), Endpoint: "https://s3.example.com",
		S3ForcePathStyle: new(false),
		AccessKey:        "access", SecretKey: "secret",
		IncludeCanonicalHeader: new(true), BaseURLForCanonicalHeader: new("https://cdn.example.com"),
	}), `{
		"type": "S3_COMPATIBLE", "name": "Archive", "bucket": "archive", "prefix": "",
		"endpoint": "https://s3.example.com", "s3ForcePathStyle": false, "accessKey": "access", "secretKey": "secret",
		"includeCanonicalHeader": true, "baseUrlForCanonicalHeader": "https://cdn.example.com"
	}`),
	createOrigin("in a backup of Cloudinary", imagekit.NewOriginRequest(imagekit.CloudinaryBackupOriginRequest{
		Name: "Old library", Bucket: "backup", Prefix: new("media/"), UseIAMRole: new(true),
		AccessKey: "access", SecretKey: "secret",
		IncludeCanonicalHeader: new(true), BaseURLForCanonicalHeader: new("https://cdn.example.com"),
	}), `{
		"type": "CLOUDINARY_BACKUP", "name": "Old library", "bucket": "backup", "prefix": "media/", "useIAMRole": true,
		"accessKey": "access", "secretKey": "secret",
		"includeCanonicalHeader": true, "baseUrlForCanonicalHeader": "https://cdn.example.com"
	}`),
	createOrigin("in a folder of a website", imagekit.NewOriginRequest(imagekit.WebFolderOriginRequest{
		Name: "Shop", BaseURL: "https://shop.example.com/images", ForwardHostHeaderToOrigin: new(false),
		IncludeCanonicalHeader: new(true), BaseURLForCanonicalHeader: new("https://shop.example.com"),
	}), webFolderJSON),
	createOrigin("on any website", imagekit.NewOriginRequest(imagekit.WebProxyOriginRequest{
		Name: "Any website", IncludeCanonicalHeader: new(false),
		BaseURLForCanonicalHeader: new("https://cdn.example.com"),
	}), `{
		"type": "WEB_PROXY", "name": "Any website",
		"includeCanonicalHeader": false, "baseUrlForCanonicalHeader": "https://cdn.example.com"
	}`),
	createOrigin("in Google Cloud Storage", imagekit.NewOriginRequest(imagekit.GCSOriginRequest{
		Name: "Campaigns", Bucket: "campaigns", Prefix: new("2024/"), PrivateKey: "-----BEGIN PRIVATE KEY-----\nMIIE",
		ClientEmail:            "imagekit@example-project.iam.gserviceaccount.com",
		IncludeCanonicalHeader: new(true), BaseURLForCanonicalHeader: new("https://cdn.example.com"),
	}), `{
		"type": "GCS", "name": "Campaigns", "bucket": "campaigns", "prefix": "2024/",
		"privateKey": "-----BEGIN PRIVATE KEY-----\nMIIE",
		"clientEmail": "imagekit@example-project.iam.gserviceaccount.com",
		"includeCanonicalHeader": true, "baseUrlForCanonicalHeader": "https://cdn.example.com"
	}`),
	createOrigin("in Azure Blob Storage", imagekit.NewOriginRequest(imagekit.AzureBlobOriginRequest{
		Name: "Press kit", AccountName: "examplestorage", Container: "press", Prefix: new("kit/"),
		SASToken:               "?sv=2022&sig=abc",
		IncludeCanonicalHeader: new(true), BaseURLForCanonicalHeader: new("https://cdn.example.com"),
	}), `{
		"type": "AZURE_BLOB", "name": "Press kit", "accountName": "examplestorage", "container": "press",
		"prefix": "kit/", "sasToken": "?sv=2022&sig=abc",
		"includeCanonicalHeader": true, "baseUrlForCanonicalHeader": "https://cdn.example.com"
	}`),
	createOrigin("in Akeneo", imagekit.NewOriginRequest(imagekit.AkeneoPIMOriginRequest{
		Name: "Catalogue", BaseURL: "https://akeneo.example.com", ClientID: "client", ClientSecret: "secret",
		Username: "imagekit", Password: "password",
		IncludeCanonicalHeader: new(true), BaseURLForCanonicalHeader: new("https://cdn.example.com"),
	}), `{
		"type": "AKENEO_PIM", "name": "Catalogue", "baseUrl": "https://akeneo.example.com", "clientId": "client",
		"clientSecret": "secret", "username": "imagekit", "password": "password",
		"includeCanonicalHeader": true, "baseUrlForCanonicalHeader": "https://cdn.example.com"
	}`),
	{
		Operation: "getOrigin",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetOrigin(ctx, originID)
		},
		Request: "GET /v1/accounts/origins/663c9a1be4b0f7d2a85c1e40",
	},
	{
		Operation: "updateOrigin",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateOrigin(ctx, originID, imagekit.NewOriginRequest(imagekit.WebFolderOriginRequest{
				Name: "Shop", BaseURL: "https://shop.example.com/images", ForwardHostHeaderToOrigin: new(false),
				IncludeCanonicalHeader: new(true), BaseURLForCanonicalHeader: new("https://shop.example.com"),
			}))
		},
		Request: "PUT /v1/accounts/origins/663c9a1be4b0f7d2a85c1e40",
		Body:    webFolderJSON,
	},
	{
		Operation: "deleteOrigin",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteOrigin(ctx, originID)
		},
		Request: "DELETE /v1/accounts/origins/663c9a1be4b0f7d2a85c1e40",
	},
	{
		Operation: "listURLEndpoints",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.ListURLEndpoints(ctx)
		},
		Request: "GET /v1/accounts/url-endpoints",
	},
	createURLEndpoint("that understands Cloudinary", imagekit.NewURLRewriterRequest(
		imagekit.CloudinaryURLRewriterRequest{PreserveAssetDeliveryTypes: new(false)},
	), `{"type": "CLOUDINARY", "preserveAssetDeliveryTypes": false}`),
	createURLEndpoint("that understands imgix", imagekit.NewURLRewriterRequest(imagekit.ImgixURLRewriter{}),
		`{"type": "IMGIX"}`),
	createURLEndpoint("that understands Akamai", imagekit.NewURLRewriterRequest(imagekit.AkamaiURLRewriter{}),
		`{"type": "AKAMAI"}`),
	{
		Operation: "getURLEndpoint",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetURLEndpoint(ctx, originID)
		},
		Request: "GET /v1/accounts/url-endpoints/663c9a1be4b0f7d2a85c1e40",
	},
	{
		Operation: "updateURLEndpoint",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateURLEndpoint(ctx, originID,
				urlEndpoint(imagekit.NewURLRewriterRequest(imagekit.ImgixURLRewriter{})))
		},
		Request: "PUT /v1/accounts/url-endpoints/663c9a1be4b0f7d2a85c1e40",
		Body:    urlEndpointJSON(`{"type": "IMGIX"}`),
	},
	{
		Operation: "deleteURLEndpoint",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteURLEndpoint(ctx, originID)
		},
		Request: "DELETE /v1/accounts/url-endpoints/663c9a1be4b0f7d2a85c1e40",
	},
}

const webFolderJSON = `{
	"type": "WEB_FOLDER", "name": "Shop", "baseUrl": "https://shop.example.com/images",
	"forwardHostHeaderToOrigin": false,
	"includeCanonicalHeader": true, "baseUrlForCanonicalHeader": "https://shop.example.com"
}`

func createOrigin(name string, origin imagekit.OriginRequest, body string) Exchange {
	return Exchange{
		Operation: "createOrigin",
		Name:      name,
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.CreateOrigin(ctx, origin)
		},
		Request: "POST /v1/accounts/origins",
		Body:    body,
	}
}

func createURLEndpoint(name string, rewriter imagekit.URLRewriterRequest, body string) Exchange {
	return Exchange{
		Operation: "createURLEndpoint",
		Name:      name,
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.CreateURLEndpoint(ctx, urlEndpoint(rewriter))
		},
		Request: "POST /v1/accounts/url-endpoints",
		Body:    urlEndpointJSON(body),
	}
}

func urlEndpoint(rewriter imagekit.URLRewriterRequest) imagekit.URLEndpointRequest {
	return imagekit.URLEndpointRequest{
		Description: "Images of the shop", URLPrefix: new("shop"), Origins: []string{originID}, URLRewriter: &rewriter,
	}
}

func urlEndpointJSON(rewriter string) string {
	return `{
		"description": "Images of the shop", "urlPrefix": "shop", "origins": ["663c9a1be4b0f7d2a85c1e40"],
		"urlRewriter": ` + rewriter + `
	}`
}
