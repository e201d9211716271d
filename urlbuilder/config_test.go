package urlbuilder_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestConfig_Format_Secrets(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{
		"https://user:p4ssword@ik.imagekit.io/demo",
		"user:p4ssword@ik.imagekit.io/demo", "https://user:p4ss@word@ik.imagekit.io/demo",
	} {
		c := urlbuilder.Config{URLEndpoint: endpoint, PrivateKey: "private_secret"}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("config", "value", c, "pointer", &c)
		slog.New(slog.NewTextHandler(&log, nil)).Info("config", "value", c, "pointer", &c)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			fmt.Fprintf(&log, verb+verb+verb, c, &c, struct{ C urlbuilder.Config }{c})
		}
		if got := log.String(); strings.Contains(got, "secret") || strings.Contains(got, "p4ss") ||
			!strings.Contains(got, "ik.imagekit.io/demo") {
			t.Errorf("%s: %s", endpoint, got)
		}
	}
}
