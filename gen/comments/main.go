// Command comments rewrites the comments of Go files that oapi-codegen has generated, so that they read like comments
// that a Go programmer wrote:
//
//	go run ./gen/comments client.gen.go models.gen.go
//
// The files must belong to one package. go generate runs the command after oapi-codegen, in the root of the module.
//
// The descriptions in openapi.yaml are for clients in all languages: they are phrases such as "The size in bytes." and
// contain operation ids and JSON names in backquotes. The command changes them as follows:
//
//   - It adds the name of the declaration and a verb: "Size is the size in bytes."
//   - An operation id becomes a link to the method, such as [Client.ListFiles]. The name of a schema becomes a link to
//     the type.
//   - "`tags` of `UploadRequest`" becomes [UploadRequest.Tags], and "`skip` of `listFiles`" becomes
//     [ListFilesParams.Skip].
//   - The JSON name of a field becomes the name of the field in Go; in the comment of a method, a link to the field.
//   - null becomes nil in a list or map, empty in a string, and [Null] in a Nullable.
//   - It wraps paragraphs at 120 columns, and removes the paragraphs "Examples: ..." of the generator.
//
// It fails if a description begins with a word that it does not support.
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run rewrites the comments of the files. It writes no file if one of them cannot be rewritten.
func run(names []string) error {
	p, err := parse(names)
	if err != nil {
		return err
	}
	contents, err := p.rewrite()
	if err != nil {
		return err
	}
	var errs []error
	for i, name := range names {
		errs = append(errs, os.WriteFile(name, contents[i], 0o644)) //nolint:gosec // everybody may read the file
	}
	return errors.Join(errs...)
}
