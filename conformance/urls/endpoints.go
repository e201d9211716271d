package main

import (
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// validEndpoints are endpoints that the builder must accept. It may accept or refuse otherEndpoints, but browsers must
// not change the URLs that it builds.
var validEndpoints = []string{
	"https://ik.imagekit.io/demo", "https://ik.imagekit.io/demo/", "https://images.example.com",
	"http://localhost:8484/demo", "http://127.0.0.1:8484", "http://[::1]:8484/demo",
	"https://ik.imagekit.io:443/demo", "HTTPS://IK.ImageKit.io/Demo",
	"https://ik.imagekit.io/a%20b", "https://ik.imagekit.io/demo/tr:n-shop", "https://ik.imagekit.io./demo",
}

var otherEndpoints = []string{
	"", "x", "//ik.imagekit.io/demo", "ftp://ik.imagekit.io/demo", "https:ik.imagekit.io/demo",
	"https:/ik.imagekit.io/demo",
	"https:///ik.imagekit.io/demo", `https:\\ik.imagekit.io\demo`, "https://", "https://:443/",
	"https://user@ik.imagekit.io/demo", "https://@ik.imagekit.io/",
	"https://ik.imagekit.io/demo?", "https://ik.imagekit.io/demo?a=b", "https://ik.imagekit.io/demo#",
	"https://ik.imagekit.io/demo#a",
	" https://ik.imagekit.io/demo", "https://ik.imagekit.io/demo ", "https://ik.imagekit.io/demo\n",
	"https://ik.ima\tgekit.io/demo", "\ufeffhttps://ik.imagekit.io/demo",
	// Ports.
	"https://ik.imagekit.io:/demo", "https://ik.imagekit.io:0/demo", "https://ik.imagekit.io:0443/demo",
	"https://ik.imagekit.io:00080/demo",
	"http://ik.imagekit.io:443/demo", "https://ik.imagekit.io:80/demo", "http://ik.imagekit.io:80/demo",
	"https://ik.imagekit.io:65535/demo",
	"https://ik.imagekit.io:65536/demo", "https://ik.imagekit.io:99999/demo", "https://ik.imagekit.io:-1/demo",
	"https://ik.imagekit.io:8x/demo", "https://[::1]:0443/",
	// IPv4 addresses, and hosts that browsers read as IPv4 addresses.
	"http://127.1/", "http://0x7f.1/", "http://0x7f000001/", "http://017700000001/", "http://2130706433/",
	"http://127.0.0.01/", "http://127.0.0.0x1/",
	"http://127.0.0.1./", "http://256.1.1.1/", "http://1.2.3.4.5/", "http://1.2.3/", "http://a.1/", "http://a.0x1/",
	"http://a.0x/", "http://0x/", "http://1/",
	"http://a.1a/", "http://1.2.3.4a/", "http://a.09/", "http://09.a/", "http://0.0.0.0/", "http://127.0.0.1.:80/",
	// IPv6 addresses.
	"http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", "http://[0::1]/", "http://[::0001]/", "http://[2001:DB8::A]/",
	"http://[2001:db8::a]:80/", "http://[::127.0.0.1]/",
	"http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[1:0:0:2:0:0:0:3]/", "http://[1::2:0:0:3]/",
	"http://[fe80::1%25eth0]/", "http://[::1%25]/", "http://[::1/", "http://::1]/", "http://::1/",
	"http://[]/", "http://[v1.a]/", "http://[1:2:3:4:5:6:7::]/", "http://[1::3:4:5:6:7:8]/", "http://[::]/",
	// Names.
	"https://IK.IMAGEKIT.IO/demo", "https://ik.imagekit.io../demo", "https://ik..imagekit.io/demo",
	"https://.imagekit.io/demo", "https://./demo", "https://../demo",
	"https://a_b.example.com/demo", "https://-a.example.com/", "https://a-.example.com/",
	"https://ab--c.example.com/", "https://*.example.com/", "https://a,b.example.com/",
	"https://xn--/", "https://xn--.example.com/", "https://xn--a.example.com/", "https://xn--nxasmq6b.example.com/",
	"https://XN--NXASMQ6B.example.com/", "https://xn--a-ecp.example.com/",
	"https://xn--bcher-kva.example.com/", "https://xn--ls8h.example.com/", "https://xn--abc-.example.com/",
	"https://xn--zca.example.com/", "https://xn--0.example.com/", "https://xn--strae-oqa.example.com/",
	"https://xn--1ug.example.com/", "https://xn--999999999.example.com/", "https://a.xn--fiqs8s/",
	"https://a.xn--FIQS8S/",
	"https://bücher.example.com/", "https://ex%61mple.com/", "https://%65xample.com/", "https://ex%2fample.com/",
	"https://exam\u00adple.com/", "https://ＥＸＡＭＰＬＥ.com/", "https://example。com/",
	"https://" + strings.Repeat("a", 63) + ".com/", "https://" + strings.Repeat("a", 64) + ".com/",
	"https://" + strings.Repeat("a.", 130) + "com/",
	"https://a!b.com/", "https://a$b.com/", "https://a&b.com/", "https://a'b.com/", "https://a(b).com/",
	"https://a;b.com/", "https://a=b.com/", "https://a+b.com/", "https://a~b.com/", "https://a|b.com/",
	// Paths.
	"https://ik.imagekit.io/demo//", "https://ik.imagekit.io//demo", "https://ik.imagekit.io/a//b",
	"https://ik.imagekit.io/demo/.", "https://ik.imagekit.io/demo/./x",
	"https://ik.imagekit.io/demo/..", "https://ik.imagekit.io/../demo", "https://ik.imagekit.io/a/../b",
	"https://ik.imagekit.io/a/%2e%2E/b", "https://ik.imagekit.io/a/%2e/b", "https://ik.imagekit.io/a/.%2e/b",
	"https://ik.imagekit.io/a/../../b", "https://ik.imagekit.io/a/.../b", "https://ik.imagekit.io/a//../b",
	"https://ik.imagekit.io/..", "https://ik.imagekit.io/.",
	"https://ik.imagekit.io/a b", "https://ik.imagekit.io/é", "https://ik.imagekit.io/%e9",
	"https://ik.imagekit.io/%C3%A9", "https://ik.imagekit.io/%c3%a9", "https://ik.imagekit.io/\xff",
	"https://ik.imagekit.io/a'b", `https://ik.imagekit.io/a"b`, "https://ik.imagekit.io/a|b",
	`https://ik.imagekit.io/a\b`, "https://ik.imagekit.io/a^b", "https://ik.imagekit.io/a`b",
	"https://ik.imagekit.io/a{b}", "https://ik.imagekit.io/a[b]", "https://ik.imagekit.io/a<b>",
	"https://ik.imagekit.io/%", "https://ik.imagekit.io/%zz", "https://ik.imagekit.io/100%",
	"https://ik.imagekit.io/%2",
	"https://ik.imagekit.io/a%2Fb", "https://ik.imagekit.io/a%2fb", "https://ik.imagekit.io/a%3Fb",
	"https://ik.imagekit.io/a%23b", "https://ik.imagekit.io/a@b", "https://ik.imagekit.io/a:b",
	"https://ik.imagekit.io/a;b=c,d",
	"https://ik.imagekit.io/%00", "https://ik.imagekit.io/a\x00", "https://ik.imagekit.io/tr:w-1",
	"https://ik.imagekit.io/demo/tr:w-1/",
}

// endpoints yields each endpoint as that of the builder, as that of the URL, and as the beginning of a source.
func endpoints(yield func(input) bool) {
	for _, list := range [][]string{validEndpoints, otherEndpoints} {
		for _, endpoint := range list {
			chain := urlbuilder.Chain{{urlbuilder.Width(1)}}
			path := urlbuilder.Options{Path: "a.jpg", Transformation: chain, Signed: true}
			own := urlbuilder.Options{URLEndpoint: endpoint, Path: "/a.jpg", Signed: true}
			unsigned := urlbuilder.Options{Src: endpoint, Transformation: chain}
			signed := urlbuilder.Options{Src: endpoint + "/a.jpg", Signed: true}
			if !yield(input{name: "endpoint", endpoint: endpoint, options: path}) ||
				!yield(input{name: "own endpoint", endpoint: defaultEndpoint, options: own}) ||
				!yield(input{name: "source", endpoint: defaultEndpoint, options: unsigned}) ||
				!yield(input{name: "signed source", endpoint: endpoint, options: signed}) {
				return
			}
		}
	}
}
