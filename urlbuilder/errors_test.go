package urlbuilder_test

import (
	"errors"
	"strings"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

// isBuildError reports whether err is a BuildError of a field.
func isBuildError(err error, field string) bool {
	e, ok := errors.AsType[*BuildError](err)
	return ok && e.Field == field
}

// says reports whether err is a BuildError whose text has a part.
func says(err error, part string) bool {
	_, ok := errors.AsType[*BuildError](err)
	return ok && strings.Contains(err.Error(), part)
}
