package samples_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/openimagekit/imagekit"
)

// handleError calls an operation and handles each kind of error.
func handleError(ctx context.Context, ik *imagekit.Client) error {
	_, err := ik.GetFileDetails(ctx, fileID)
	switch {
	case errors.Is(err, imagekit.ErrNotFound):
		fmt.Println("the file does not exist")
		return nil
	case errors.Is(err, imagekit.ErrUnauthorized), errors.Is(err, imagekit.ErrForbidden):
		return fmt.Errorf("check the private key: %w", err)
	case errors.Is(err, imagekit.ErrOutcomeUnknown):
		return fmt.Errorf("the call may have been carried out: %w", err)
	}
	if failure, ok := errors.AsType[*imagekit.Error](err); ok {
		fmt.Println(failure.StatusCode, failure.Message, failure.Reason, failure.RequestID)
	}
	return err
}
