package mockserver

import "github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"

// uploadRefusals are the documented refusals of uploads.
var uploadValidationErrors = []validationError{
	{on("upload", "uploadV2"), "transformation", nil, func(*contract.Error) *apiError { return errTransformation }},
}
