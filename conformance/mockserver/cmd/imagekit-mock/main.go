// Imagekit-mock runs the mock of ImageKit for programs in any language. It prints its URLs and keys, and runs until it
// is interrupted. Everything is in memory unless -data names a folder. Control requests add faults, read the log of
// requests, change the clock, and more; GET /_mock/ lists them. If other machines can reach -addr, control requests
// need a token; the program prints it unless -control-token sets it. With -health, the program checks the health of a
// running server; the container image of conformance/mockserver/Dockerfile uses this.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/boltstore"
	_ "github.com/openimagekit/imagekit/conformance/render/avif" // with the build tag nodynamic
	_ "github.com/openimagekit/imagekit/conformance/render/webp" // with the build tag nodynamic
)

// closeTimeout is how long the program waits for running requests before it ends.
const closeTimeout = 5 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "imagekit-mock:", err)
		os.Exit(1)
	}
}

// run runs the program until ctx ends.
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
	store, err := boltstore.Open(s.data)
	if err != nil {
		return err
	}
	return errors.Join(s.serve(ctx, stdout, stderr, store), store.Close())
}

// serve runs the server until ctx ends.
func (s *settings) serve(ctx context.Context, stdout, stderr io.Writer, store mockserver.Store) error {
	opts := s.options(stderr, store)
	if s.docs != "" {
		folder, err := os.OpenRoot(s.docs)
		if err != nil {
			return fmt.Errorf("-docs: %w; make docs builds the folder docs/reference/site", err)
		}
		defer folder.Close()
		opts = append(opts, mockserver.WithDocs(folder.FS()))
	}
	server, err := mockserver.Listen(s.addr, opts...)
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

// announce prints the URLs, keys and secrets of the server. It writes the certificate first, so that a program that
// reads the URLs can use the certificate.
func (s *settings) announce(server *mockserver.Server, stdout io.Writer) error {
	if s.certOut != "" {
		if err := os.WriteFile(s.certOut, server.Certificate(), 0o644); err != nil { //nolint:gosec // it is public
			return err
		}
	}
	token, console := "", server.URL()+"/_mock/"
	if s.controlToken == "" && server.ControlToken() != "" { // a token that was set is not printed
		token = fmt.Sprintf("control token    %s\n", server.ControlToken())
		console += "?token=" + url.QueryEscape(server.ControlToken())
	}
	_, err := fmt.Fprintf(stdout,
		"API and uploads  %s\nURL endpoint     %s\nconsole          %s\nprivate key      %s\npublic key       %s\n"+
			"%swebhook secret   %s\n",
		server.URL(), server.URLEndpoint(), console, server.PrivateKey(), server.PublicKey(), token,
		server.WebhookSecret())
	return err
}

// release is the version of a release. The linker sets it (-X main.release=v0.1.0); otherwise it is empty.
var release string

// version returns the version of the release, or that of the module if there is none.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return cmp.Or(release, info.Main.Version, "unknown")
	}
	return cmp.Or(release, "unknown")
}
