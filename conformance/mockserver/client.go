package mockserver

import (
	"github.com/openimagekit/imagekit"
)

// Client returns a client that is configured for this server and does not limit the rate of requests. The options are
// applied after this configuration and can override it. It returns the errors of [imagekit.New].
func (s *Server) Client(opts ...imagekit.Option) (*imagekit.Client, error) {
	defaults := []imagekit.Option{
		imagekit.WithoutEnvironment(),
		imagekit.WithPrivateKey(s.PrivateKey()),
		imagekit.WithPublicKey(s.PublicKey()),
		imagekit.WithWebhookSecret(s.WebhookSecret()),
		imagekit.WithURLEndpoint(s.URLEndpoint()),
		imagekit.WithBaseURL(s.URL()),
		imagekit.WithUploadURL(s.URL()),
		imagekit.WithRateLimiters(imagekit.RateLimiters{}), // the default limits are those of the service
	}
	if s.config.certificate != nil {
		defaults = append(defaults, imagekit.WithHTTPClient(trustingClient(s.config.certificate)))
	}
	return imagekit.New(append(defaults, opts...)...)
}
