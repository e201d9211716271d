package urlbuilder_test

import (
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestNew_Endpoints(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]string{
		"https://ik.imagekit.io/demo":                 "https://ik.imagekit.io/demo/",
		"HTTPS://IK.ImageKit.io:443/Demo//":           "https://ik.imagekit.io/Demo/",
		"http://example.com:80":                       "http://example.com/",
		"http://example.com:443/":                     "http://example.com:443/",
		"https://example.com:0":                       "https://example.com:0/",
		"https://example.com:65535":                   "https://example.com:65535/",
		"https://ik.imagekit.io./a":                   "https://ik.imagekit.io./a/",
		"http://127.0.0.1:8484/x":                     "http://127.0.0.1:8484/x/",
		"http://[::1]:8484":                           "http://[::1]:8484/",
		"http://[2001:db8::1]":                        "http://[2001:db8::1]/",
		"https://xn--bcher-kva.example":               "https://xn--bcher-kva.example/",
		"https://xn--fiqs8s":                          "https://xn--fiqs8s/",
		"https://a.xn--nxasmq6b/":                     "https://a.xn--nxasmq6b/",
		"https://xn--mgba3gch31f060k.com":             "https://xn--mgba3gch31f060k.com/",
		"https://xn--ls8h.la":                         "https://xn--ls8h.la/",
		"https://a_b-.example.com":                    "https://a_b-.example.com/",
		"https://1.2.3.4a":                            "https://1.2.3.4a/",
		"https://ik.imagekit.io/a/../demo/./x/%2E%2e": "https://ik.imagekit.io/demo/",
		"https://ik.imagekit.io/a%2Fbé'{":             "https://ik.imagekit.io/a%2Fb%C3%A9'%7B/",
		"https://ik.imagekit.io/@scope":               "https://ik.imagekit.io/@scope/",
	} {
		b, err := New(Config{URLEndpoint: endpoint})
		if err != nil {
			t.Errorf("%q: %v", endpoint, err)
			continue
		}
		if got, err := b.URL(Options{Path: "a"}); err != nil || got != want+"a" {
			t.Errorf("%q: got %s, %v; want %sa", endpoint, got, err, want)
		}
	}
	if _, err := New(Config{}); err != nil {
		t.Errorf("no endpoint: %v", err)
	}
}

func TestNew_InvalidEndpoints(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{
		"https://ik.imagekit.io/a%2Fb é", "/demo", "ftp://example.com", "https://", "https://:443/",
		"https:///a", "https://ik.imagekit.io:/demo", "https://ik.imagekit.io:0443", "http://[::1]:0443",
		"https://ik.imagekit.io:65536", "https://ik.imagekit.io:99999", "https://ik.imagekit.io:+1",
		"https://ik.imagekit.io:8a", "http://127.1", "http://0x7f.1", "http://0x7f000001",
		"http://017700000001", "http://2130706433", "http://127.0.0.01", "http://127.0.0.0x1",
		"http://127.0.0.1.", "http://1.2.3", "http://0x", "http://1", "http://256.1.1.1", "http://1.2.3.4.5",
		"http://a.1", "http://a.0x1", "http://a.0x", "http://a.09", "http://[0:0:0:0:0:0:0:1]", "http://[0::1]",
		"http://[::0001]", "http://[1:0:0:2:0:0:0:3]", "http://[::ffff:127.0.0.1]", "http://[::127.0.0.1]",
		"http://[::1%25lo]", "http://[::1", "http://::1", "http://[]", "https://ik]imagekit.io", "https://xn--",
		"https://xn--.example.com", "https://xn--a", "https://xn--0.com", "https://xn--999999999",
		"https://xn--a-ecp", "https://xn--1ug", "https://bücher.example", "https://a b.com", "https://a%41.com",
		"https://.", `https://a"b/x`, `https://ik.imagekit.io\demo`, "https://ik.imagekit.io/a?b",
		"https://ik.imagekit.io/#", "https://ik.imagekit.io/demo\n", " https://ik.imagekit.io/demo",
		"https://ik.imagekit.io/demo ", "https://ik.imagekit.io/\u00a0", "https://ik.imagekit.io/..",
		"https://ik.imagekit.io/demo/../../x",
	} {
		if b, err := New(Config{URLEndpoint: endpoint}); !isBuildError(err, "URLEndpoint") || b != nil {
			t.Errorf("%q: got %v, want an error", endpoint, err)
		}
		_, err := demoBuilder(t, PathPosition, Classic).URL(Options{Path: "a", URLEndpoint: endpoint})
		if !isBuildError(err, "URLEndpoint") {
			t.Errorf("%q in Options: got %v, want an error", endpoint, err)
		}
	}
}

func TestBuilder_URL_InvalidSrcHosts(t *testing.T) {
	t.Parallel()
	for _, host := range []string{
		"127.1", "0x7f.1", "a:0443", "a:", "a:99999", "xn--", "[0::1]", "", ":443", "user@a",
		"a\\b",
	} {
		got, err := demoBuilder(t, PathPosition, Classic).URL(Options{Src: "https://" + host + "/a"})
		if !isBuildError(err, "Src") {
			t.Errorf("%q: got %s, %v", host, got, err)
		}
	}
}

func TestNew_PasswordInEndpoint(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{
		"https://user:s3cret@ik.imagekit.io/demo", "https://user:s3cret@ik.imagekit.io:x/demo", "https://s3cret@[::1/",
		"https://user:s3cret@ik.imagekit.io/demo\n",
		"user:s3cret@ik.imagekit.io", "ftp://user:s3cret@ik.imagekit.io/", "https:/user:s3cret@ik.imagekit.io",
		" https://user:s3cret@ik.imagekit.io",
	} {
		_, err := New(Config{URLEndpoint: endpoint})
		if !isBuildError(err, "URLEndpoint") || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("got %v", err)
		}
		_, err = demoBuilder(t, PathPosition, Classic).URL(Options{Path: "a", URLEndpoint: endpoint})
		if !isBuildError(err, "URLEndpoint") || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("in Options: got %v", err)
		}
	}
}

func TestNew_InvalidKeys(t *testing.T) {
	t.Parallel()
	for _, key := range []string{
		"private_x\n", " private_x", "private x", "private_x\r\n", "private:x",
		"private_\u200bx",
	} {
		if b, err := New(Config{PrivateKey: key}); !isBuildError(err, "PrivateKey") || b != nil ||
			strings.Contains(err.Error(), "private_x") {
			t.Errorf("%q: got %v, %v", key, b, err)
		}
	}
}

func TestNew_UnknownSettings(t *testing.T) {
	t.Parallel()
	for field, list := range map[string][]Config{
		"Dialect":                {{Dialect: 7}, {Dialect: -1}},
		"TransformationPosition": {{TransformationPosition: 9}, {TransformationPosition: -1}},
	} {
		for _, c := range list {
			if b, err := New(c); !isBuildError(err, field) || b != nil {
				t.Errorf("%v: got %v, %v", c, b, err)
			}
		}
	}
	u, err := demoBuilder(t, PathPosition, Classic).URL(Options{Path: "a", TransformationPosition: 9})
	if !isBuildError(err, "TransformationPosition") {
		t.Errorf("got %s, %v", u, err)
	}
}

func TestNew_NonDefaultPorts(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{"https://example.com:80/", "http://example.com:443/"} {
		b, err := New(Config{URLEndpoint: endpoint})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := b.URL(Options{Path: "a"}); err != nil || got != endpoint+"a" {
			t.Errorf("got %s, %v", got, err)
		}
	}
}

func TestNew_HostWithLeadingMark(t *testing.T) {
	t.Parallel()
	// The first character is U+0301, a combining mark.
	if _, err := New(Config{URLEndpoint: "https://xn--a-wbb.example"}); !isBuildError(err, "URLEndpoint") {
		t.Errorf("got %v", err)
	}
}
