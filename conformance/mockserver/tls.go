package mockserver

// WithTLS makes [Start] and [Listen] serve HTTPS, with a new certificate for localhost, 127.0.0.1, ::1 and the host of
// the server's URL. Clients of [Server.Client] trust this certificate; [Server.Certificate] returns it for others. The
// protocol is HTTP/1.1, because faults reset connections.
func WithTLS() Option {
	return func(c *config) error {
		c.tls = true
		return nil
	}
}

// Certificate returns the certificate of [WithTLS] as PEM. It returns nil if the server does not serve HTTPS.
func (s *Server) Certificate() []byte {
	if s.config.certificate == nil {
		return nil
	}
	return s.config.certificate.PEM()
}
