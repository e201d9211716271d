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

// instrument returns a transport that traces and measures the requests of an imagekit.Client with otelhttp. It is below
// the client's retries, so that each attempt has a span and is counted in the metrics.
func instrument(base http.RoundTripper, tracers trace.TracerProvider, meters metric.MeterProvider) http.RoundTripper {
	return otelhttp.NewTransport(annotator{base},
		otelhttp.WithTracerProvider(tracers),
		otelhttp.WithMeterProvider(meters),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return operation(r) }),
		// Send no trace headers: the default propagator would send trace ids, and baggage that can contain data about
		// users, to another company.
		otelhttp.WithPropagators(propagation.NewCompositeTextMapPropagator()),
	)
}

const (
	operationKey = attribute.Key("imagekit.operation")
	attemptKey   = attribute.Key("imagekit.attempt")
)

// operation returns the name of the operation, as the name of the span and a label of the metrics. There are about
// fifty operations. Paths are not suitable, because they contain ids and so have unlimited values.
func operation(r *http.Request) string {
	if call, ok := imagekit.CallInfoFromContext(r.Context()); ok {
		return call.Operation
	}
	return r.Method
}

// annotator adds attributes to the span and the metrics of a request. It is called by otelhttp's transport, after the
// span has started.
type annotator struct{ base http.RoundTripper }

func (a annotator) RoundTrip(r *http.Request) (*http.Response, error) {
	labels, _ := otelhttp.ClientLabelerFromContext(r.Context()) // labels of the metrics
	labels.Add(operationKey.String(operation(r)))
	span := trace.SpanFromContext(r.Context())
	if call, ok := imagekit.CallInfoFromContext(r.Context()); ok {
		span.SetAttributes(attemptKey.Int(call.Attempt))
	}
	// otelhttp has recorded the whole URL. Replace it with the URL without the query, because queries contain search
	// texts and signed URLs of private files.
	clean := *r.URL
	clean.RawQuery = ""
	span.SetAttributes(semconv.URLFull(clean.String()))
	return a.base.RoundTrip(r)
}
