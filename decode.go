package imagekit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/openimagekit/imagekit/internal/decode"
)

// errNoResult is the error of a success that does not hold what the operation returns.
var errNoResult = errors.New("response without the result of the operation")

// decode decodes the body of a success into result; a nil result is none that is wanted.
func (r *run) decode(ctx context.Context, body []byte, result any) error {
	media := mediaType(r.response.Header.Get("Content-Type"))
	switch {
	case result == nil && media == "text/html" && len(bytes.TrimSpace(body)) > 0:
		return errors.New("response in text/html, which the service does not send")
	case result == nil:
		return nil
	}
	hasResult := r.call.HasResult(r.response.StatusCode)
	mismatches, err := decode.JSON(body, result, r.call.DecodeLimits())
	tooLarge, isTooLarge := errors.AsType[*decode.LimitError](err)
	switch {
	case errors.Is(err, decode.ErrNoValue) && !hasResult:
		return nil
	case errors.Is(err, decode.ErrNoValue):
		return fmt.Errorf("%w: the body is empty or null", errNoResult)
	case isTooLarge:
		return &ResponseLimitError{Limit: tooLarge.Limit, Quantity: tooLarge.Quantity}
	case err != nil:
		return fmt.Errorf("decode response in %s: %w", media, err)
	case hasResult && !r.call.Identifies(result):
		return fmt.Errorf("%w: the body has none of %q", errNoResult, r.call.IdentifiedBy)
	}
	if len(mismatches.Pointers) > 0 {
		r.reportMismatches(ctx, mismatches)
	}
	return nil
}

// maxLoggedMismatches is how many JSON pointers a log record has.
const maxLoggedMismatches = 10

// reportMismatches tells the caller and the log where a response does not have the types that openapi.yaml says.
func (r *run) reportMismatches(ctx context.Context, mismatches decode.Mismatches) {
	if r.options.onMismatch != nil {
		r.options.onMismatch(mismatches)
	}
	logged := make([]string, min(len(mismatches.Pointers), maxLoggedMismatches))
	for i := range logged {
		logged[i] = oneLine(r.redact(mismatches.Pointers[i]))
	}
	r.config.logger.LogAttrs(ctx, slog.LevelWarn, "imagekit response has values of unexpected types",
		slog.String("operation", r.call.Operation),
		slog.String("requestId", oneLine(r.redact(r.response.Header.Get(headerRequestID)))),
		slog.Int("count", len(mismatches.Pointers)),
		slog.Any("pointers", logged))
}
