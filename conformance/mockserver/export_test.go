package mockserver

// WithMaxAssets sets how many assets a folder can have that is copied, moved or deleted. The service allows so many
// that a test cannot make them.
func WithMaxAssets(n int) Option {
	return func(c *config) error {
		c.maxAssets = n
		return nil
	}
}
