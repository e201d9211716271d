// Command urls is the Go half of two checks that Node makes; see the file run.
//
//	urls -generate [-seed N] [-count N]   writes generated URLs
//	urls -build                           reads inputs of the Node SDKs, and writes what package urlbuilder builds of them
//
// Both write one JSON value a line.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	generate := flag.Bool("generate", false, "write generated URLs: a sweep of all bytes through all places, then random ones")
	build := flag.Bool("build", false, "read url vectors, one a line, and write their URLs")
	seed := flag.Uint64("seed", 1, "of the random URLs")
	count := flag.Int("count", 3000, "how many random inputs, each built in both dialects and positions")
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

// result is what building one URL returned.
type result struct {
	URL    string `json:"url"`
	Error  string `json:"error,omitempty"`
	Verify string `json:"verify,omitempty"` // why the signature does not verify
}

func newResult(built string, err error) result {
	if err != nil {
		return result{URL: built, Error: err.Error()}
	}
	return result{URL: built}
}

// writeGenerated writes the sweep, the hand-picked endpoints and the random inputs.
func writeGenerated(out io.Writer, seed uint64, count int) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, inputs := range []func(yield func(input) bool){sweep, endpoints, random(seed, count)} {
		for in := range inputs {
			if err := encoder.Encode(in.build()); err != nil {
				return err
			}
		}
	}
	return nil
}
