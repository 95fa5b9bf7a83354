package serve

import (
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
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
