package mockserver

import "github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"

// uploadValidationErrors are the documented responses to invalid uploads.
var uploadValidationErrors = []validationError{
	{on("upload", "uploadV2"), "transformation", nil, func(*contract.Error) *apiError { return errTransformation }},
}
