package main

import (
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/openimagekit/imagekit"
)

// instrumented puts otelhttp around the transport of an imagekit.Client: below its retries, so that each attempt has a
// span of its own and counts in the metrics.
func instrumented(wire http.RoundTripper, tracers trace.TracerProvider, meters metric.MeterProvider) http.RoundTripper {
	return otelhttp.NewTransport(annotated{wire},
		otelhttp.WithTracerProvider(tracers),
		otelhttp.WithMeterProvider(meters),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return operation(r) }),
		// No headers: the process's own propagator would send ids of traces, and baggage that may be about users, to
		// another company.
		otelhttp.WithPropagators(propagation.NewCompositeTextMapPropagator()),
	)
}

const (
	operationKey = attribute.Key("imagekit.operation")
	attemptKey   = attribute.Key("imagekit.attempt")
)

// operation is a name for spans and a label for metrics: there are some fifty of them, while paths, which hold ids, are
// without number.
func operation(r *http.Request) string {
	if call, ok := imagekit.CallInfoFromContext(r.Context()); ok {
		return call.Operation
	}
	return r.Method
}

// annotated lies between otelhttp and the wire, where the span has begun.
type annotated struct{ wire http.RoundTripper }

func (a annotated) RoundTrip(r *http.Request) (*http.Response, error) {
	labels, _ := otelhttp.ClientLabelerFromContext(r.Context()) // of the metrics
	labels.Add(operationKey.String(operation(r)))
	span := trace.SpanFromContext(r.Context())
	if call, ok := imagekit.CallInfoFromContext(r.Context()); ok {
		span.SetAttributes(attemptKey.Int(call.Attempt))
	}
	// otelhttp has recorded the whole URL. Queries hold what people search for, and signed URLs of private files, so
	// that the value without a query takes its place.
	clean := *r.URL
	clean.RawQuery = ""
	span.SetAttributes(semconv.URLFull(clean.String()))
	return a.wire.RoundTrip(r)
}
