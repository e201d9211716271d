package mockserver

// WithTLS makes [Start] and [Listen] speak HTTPS, with a certificate that is made on the spot for localhost, 127.0.0.1,
// ::1 and the host of the server's URL. [Server.Client] trusts it; [Server.Certificate] is for everybody else. It is
// HTTP/1.1, whose connections faults can reset.
func WithTLS() Option {
	return func(c *config) error {
		c.tls = true
		return nil
	}
}

// Certificate returns the certificate of a server with [WithTLS] in PEM, and nil without.
func (s *Server) Certificate() []byte {
	if s.config.identity == nil {
		return nil
	}
	return s.config.identity.PEM()
}
