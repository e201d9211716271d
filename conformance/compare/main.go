// Command compare compares an OpenAPI document of the service with openapi.yaml. For each operation and webhook, it
// compares parameters, statuses, the fields of bodies with their types, limits and values, and the texts of errors.
//
//	.ci/compare-contract [-v] FILE
//
// It prints the differences that reasons.yaml does not explain, one per line, and the patterns of reasons.yaml that
// match no difference. It exits with status 1 if there are any. With -v, it prints all differences with their reasons.
//
// In the code and in the output, the document of the service is called theirs, and openapi.yaml is called ours.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"io"
	"os"
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

// run runs the program and returns its exit code: 1 if a difference has no reason, or a reason no difference.
func run(args []string, out io.Writer) (int, error) {
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	verbose := flags.Bool("v", false, "print all differences, with their reasons")
	ours := flags.String("ours", "openapi.yaml", "OpenAPI document to compare FILE with")
	if err := flags.Parse(args); err != nil {
		return 0, err
	}
	if flags.NArg() != 1 {
		return 0, fmt.Errorf("usage: compare [-v] [-ours FILE] FILE")
	}
	reasons, err := readReasons(reasonsYAML)
	if err != nil {
		return 0, fmt.Errorf("reasons.yaml: %w", err)
	}
	differences, err := compareFiles(flags.Arg(0), *ours)
	if err != nil {
		return 0, err
	}
	all, unused := explain(differences, reasons)
	return report(out, all, unused, *verbose), nil
}

func compareFiles(theirs, ours string) ([]string, error) {
	t, err := readDocument(theirs)
	if err != nil {
		return nil, err
	}
	o, err := readDocument(ours)
	if err != nil {
		return nil, err
	}
	return compare(t, o), nil
}

// report prints the result of a comparison and returns the exit code.
func report(out io.Writer, all []explained, unused []string, verbose bool) int {
	unexplained := 0
	for _, e := range all {
		if e.reason == "" {
			unexplained++
		}
		if verbose || e.reason == "" {
			fmt.Fprintln(out, e.difference)
		}
		if verbose && e.reason != "" {
			fmt.Fprintln(out, "    "+e.reason)
		}
	}
	for _, pattern := range unused {
		fmt.Fprintln(out, "reasons.yaml explains a difference that does not exist: "+pattern)
	}
	fmt.Fprintf(out, "%d differences, %d of them without a reason; %d reasons without a difference\n",
		len(all), unexplained, len(unused))
	if unexplained+len(unused) > 0 {
		return 1
	}
	return 0
}
