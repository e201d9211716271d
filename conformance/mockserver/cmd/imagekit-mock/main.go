// Imagekit-mock runs the mock of ImageKit for programs in any language. It prints where it listens and which keys it
// takes, and ends on an interrupt. Everything is in memory unless -data names a folder. GET /_mock/ lists what the
// server does on demand: faults, the log of requests, the clock, and more. If -addr can be reached from other machines,
// these requests need a token, which is printed too unless -control-token sets it. With -health, the program asks one
// that runs whether it is up; conformance/mockserver/Dockerfile makes a container image that uses this.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/boltstore"
)

// closeTimeout is how long running requests have to end.
const closeTimeout = 5 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "imagekit-mock:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s, err := parse(args, os.Getenv, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case s.version:
		_, err := fmt.Fprintln(stdout, version())
		return err
	case s.health:
		return s.checkHealth(ctx)
	case s.data == "":
		return s.serve(ctx, stdout, stderr, nil)
	}
	kept, err := boltstore.Open(s.data)
	if err != nil {
		return err
	}
	return errors.Join(s.serve(ctx, stdout, stderr, kept), kept.Close())
}

// serve runs the server until ctx ends.
func (s *settings) serve(ctx context.Context, stdout, stderr io.Writer, kept mockserver.Store) error {
	server, err := mockserver.Listen(s.addr, s.options(stderr, kept)...)
	if err != nil {
		return err
	}
	if err := s.announce(server, stdout); err != nil {
		return errors.Join(err, server.Close())
	}
	<-ctx.Done()
	end, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	return server.Shutdown(end)
}

// announce tells where the server is. The certificate is written first: whoever reads the address can use it.
func (s *settings) announce(server *mockserver.Server, stdout io.Writer) error {
	if s.certOut != "" {
		if err := os.WriteFile(s.certOut, server.Certificate(), 0o644); err != nil { //nolint:gosec // it is public
			return err
		}
	}
	token := ""
	if s.controlToken == "" && server.ControlToken() != "" { // who has set one knows it
		token = fmt.Sprintf("control token    %s\n", server.ControlToken())
	}
	_, err := fmt.Fprintf(stdout,
		"API and uploads  %s\nURL endpoint     %s\nprivate key      %s\npublic key       %s\n%swebhook secret   %s\n",
		server.URL(), server.URLEndpoint(), server.PrivateKey(), server.PublicKey(), token, server.WebhookSecret())
	return err
}

// release is the version that the linker sets (-X main.release=v0.1.0). It is empty without that.
var release string

// version returns the version of the release or, without one, that of the module as Go has recorded it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return cmp.Or(release, info.Main.Version, "unknown")
	}
	return cmp.Or(release, "unknown")
}
