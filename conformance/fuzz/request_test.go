package fuzz_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// kind is which part of the server has to answer a request.
type kind int

const (
	toAPI kind = iota
	toDelivery
	toControl
)

// request is written to the connection as it is.
type request struct {
	kind      kind
	operation *spec.Operation // nil if the request is for none
	// exact is set if the request reaches the operation for certain: no segment of its path is odd.
	exact bool
	// broken is set if the request is not well-formed HTTP, so that it need not reach the server at all.
	broken bool

	ids    []string // in the path, and texts of the body that can be ids
	method string
	target string // path and query
	header []field
	body   []byte
	cut    int // bytes of the body that are not sent
}

type field struct{ name, value string }

// add adds a header.
func (r *request) add(name, value string) { r.header = append(r.header, field{name, value}) }

// has reports whether a header is set.
func (r *request) has(name string) bool {
	for _, f := range r.header {
		if strings.EqualFold(f.name, name) {
			return true
		}
	}
	return false
}

// bytes returns the request as it is sent to a host.
func (r *request) bytes(host string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", r.method, r.target)
	if !r.has("Host") {
		fmt.Fprintf(&b, "Host: %s\r\n", host)
	}
	for _, f := range r.header {
		fmt.Fprintf(&b, "%s: %s\r\n", f.name, f.value)
	}
	if !r.has("Content-Length") && !r.has("Transfer-Encoding") && (len(r.body) > 0 || r.method == "POST") {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(r.body))
	}
	b.WriteString("\r\n")
	b.Write(r.body[:len(r.body)-r.cut])
	return b.Bytes()
}

// command returns the request as a command for a shell.
func (r *request) command(host string) string {
	const limit = 4000 // bytes of a body that are shown as they are
	if r.broken || r.cut > 0 {
		return "base64 -d <<<" + base64.StdEncoding.EncodeToString(r.bytes(host)) + " | nc " +
			strings.Replace(host, ":", " ", 1)
	}
	var b strings.Builder
	body := ""
	if len(r.body) > limit || !printable(string(r.body)) {
		b.WriteString("base64 -d <<<" + base64.StdEncoding.EncodeToString(r.body) + " | ")
		body = " --data-binary @-"
	} else if len(r.body) > 0 {
		body = " --data-binary " + quote(string(r.body))
	}
	b.WriteString("curl --path-as-is -i -X " + r.method)
	for _, f := range r.header {
		b.WriteString(" -H " + quote(f.name+": "+f.value))
	}
	return b.String() + body + " " + quote("http://"+host+r.target)
}

func printable(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsPrint(r) && r != '\n' && r != '\r'
	}) < 0
}

// quote writes a text as bash reads it.
func quote(text string) string {
	if printable(text) && !strings.ContainsAny(text, "'\r\n") {
		return "'" + text + "'"
	}
	q := strconv.QuoteToASCII(text)
	return "$'" + strings.ReplaceAll(strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`), "'", `\'`) + "'"
}
