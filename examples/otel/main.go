// Otel traces and measures the calls of a client with OpenTelemetry: a span for each attempt, named by its operation,
// and otelhttp's metrics.
//
// You see a job with two calls, the second of which fails at first and is repeated: three spans below that of the job,
// and how many requests the metrics have counted. It runs against a mock server of its own. What a program takes over
// is in instrument.go; instead of printing, it gives its providers exporters.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func main() {
	if err := show(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "otel:", err)
		os.Exit(1)
	}
}

// show keeps spans and metrics in memory, and prints them at the end.
func show(ctx context.Context, out io.Writer) error {
	spans, measured := tracetest.NewInMemoryExporter(), sdkmetric.NewManualReader()
	// WithBatcher, if there is a network to the exporter
	tracers := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(measured))
	if err := run(ctx, tracers, meters); err != nil {
		return err
	}
	printSpans(out, spans.GetSpans())
	return printMetrics(ctx, out, measured)
}

// run makes a client whose attempts are traced and measured, and gives it something to do.
func run(ctx context.Context, tracers trace.TracerProvider, meters metric.MeterProvider) error {
	server, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	defer server.Close()
	if _, err := server.AddFault(mockserver.Fault{
		Operation: "getFileMetadataFromURL", Kind: mockserver.FaultStatus, Status: http.StatusServiceUnavailable,
		Count: 1,
	}); err != nil {
		return err
	}
	ik, err := server.Client(
		imagekit.WithTransportWrapper(func(wire http.RoundTripper) http.RoundTripper {
			return instrumented(wire, tracers, meters)
		}),
		// nobody wants to wait for an example
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MinBackoff: 10 * time.Millisecond}),
	)
	if err != nil {
		return err
	}
	defer ik.CloseIdleConnections()
	// The attempts of a call, and the calls of a job, have one trace in common if a span of yours is above them.
	ctx, span := tracers.Tracer("example.com/otel").Start(ctx, "inspect a private file")
	defer span.End()
	return inspect(ctx, ik)
}

// pixel is a GIF of one pixel.
var pixel = []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" +
	",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")

// inspect passes a signed URL on, in the query of its second call: whoever could read it in a span could see the
// private file.
func inspect(ctx context.Context, ik *imagekit.Client) error {
	file, err := ik.Upload(ctx, imagekit.UploadRequest{
		File: imagekit.FromBytes(pixel), FileName: "pixel.gif",
		IsPrivateFile: new(true),
	})
	if err != nil {
		return err
	}
	signed, err := ik.URL(urlbuilder.Options{Path: file.FilePath, ExpiresIn: time.Minute})
	if err != nil {
		return err
	}
	_, err = ik.GetFileMetadataFromURL(ctx, signed)
	return err
}
