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
//   - The name of the declaration and a verb come before the phrase: "Size is the size in bytes."
//   - An operation id becomes a link to the method, such as [Client.ListFiles], and the name of a schema a link to the
//     type. "`tags` of `UploadRequest`" becomes [UploadRequest.Tags], "`skip` of `listFiles`" [ListFilesParams.Skip].
//   - The JSON name of a field becomes the name of the field in Go; in the comment of a method, a link to the field.
//   - The article before the name of a type is "a" or "an", depending on the sound.
//   - null becomes nil, or empty if the field is a string.
//   - Paragraphs are wrapped at 120 columns. The generator's paragraphs "Examples: ..." are removed.
//
// It fails if a description begins with a word from which it cannot make a sentence.
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
