package serve

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"google.golang.org/grpc/metadata"

	"tfreeze/serve/inference"
)

// TestTraces: a request continues its client's trace, and what is computed is a span within
// it; probes have none.
func TestTraces(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	s := open(t, Options{Traces: trace.NewTracerProvider(trace.WithSyncer(spans))})
	r := httptest.NewRequest("POST", "/v1/models/tiny:explain", strings.NewReader(`{"instances": [`+array+`]}`))
	const client = "0af7651916cd43dd8448eb211c80319c"
	r.Header.Set("traceparent", "00-"+client+"-b7ad6b7169203331-01")
	s.ServeHTTP(httptest.NewRecorder(), r)
	asked(s, "GET", "/healthz", "")
	got := spans.GetSpans()
	if len(got) != 2 || got[0].Name != "explain" || got[0].Parent.SpanID() != got[1].SpanContext.SpanID() {
		t.Fatalf("got %v", got)
	}
	if id := got[1].SpanContext.TraceID().String(); id != client {
		t.Errorf("the trace is %s, the client's %s", id, client)
	}
}

// TestTracesOfCalls: so does a call over gRPC.
func TestTracesOfCalls(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	client := calling(t, open(t, Options{Traces: trace.NewTracerProvider(trace.WithSyncer(spans))}))
	const known = "0af7651916cd43dd8448eb211c80319c"
	ctx := metadata.AppendToOutgoingContext(context.Background(), "traceparent", "00-"+known+"-b7ad6b7169203331-01")
	if _, err := client.ServerReady(ctx, &inference.ServerReadyRequest{}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.ModelInfer(ctx, &inference.ModelInferRequest{ModelName: "tiny", Inputs: []*inference.ModelInferRequest_InferInputTensor{{
		Name: "x", Datatype: "FP32", Shape: []int64{1, 6, 6, 3}, Contents: &inference.InferTensorContents{Fp32Contents: make([]float32, 108)},
	}}}); err != nil {
		t.Fatal(err)
	}
	got := spans.GetSpans()
	for range 1000 { // a call's span ends after the client has its answer
		if len(got) == 2 {
			break
		}
		time.Sleep(time.Millisecond)
		got = spans.GetSpans()
	}
	if len(got) != 2 || got[0].Name != "predict" || got[0].Parent.SpanID() != got[1].SpanContext.SpanID() || got[1].Name != "inference.GRPCInferenceService/ModelInfer" {
		t.Fatalf("got %v", got)
	}
	if id := got[1].SpanContext.TraceID().String(); id != known {
		t.Errorf("the trace is %s, the client's %s", id, known)
	}
}
