package imagekit

import (
	"fmt"
	"log/slog"

	"github.com/openimagekit/imagekit/internal/text"
)

// Format implements [fmt.Formatter]: it prints the key and the request, without credentials and options, whatever the
// verb.
func (i UploadItem) Format(state fmt.State, _ rune) {
	fmt.Fprintf(state, "{Key:%q Request:%+v}", i.Key, i.Request)
}

// LogValue implements [slog.LogValuer]: it logs the key and the request, without credentials and options.
func (i UploadItem) LogValue() slog.Value {
	return slog.GroupValue(slog.String("key", i.Key), slog.Any("request", i.Request))
}

// Format implements [fmt.Formatter]: it prints the key of the item, and the id of its file or the error, whatever the
// verb.
func (o UploadOutcome) Format(state fmt.State, _ rune) {
	fileID := ""
	if o.Result != nil {
		fileID = o.Result.FileID
	}
	fmt.Fprintf(state, "{Key:%q FileID:%q Earlier:%v Err:%v}", o.Item.Key, fileID, o.Skipped, o.Err)
}

// LogValue implements [slog.LogValuer]: it logs the key of the item, and the id of its file or the error.
func (o UploadOutcome) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("key", o.Item.Key)}
	if o.Result != nil {
		attrs = append(attrs, slog.String("fileId", o.Result.FileID))
	}
	if o.Err != nil {
		attrs = append(attrs, slog.String("error", text.Line(o.Err.Error())))
	}
	return slog.GroupValue(attrs...)
}
