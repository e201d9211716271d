// Command urls builds the URLs that the script run checks and compares with those of the SDKs. It writes one JSON value
// per line.
//
//	urls -generate [-seed N] [-count N]   writes generated URLs
//	urls -build                           reads url vectors, one per line, and writes their URLs
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	generate := flag.Bool("generate", false,
		"write the URLs of all bytes in all places, of unusual endpoints and of random inputs")
	build := flag.Bool("build", false, "read url vectors, one per line, and write their URLs")
	seed := flag.Uint64("seed", 1, "seed of the random inputs")
	count := flag.Int("count", 3000, "number of random inputs")
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	var err error
	switch {
	case *generate:
		err = writeGenerated(out, *seed, *count)
	case *build:
		err = buildAll(os.Stdin, out)
	default:
		flag.Usage()
		os.Exit(2)
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "urls:", err)
		os.Exit(1)
	}
}

// result is the result of building a URL.
type result struct {
	URL    string `json:"url"`
	Error  string `json:"error,omitempty"`
	Verify string `json:"verify,omitempty"` // error of Builder.Verify for a signed URL
}

func newResult(built string, err error) result {
	if err != nil {
		return result{URL: built, Error: err.Error()}
	}
	return result{URL: built}
}

// writeGenerated writes the URLs of the sweep, of the listed endpoints and of random inputs.
func writeGenerated(out io.Writer, seed uint64, count int) error {
	for _, inputs := range []func(yield func(input) bool){sweep, endpoints, random(seed, count)} {
		for in := range inputs {
			if err := writeLine(out, in.build()); err != nil {
				return err
			}
		}
	}
	return nil
}
