package mockserver

// WithMaxAssets sets the maximum number of assets in a folder that is copied, moved or deleted. The limit of the
// service is too high for a test.
func WithMaxAssets(n int) Option {
	return func(c *config) error {
		c.maxAssets = n
		return nil
	}
}
