package main

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// runTraced runs the calls of the program and returns their spans and metrics. The last span is the span of the job.
func runTraced(t *testing.T) (spans tracetest.SpanStubs, metrics metricdata.ResourceMetrics) {
	t.Helper()
	exporter, reader := tracetest.NewInMemoryExporter(), metric.NewManualReader()
	tracers := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
	if err := run(t.Context(), tracers, metric.NewMeterProvider(metric.WithReader(reader))); err != nil {
		t.Fatal(err)
	}
	if err := reader.Collect(t.Context(), &metrics); err != nil {
		t.Fatal(err)
	}
	return exporter.GetSpans(), metrics
}

func TestInstrument_Spans(t *testing.T) {
	t.Parallel()
	spans, _ := runTraced(t)
	job := spans[len(spans)-1]
	var got []string
	for _, span := range spans[:len(spans)-1] {
		if span.SpanKind != trace.SpanKindClient || span.Parent.SpanID() != job.SpanContext.SpanID() {
			t.Errorf("span %s is not a client span with the span of the job as its parent", span.Name)
		}
		attributes := attribute.NewSet(span.Attributes...)
		got = append(got, fmt.Sprint(span.Name, " ", text(attributes, attemptKey), " ",
			text(attributes, semconv.HTTPResponseStatusCodeKey), " ",
			span.Status.Code == codes.Error))
	}
	want := []string{"upload 1 200 false", "getFileMetadataFromURL 1 503 true", "getFileMetadataFromURL 2 200 false"}
	if !slices.Equal(got, want) {
		t.Errorf("spans are %q, want %q", got, want)
	}
}

func TestInstrument_Secrets(t *testing.T) {
	t.Parallel()
	spans, metrics := runTraced(t)
	recorded := fmt.Sprintf("%+v %+v", spans, metrics)
	for _, span := range spans {
		for _, a := range span.Attributes {
			recorded += " " + a.Value.String()
		}
	}
	key := mockserver.DefaultPrivateKey
	for _, secret := range []string{
		key, base64.StdEncoding.EncodeToString([]byte(key + ":")), "ik-s", "ik-t",
		"pixel",
	} {
		if strings.Contains(recorded, secret) {
			t.Errorf("%q is recorded in %s", secret, recorded)
		}
	}
	if !strings.Contains(recorded, "/v1/metadata") {
		t.Errorf("no URL is recorded in %s", recorded)
	}
}

func TestInstrument_TraceHeaders(t *testing.T) {
	otel.SetTextMapPropagator(propagation.TraceContext{}) // as programs do that call other services of the same company
	var sent http.Header
	client := &http.Client{Transport: instrument(roundTripper(func(r *http.Request) (*http.Response, error) {
		sent = r.Header
		return httptest.NewRecorder().Result(), nil
	}), sdktrace.NewTracerProvider(), metric.NewMeterProvider())}
	response, err := client.Get("http://localhost/")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if len(sent) > 0 {
		t.Errorf("sent headers %v", sent)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestInstrument_Metrics(t *testing.T) {
	t.Parallel()
	_, metrics := runTraced(t)
	got := map[string]uint64{}
	for _, m := range metrics.ScopeMetrics[0].Metrics {
		durations, ok := m.Data.(metricdata.Histogram[float64])
		if !ok {
			continue
		}
		for _, point := range durations.DataPoints {
			got[text(point.Attributes, operationKey)+" "+text(point.Attributes,
				semconv.HTTPResponseStatusCodeKey)] += point.Count
		}
	}
	want := map[string]uint64{"upload 200": 1, "getFileMetadataFromURL 503": 1, "getFileMetadataFromURL 200": 1}
	if !maps.Equal(got, want) {
		t.Errorf("numbers of durations are %v, want %v", got, want)
	}
}
