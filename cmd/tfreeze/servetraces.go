package main

import (
	"context"
	"fmt"
	"os"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/trace"

	"tfreeze/serve"
)

// traceOptions sends traces where OpenTelemetry's variables say, if they do. end sends what
// is left.
func traceOptions(ctx context.Context, o *serve.Options) (end func(), err error) {
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" {
		return func() {}, nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_ENDPOINT: %w", err)
	}
	traces := trace.NewTracerProvider(trace.WithBatcher(exporter))
	o.Traces = traces
	return func() { traces.Shutdown(context.WithoutCancel(ctx)) }, nil
}
