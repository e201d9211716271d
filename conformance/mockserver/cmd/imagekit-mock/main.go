// Imagekit-mock runs the mock of ImageKit for programs in any language. It prints where it listens and which keys it takes,
// keeps everything in memory, and ends on an interrupt.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "imagekit-mock:", err)
		os.Exit(1)
	}
}

// settings come from flags; what no flag sets comes from the environment.
type settings struct {
	addr, privateKey, publicKey, id, prefix, data string
	verbose                                       bool
}

// parse reads the environment first: a flag replaces it.
func parse(args []string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("imagekit-mock", flag.ContinueOnError)
	flags.SetOutput(stderr)
	text := func(p *string, name, env, fallback, usage string) {
		flags.StringVar(p, name, cmp.Or(os.Getenv(env), fallback), usage+"; environment variable "+env)
	}
	text(&s.addr, "addr", "IMAGEKIT_MOCK_ADDR", "127.0.0.1:8484", "TCP address to listen at, port 0 for a free one")
	text(&s.privateKey, "private-key", "IMAGEKIT_MOCK_PRIVATE_KEY", mockserver.DefaultPrivateKey, "private API key that is accepted")
	text(&s.publicKey, "public-key", "IMAGEKIT_MOCK_PUBLIC_KEY", mockserver.DefaultPublicKey, "public API key that is accepted")
	text(&s.id, "id", "IMAGEKIT_MOCK_ID", mockserver.DefaultImageKitID, "ImageKit id, the end of the URL endpoint")
	text(&s.prefix, "prefix", "IMAGEKIT_MOCK_PREFIX", "", "path under which everything is mounted")
	text(&s.data, "data", "IMAGEKIT_MOCK_DATA", "", "folder that keeps everything across restarts")
	flags.BoolVar(&s.verbose, "v", false, "log every request")
	return s, flags.Parse(args)
}

// options turns settings into those of the server, which checks them.
func (s settings) options(stderr io.Writer) []mockserver.Option {
	opts := []mockserver.Option{
		mockserver.WithPrivateKey(s.privateKey),
		mockserver.WithPublicKey(s.publicKey),
		mockserver.WithImageKitID(s.id),
	}
	if s.prefix != "" {
		opts = append(opts, mockserver.WithPrefix(s.prefix))
	}
	if s.data != "" {
		opts = append(opts, mockserver.WithPersistence(s.data))
	}
	if s.verbose {
		opts = append(opts, mockserver.WithLogger(slog.New(slog.NewTextHandler(stderr, nil))))
	}
	return opts
}

// run serves until ctx ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s, err := parse(args, stderr)
	if err == flag.ErrHelp {
		return nil
	}
	if err != nil {
		return err
	}
	server, err := mockserver.Listen(s.addr, s.options(stderr)...)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "API and uploads  %s\nURL endpoint     %s\nprivate key      %s\npublic key       %s\n",
		server.URL(), server.URLEndpoint(), server.PrivateKey(), server.PublicKey())
	<-ctx.Done()
	end, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return server.Shutdown(end)
}
