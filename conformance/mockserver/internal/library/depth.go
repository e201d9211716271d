package library

import "strings"

// maxDepth is how many levels of folders there can be, as the service documents it.
const maxDepth = 50

// checkDepth checks the folder that a field of a request names by its clean path. What a folder that is copied or moved
// has in it can be deeper.
//
// Assumed: a request for a folder that is more than 50 levels deep is a 400. The documentation has the number, but not
// the answer.
func checkDepth(field, folder string) error {
	if strings.Count(folder, "/") > maxDepth {
		return invalid(field, "Folders can be nested 50 levels deep")
	}
	return nil
}
