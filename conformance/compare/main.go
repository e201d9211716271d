// Command compare compares the OpenAPI document of the service with openapi.yaml. For each operation and webhook, it
// compares the parameters, the statuses, the fields of bodies with their types, limits and values, and the error texts.
//
//	.ci/compare-contract [-v] FILE
//
// It prints the differences that reasons.yaml does not explain, one per line, and the patterns of reasons.yaml that
// match no difference. If there are any, the exit status is 1. With -v, it prints all differences with their reasons.
//
// In the code and the output, "vendor" is the document of the service, and "local" is openapi.yaml.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/openimagekit/imagekit/conformance/internal/reasons"
)

//go:embed reasons.yaml
var reasonsYAML []byte

func main() {
	code, err := run(os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		code = 2
	}
	os.Exit(code)
}

// run runs the program and returns its exit code: 1 if reasons.yaml does not explain a difference, or has an unused
// pattern.
func run(args []string, out io.Writer) (int, error) {
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	verbose := flags.Bool("v", false, "print all differences, with their reasons")
	local := flags.String("local", "openapi.yaml", "OpenAPI document to compare FILE with")
	if err := flags.Parse(args); err != nil {
		return 0, err
	}
	if flags.NArg() != 1 {
		return 0, fmt.Errorf("want one argument; usage: compare [-v] [-local FILE] FILE")
	}
	known, err := reasons.Read(reasonsYAML)
	if err != nil {
		return 0, fmt.Errorf("reasons.yaml: %w", err)
	}
	differences, err := compareFiles(flags.Arg(0), *local)
	if err != nil {
		return 0, err
	}
	all, unused := reasons.Explain(differences, known)
	return report(out, all, unused, *verbose), nil
}

func compareFiles(vendor, local string) ([]string, error) {
	t, err := readDocument(vendor)
	if err != nil {
		return nil, err
	}
	o, err := readDocument(local)
	if err != nil {
		return nil, err
	}
	return compare(t, o), nil
}

// report prints the result of a comparison and returns the exit code.
func report(out io.Writer, all []reasons.Explained, unused []string, verbose bool) int {
	unexplained := 0
	for _, e := range all {
		if e.Reason == "" {
			unexplained++
		}
		if verbose || e.Reason == "" {
			fmt.Fprintln(out, e.Difference)
		}
		if verbose && e.Reason != "" {
			fmt.Fprintln(out, "    "+e.Reason)
		}
	}
	for _, pattern := range unused {
		fmt.Fprintln(out, "reasons.yaml has a pattern that matches no difference: "+pattern)
	}
	fmt.Fprintf(out, "%d differences, %d of them without a reason; %d unused patterns\n",
		len(all), unexplained, len(unused))
	if unexplained+len(unused) > 0 {
		return 1
	}
	return 0
}
