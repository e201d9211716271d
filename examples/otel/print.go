package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// printSpans prints spans in the order of their start times. The exporter has them in the order in which they ended.
func printSpans(out io.Writer, spans tracetest.SpanStubs) {
	slices.SortFunc(spans, func(a, b tracetest.SpanStub) int { return a.StartTime.Compare(b.StartTime) })
	for _, span := range spans {
		if span.SpanKind != trace.SpanKindClient {
			fmt.Fprintf(out, "%s (trace %s)\n", span.Name, span.SpanContext.TraceID())
			continue
		}
		attributes := attribute.NewSet(span.Attributes...)
		fmt.Fprintf(out, "  %s, attempt %s: status %s from %s\n", span.Name, text(attributes, attemptKey),
			text(attributes, semconv.HTTPResponseStatusCodeKey), text(attributes, semconv.URLFullKey))
	}
}

// printMetrics prints the numbers of requests by operation and status.
func printMetrics(ctx context.Context, out io.Writer, reader *metric.ManualReader) error {
	var collected metricdata.ResourceMetrics
	if err := reader.Collect(ctx, &collected); err != nil {
		return err
	}
	for _, scope := range collected.ScopeMetrics {
		for _, m := range scope.Metrics {
			durations, ok := m.Data.(metricdata.Histogram[float64])
			if !ok {
				continue
			}
			for _, point := range durations.DataPoints {
				fmt.Fprintf(out, "%s: %d of %s with status %s\n", m.Name, point.Count,
					text(point.Attributes, operationKey),
					text(point.Attributes, semconv.HTTPResponseStatusCodeKey))
			}
		}
	}
	return nil
}

// text returns the value of an attribute as text, empty if the attribute is missing.
func text(attributes attribute.Set, key attribute.Key) string {
	value, _ := attributes.Value(key)
	return value.String()
}
