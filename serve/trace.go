package serve

import (
	"context"
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc/filters"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
)

// traced begins a span for each request, or continues the client's, but for metrics
// and what needs no token.
func (s *Server) traced(h http.Handler) http.Handler {
	if s.options.Traces == nil {
		return h
	}
	return otelhttp.NewHandler(h, "request",
		otelhttp.WithTracerProvider(s.options.Traces), otelhttp.WithPropagators(propagation.TraceContext{}),
		otelhttp.WithFilter(func(r *http.Request) bool { return !s.isPublic(r.URL.Path) && r.URL.Path != "/metrics" }))
}

// tracedCalls does the same for calls over gRPC.
func (s *Server) tracedCalls() grpc.ServerOption {
	probe := filters.Any(filters.MethodName("ServerLive"), filters.MethodName("ServerReady"))
	return grpc.StatsHandler(otelgrpc.NewServerHandler(
		otelgrpc.WithTracerProvider(s.options.Traces), otelgrpc.WithPropagators(propagation.TraceContext{}), otelgrpc.WithFilter(filters.Not(probe))))
}

// span begins a span of a call's stage: waiting and computing.
func (c *call) span(ctx context.Context) (context.Context, trace.Span) {
	attributes := []attribute.KeyValue{attribute.String("model", c.name), attribute.Int("inputs", len(c.inputs))}
	name := "predict"
	if c.explains() {
		name = "explain"
		attributes = append(attributes, attribute.String("method", c.options.Methods[0]), attribute.String("variant", string(c.options.Variants[0])))
	}
	tracer := trace.SpanFromContext(ctx).TracerProvider().Tracer("tfreeze/serve")
	return tracer.Start(ctx, name, trace.WithAttributes(attributes...))
}
