package library

import "strings"

// maxDepth is how many levels of folders the service allows.
const maxDepth = 50

// checkDepth returns an error if a folder is nested too deeply. field is the field of the request that has its path,
// which must be clean. The contents of a folder that is copied or moved can be deeper.
//
// Assumed: a request for a folder that is more than 50 levels deep fails with 400. The documentation has the limit, but
// not the response.
func checkDepth(field, folder string) error {
	if strings.Count(folder, "/") > maxDepth {
		return invalid(field, "Folders can be nested at most 50 levels deep")
	}
	return nil
}
