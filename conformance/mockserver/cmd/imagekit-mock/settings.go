package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/render"
)

// settings are the values of the flags. The environment sets the values of flags that are not given.
type settings struct {
	addr, url, prefix                  string
	privateKey, publicKey, id          string
	data, seed, ffmpeg, docs           string
	jobDuration                        time.Duration
	purgeQuota                         int
	limits                             rateLimits
	maxUpload                          int64
	allowFetch, render, optimize       bool
	contentCredentials                 bool
	intermediate                       time.Duration
	webhookURL, webhookSecret          string
	controlToken                       string
	allowedHosts                       hostList
	tls                                bool
	certOut                            string
	validate, verbose, version, health bool
}

// parse reads the settings from the environment and then from the flags, which take precedence.
func parse(args []string, getenv func(string) string, stderr io.Writer) (*settings, error) {
	s := &settings{}
	flags := flag.NewFlagSet("imagekit-mock", flag.ContinueOnError)
	flags.SetOutput(stderr)
	s.declare(flags)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "Usage: imagekit-mock [flags]\n"+
			"Each flag has an environment variable, such as IMAGEKIT_MOCK_JOB_DURATION for -job-duration.\n"+
			"A flag takes precedence over its variable. Flags:")
		flags.PrintDefaults()
	}
	var err error
	flags.VisitAll(func(f *flag.Flag) {
		name := "IMAGEKIT_MOCK_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if value := getenv(name); value != "" {
			if wrong := f.Value.Set(value); wrong != nil {
				err = errors.Join(err, fmt.Errorf("%s is %q: %w", name, value, wrong))
			}
		}
	})
	s.allowedHosts.replaceable = true
	if err := errors.Join(err, flags.Parse(args)); err != nil {
		return nil, err
	}
	return s, errors.Join(s.check(flags.Args()), checkToken(flags))
}

func (s *settings) declare(flags *flag.FlagSet) {
	flags.StringVar(&s.addr, "addr", "127.0.0.1:8484", "TCP `address` to listen on; port 0 selects a free port")
	flags.StringVar(&s.url, "url", "",
		"`URL` at which clients reach the server, including the path of -prefix; URLs of files begin with it, and "+
			"requests to /_mock/ may use its host; without it, the URL is derived from -addr")
	flags.StringVar(&s.privateKey, "private-key", mockserver.DefaultPrivateKey, "private API `key` that is accepted")
	flags.StringVar(&s.publicKey, "public-key", mockserver.DefaultPublicKey, "public API `key` that is accepted")
	flags.StringVar(&s.id, "id", mockserver.DefaultImageKitID, "ImageKit `id`, the end of the URL endpoint")
	flags.StringVar(&s.prefix, "prefix", "", "`path` under which everything is served, such as /imagekit")
	flags.StringVar(&s.data, "data", "",
		"`folder` in which the state is kept for the next run; without it, everything is in memory")
	flags.StringVar(&s.seed, "seed", "", "`folder` of files that are added to an empty library")
	flags.StringVar(&s.docs, "docs", "",
		"`folder` of the API reference that make docs builds; it is served at /_mock/docs/")
	flags.DurationVar(&s.jobDuration, "job-duration", 0, "`duration` of bulk jobs and purges, such as 5s")
	flags.IntVar(&s.purgeQuota, "purge-quota", 0, "maximum `number` of purges in a calendar month, 0 for no limit")
	flags.Var(&s.limits, "rate-limits",
		"`limits` of API requests: on (the limits of the service), off, or four numbers such as 40,100,5,20: "+
			"reads per second, burst of reads, writes per second, burst of writes")
	flags.StringVar(&s.ffmpeg, "ffmpeg", defaultFFmpeg,
		"`program` that renders videos, looked up in PATH if it has no slash; videos are not rendered if the default "+
			"does not exist, or with -ffmpeg=")
	flags.Int64Var(&s.maxUpload, "max-upload", 0, "maximum size of a file in `bytes`, 0 for no limit")
	flags.BoolVar(&s.allowFetch, "allow-fetch", false,
		"fetch URLs from any host, also for uploads that web pages of other origins or other machines send, and for "+
			"POST /_mock/seed; without it, URLs are fetched from loopback addresses only, and not for these requests")
	flags.BoolVar(&s.render, "render", true, "apply transformations to images; -render=false delivers originals")
	flags.BoolVar(&s.optimize, "optimize", false,
		"deliver images without a transformation with the best format and quality 80, as accounts do by default")
	flags.BoolVar(&s.contentCredentials, "content-credentials", false,
		"accept c2pa in transformations, as for an account with this add-on; without it, c2pa gets status 403")
	flags.DurationVar(&s.intermediate, "intermediate", 0,
		"`duration` of AI and video transformations, such as 30s; until it is over, requests get the intermediate "+
			"responses of the service")
	flags.StringVar(&s.controlToken, "control-token", "",
		"`token` that requests to /_mock/ need; without it, a random token is generated and printed if other machines "+
			"can reach -addr")
	flags.Var(&s.allowedHosts, "allow-host",
		"`hosts`, separated by commas, that requests to /_mock/ may use in addition to loopback names and the hosts "+
			"of -addr and -url; the flag can be repeated")
	flags.StringVar(&s.webhookURL, "webhook-url", "",
		"`URL` to which webhooks are sent; without it, they are only recorded")
	flags.StringVar(&s.webhookSecret, "webhook-secret", mockserver.DefaultWebhookSecret,
		"`secret` that signs webhooks to -webhook-url")
	flags.BoolVar(&s.tls, "tls", false, "serve HTTPS with a new self-signed certificate")
	flags.StringVar(&s.certOut, "tls-cert-out", "",
		"`file` to which the certificate of -tls is written, so that clients can trust it")
	flags.BoolVar(&s.validate, "validate", false,
		"validate every response against openapi.yaml; one that does not match becomes a 500")
	flags.BoolVar(&s.verbose, "v", false, "log every request")
	flags.BoolVar(&s.version, "version", false, "print the version and exit")
	flags.BoolVar(&s.health, "health", false,
		"check the health of the server on this machine that runs with the same -addr, -prefix and -tls, and exit "+
			"with status 0 if it is healthy and 1 if not")
}

// checkToken returns an error if the control token is set to an empty text, for example to an undefined variable of a
// script. With an empty token, requests would need no token.
func checkToken(flags *flag.FlagSet) (err error) {
	flags.Visit(func(f *flag.Flag) {
		if f.Name == "control-token" && f.Value.String() == "" {
			err = errors.New("-control-token must not be empty")
		}
	})
	return err
}

// check validates the settings that the server itself does not validate.
func (s *settings) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %q", rest[0])
	case s.certOut != "" && !s.tls:
		return errors.New("-tls-cert-out needs -tls")
	case s.maxUpload < 0:
		return fmt.Errorf("-max-upload is %d bytes; it must not be negative", s.maxUpload)
	}
	if s.seed == "" {
		return nil
	}
	info, err := os.Stat(s.seed)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("-seed: %s is not a folder", s.seed)
	}
	return err
}

// defaultFFmpeg is the program that renders videos if it is installed.
const defaultFFmpeg = "ffmpeg"

// ffmpegPath returns the value of -ffmpeg, or an empty string for the default value if the program is not installed.
func (s *settings) ffmpegPath() string {
	if s.ffmpeg == defaultFFmpeg {
		path, _ := render.FindFFmpeg(defaultFFmpeg)
		return path
	}
	return s.ffmpeg
}

// options returns the options of the server. The server validates them. The store is nil for a server in memory.
func (s *settings) options(stderr io.Writer, store mockserver.Store) []mockserver.Option {
	opts := []mockserver.Option{
		mockserver.WithPrivateKey(s.privateKey),
		mockserver.WithPublicKey(s.publicKey),
		mockserver.WithImageKitID(s.id),
		mockserver.WithJobDuration(s.jobDuration),
		mockserver.WithRateLimits(mockserver.RateLimits(s.limits)),
		mockserver.WithRemoteFetch(s.allowFetch),
		mockserver.WithRendering(s.render),
		mockserver.WithOptimization(s.optimize),
		mockserver.WithContentCredentials(s.contentCredentials),
		mockserver.WithIntermediateResponses(s.intermediate),
		mockserver.WithResponseValidation(s.validate),
		mockserver.WithWebhookSecret(s.webhookSecret),
	}
	if path := s.ffmpegPath(); path != "" {
		opts = append(opts, mockserver.WithFFmpeg(path))
	}
	if hosts := s.allowedHosts.hosts(); len(hosts) > 0 {
		opts = append(opts, mockserver.WithAllowedHosts(hosts...))
	}
	if s.controlToken != "" {
		opts = append(opts, mockserver.WithControlToken(s.controlToken))
	}
	if s.url != "" {
		opts = append(opts, mockserver.WithURL(s.url))
	}
	if s.prefix != "" {
		opts = append(opts, mockserver.WithPrefix(s.prefix))
	}
	if store != nil {
		opts = append(opts, mockserver.WithStore(store))
	}
	if s.seed != "" {
		opts = append(opts, mockserver.WithSeed(os.DirFS(s.seed)))
	}
	if s.maxUpload > 0 {
		opts = append(opts, mockserver.WithMaxFileSize(s.maxUpload))
	}
	if s.purgeQuota != 0 {
		opts = append(opts, mockserver.WithPurgeQuota(s.purgeQuota))
	}
	if s.webhookURL != "" {
		opts = append(opts, mockserver.WithWebhook(mockserver.WebhookTarget{URL: s.webhookURL}))
	}
	if s.tls {
		opts = append(opts, mockserver.WithTLS())
	}
	if s.verbose {
		opts = append(opts, mockserver.WithLogger(slog.New(slog.NewTextHandler(stderr, nil))))
	}
	return opts
}

// rateLimits implements flag.Value.
type rateLimits mockserver.RateLimits

func (l *rateLimits) String() string {
	if l == nil || *l == (rateLimits{}) {
		return "off"
	}
	return fmt.Sprintf("%v,%d,%v,%d", l.ReadsPerSecond, l.ReadBurst, l.WritesPerSecond, l.WriteBurst)
}

// Set parses on, off or four numbers.
func (l *rateLimits) Set(text string) error {
	switch text {
	case "on":
		*l = rateLimits(mockserver.ServiceRateLimits())
		return nil
	case "off":
		*l = rateLimits{}
		return nil
	}
	var read rateLimits
	var rest string
	n, _ := fmt.Sscanf(text+" end", "%g,%d,%g,%d %s", &read.ReadsPerSecond, &read.ReadBurst, &read.WritesPerSecond,
		&read.WriteBurst, &rest)
	if n != 5 || rest != "end" {
		return errors.New("it must be on, off or four numbers separated by commas")
	}
	*l = read
	return nil
}

// hostList implements flag.Value. It collects the hosts of a repeated flag. The first use of the flag replaces the
// hosts of the environment.
type hostList struct {
	text        string // separated by commas
	replaceable bool
}

func (l *hostList) String() string { return l.text }

// Set adds hosts. The server validates them.
func (l *hostList) Set(text string) error {
	if l.text != "" && !l.replaceable {
		text = l.text + "," + text
	}
	*l = hostList{text: text}
	return nil
}

func (l *hostList) hosts() []string {
	hosts := strings.FieldsFunc(l.text, func(r rune) bool { return r == ',' })
	for i := range hosts {
		hosts[i] = strings.TrimSpace(hosts[i])
	}
	return hosts
}
