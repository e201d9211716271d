// Package transport contains the layers between the engine of a client and the network. From the outside in:
//
//   - the guard sends requests to the configured servers only, so that neither credentials nor files are sent
//     elsewhere after a redirect;
//   - the wire layer adds the credentials, ends requests that make no progress, and records the state of connections;
//   - the custom layer, for transports other than [http.Transport], makes requests end with their context even if the
//     transport ignores it.
//
// An [Attempt], which is the context of a request, describes the request to the layers. The package does not depend on
// ImageKit: the errors that users see come from the fields of [Config].
package transport

import (
	"net"
	"net/http"
	"net/url"
	"time"
)

// Config configures the layers.
type Config struct {
	Servers      []*url.URL // requests go to these schemes and hosts only
	NotAllowed   error      // wrapped by the error of a request that was not sent
	Timeouts     Timeouts
	TimeoutError func(Timeout) error // returns the error of a request that a limit of Timeouts has ended
	ConnsLimited bool                // the transport limits the number of connections, so requests can wait for one
}

// Timeouts limits how long a request waits for a server that makes no progress. A value that is not positive means no
// limit.
type Timeouts struct {
	ResponseHeader time.Duration // from the end of the request to the beginning of the response
	Idle           time.Duration // time in which no byte is accepted or received
}

// Timeout is a limit that a request has exceeded.
type Timeout struct {
	Waiting string // WaitingResponse or WaitingTransfer
	Limit   time.Duration
}

// Values of [Timeout.Waiting].
const (
	WaitingResponse = "response" // Timeouts.ResponseHeader has passed
	WaitingTransfer = "transfer" // Timeouts.Idle has passed
)

// New returns the layers around next, which sends requests over the network.
func New(next http.RoundTripper, c Config) http.RoundTripper {
	return &guard{
		next:       &wire{next: obeyContext(next), config: c},
		servers:    c.Servers,
		notAllowed: c.NotAllowed,
	}
}

const (
	// idleConns is how many connections to one host are kept for the next request. Go's default of 2 makes busy
	// programs open new ones all the time.
	idleConns = 32
	// maxResponseHeader limits the bytes of the header of a response, together with all informational responses before
	// it. Many short fields take about thirty times their length in memory when they are parsed.
	maxResponseHeader = 256 << 10
)

// NewHTTP returns a copy of Go's default transport with its own connections, which other clients of the program neither
// use nor close. connect limits the time to connect, and separately the time of the TLS handshake; 0 means no limit. If
// the program has replaced the default transport by another type, NewHTTP returns that transport unchanged.
//
// It speaks HTTP/1.1 only, because the client can then determine more often whether the server may have acted when a
// connection is lost. Over HTTP/2, net/http repeats requests by itself and does not report the reason. At the rates of
// the API, additional connections do not matter.
func NewHTTP(connect time.Duration) http.RoundTripper {
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	own := standard.Clone()
	own.MaxIdleConnsPerHost = idleConns
	own.DialContext = (&net.Dialer{Timeout: connect, KeepAlive: 30 * time.Second}).DialContext
	own.TLSHandshakeTimeout = connect
	own.MaxResponseHeaderBytes = maxResponseHeader
	own.Protocols = new(http.Protocols)
	own.Protocols.SetHTTP1(true)
	if own.TLSClientConfig != nil { // it contains h2 if the default transport was used before
		own.TLSClientConfig.NextProtos = []string{"http/1.1"}
	}
	return own
}
