// Otel traces and measures the calls of a client with OpenTelemetry: each attempt has a span, named after its
// operation, and is counted in the metrics of otelhttp.
//
// The program makes two calls. The first attempt of the second call fails and is retried. It prints the three spans
// below the span of the job, and the numbers of requests in the metrics. It starts a mock server and runs against it.
// Copy instrument.go into your program, and give the providers exporters instead of printing.
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

// show runs the calls with spans and metrics in memory, and prints these at the end.
func show(ctx context.Context, out io.Writer) error {
	spans, measured := tracetest.NewInMemoryExporter(), sdkmetric.NewManualReader()
	// Use WithBatcher for an exporter that sends spans over the network.
	tracers := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(measured))
	if err := run(ctx, tracers, meters); err != nil {
		return err
	}
	printSpans(out, spans.GetSpans())
	return printMetrics(ctx, out, measured)
}

// run makes calls with a client whose attempts are traced and measured.
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
		imagekit.WithTransportWrapper(func(base http.RoundTripper) http.RoundTripper {
			return instrument(base, tracers, meters)
		}),
		// Keep the wait before the retry short in this example.
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MinBackoff: 10 * time.Millisecond}),
	)
	if err != nil {
		return err
	}
	defer ik.CloseIdleConnections()
	// With a parent span, all attempts of all calls of the job are in one trace.
	ctx, span := tracers.Tracer("example.com/otel").Start(ctx, "inspect a private file")
	defer span.End()
	return inspect(ctx, ik)
}

// pixel is a GIF of one pixel.
var pixel = []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" +
	",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")

// inspect uploads a private file and reads its metadata by a signed URL. The query of the second request contains that
// URL; it must not be in a span, because anybody who has it can read the private file.
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
