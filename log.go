package imagekit

import (
	"context"
	"log/slog"
	"time"

	"github.com/openimagekit/imagekit/internal/text"
)

// logAttempt logs an attempt that has ended: successes at debug level, failures as warnings. See [WithLogger].
func (r *run) logAttempt(ctx context.Context) {
	level := slog.LevelDebug
	if r.failed != nil {
		level = slog.LevelWarn
	}
	if r.request == nil || !r.config.logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("operation", r.call.Operation),
		slog.Int("attempt", r.attempt),
		slog.Duration("waited", r.waited),
		slog.String("method", r.request.Method),
		slog.String("host", r.request.URL.Host),
		slog.String("path", text.Line(r.redact(r.request.URL.Path))),
		slog.Duration("elapsed", r.config.now().Sub(r.began)),
	}
	if r.response != nil {
		attrs = append(attrs, slog.Int("status", r.response.StatusCode), r.requestIDAttr())
	}
	if r.failed != nil && r.failed.Err != nil {
		attrs = append(attrs, slog.String("error", text.Line(r.failed.Err.Error())))
	}
	r.config.logger.LogAttrs(ctx, level, "imagekit request", attrs...)
}

// minLoggedWait is the shortest wait that is logged. A limiter takes less time than that if the call need not wait.
const minLoggedWait = time.Millisecond

// logWait logs that the call has waited for the rate limit.
func (r *run) logWait(ctx context.Context, waited time.Duration) {
	if waited < minLoggedWait || !r.config.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	r.config.logger.LogAttrs(ctx, slog.LevelDebug, "imagekit waited for rate limit",
		slog.String("operation", r.call.Operation),
		slog.Int("attempt", r.attempt+1),
		slog.Duration("waited", waited))
}

func (r *run) requestIDAttr() slog.Attr {
	return slog.String("requestId", text.Line(r.redact(r.response.Header.Get(headerRequestID))))
}
