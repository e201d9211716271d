package imagekit

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/openimagekit/imagekit/helpers"
)

// Webhook is a webhook that has been verified. Its Event is a [FileCreatedEvent], a [VideoTransformationReadyEvent] or
// another of the types that openapi.yaml lists, or JSON if this version does not know it.
type Webhook = helpers.Webhook

// VerifyWebhook returns the event of a request if the client's webhook secret has signed it, in the scheme of
// [WithWebhookScheme], at most [helpers.DefaultWebhookTolerance] from now by the client's clock. Nothing is sent.
// Errors are those of [helpers.VerifyWebhook], or a [ConfigError] if the client has no webhook secret. For several
// secrets or another tolerance there is [helpers.VerifyWebhook] itself.
//
//	webhook, err := ik.VerifyWebhook(r.Header, body) // the body as it came
//	if err != nil {
//		return err
//	}
//	switch event := webhook.Event.(type) {
//	case imagekit.FileCreatedEvent:
//		fmt.Println(event.Data.FilePath)
//	}
func (c *Client) VerifyWebhook(header http.Header, body []byte) (*Webhook, error) {
	o, err := c.webhookOptions(helpers.WebhookOptions{})
	if err != nil {
		return nil, err
	}
	return helpers.VerifyWebhook(header, body, o)
}

// WebhookHandler returns the endpoint to which the service sends webhooks: [helpers.WebhookHandler] with the client's
// webhook secret besides those of the options, and with the client's scheme and clock if the options have none. A
// client without a webhook secret is a [ConfigError] unless the options have one.
//
//	handler, err := ik.WebhookHandler(helpers.WebhookHandlerOptions{},
//		helpers.OnWebhook(func(ctx context.Context, w *imagekit.Webhook, event imagekit.FileCreatedEvent) error {
//			return search.Add(ctx, event.Data)
//		}),
//	)
//	http.Handle("/imagekit-webhooks", handler)
func (c *Client) WebhookHandler(o helpers.WebhookHandlerOptions, callbacks ...helpers.WebhookCallback) (http.Handler, error) {
	var err error
	if o.WebhookOptions, err = c.webhookOptions(o.WebhookOptions); err != nil {
		return nil, err
	}
	return helpers.WebhookHandler(o, callbacks...)
}

func (c *Client) webhookOptions(o helpers.WebhookOptions) (helpers.WebhookOptions, error) {
	if secret := c.config.webhookSecret; secret != "" {
		o.Secrets = append(slices.Clone(o.Secrets), secret)
	}
	if len(o.Secrets) == 0 {
		return o, missing("WithWebhookSecret", envWebhookSecret)
	}
	if o.Now == nil {
		o.Now = c.config.now
	}
	o.Scheme = cmp.Or(o.Scheme, c.config.webhookScheme)
	return o, nil
}
