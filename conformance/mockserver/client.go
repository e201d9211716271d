package mockserver

import (
	"github.com/openimagekit/imagekit"
)

// Client returns a client that is configured for this server and does not limit its rate. The options are applied last,
// so they can replace this configuration. It fails like [imagekit.New].
func (s *Server) Client(opts ...imagekit.Option) (*imagekit.Client, error) {
	own := []imagekit.Option{
		imagekit.WithoutEnvironment(),
		imagekit.WithPrivateKey(s.PrivateKey()),
		imagekit.WithPublicKey(s.PublicKey()),
		imagekit.WithWebhookSecret(s.WebhookSecret()),
		imagekit.WithURLEndpoint(s.URLEndpoint()),
		imagekit.WithBaseURL(s.URL()),
		imagekit.WithUploadURL(s.URL()),
		imagekit.WithRateLimiters(imagekit.RateLimiters{}), // the limits are those of an account
	}
	if s.config.certificate != nil {
		own = append(own, imagekit.WithHTTPClient(trustingClient(s.config.certificate)))
	}
	return imagekit.New(append(own, opts...)...)
}
