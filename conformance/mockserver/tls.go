package mockserver

// WithTLS makes [Start] and [Listen] speak HTTPS, with a new certificate for localhost, 127.0.0.1, ::1 and the host of
// the server's URL. The client of [Server.Client] trusts it; [Server.Certificate] returns it for others. The protocol
// is HTTP/1.1, because faults reset connections.
func WithTLS() Option {
	return func(c *config) error {
		c.tls = true
		return nil
	}
}

// Certificate returns the certificate of a server with [WithTLS] in PEM, and nil without.
func (s *Server) Certificate() []byte {
	if s.config.certificate == nil {
		return nil
	}
	return s.config.certificate.PEM()
}
