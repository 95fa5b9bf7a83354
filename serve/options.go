package serve

import (
	"cmp"
	"crypto/tls"
	"log/slog"
	"net/http"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// Options configure a Server. The zero value has the default of every field.
type Options struct {
	// Page makes the handler of the paths that no dialect has. If nil, these are not
	// found. Its files, at / and below /page/static/, need no token.
	Page func(*Server) http.Handler
	// Limits bound what a request may ask for.
	Limits Limits
	// Vertex has the paths of Vertex's containers, which answer for the first model.
	Vertex Vertex
	// Parallel is the number of calls that are computed at once, 1 by default, and Queue
	// that of those that wait, 64 by default. More are refused with 429.
	Parallel, Queue int
	// Batch is the number of requests that wait, ask for the same and have inputs of one
	// shape, which may go through the network together; 1 by default, none. A map may then
	// differ in its last digits from that of the input alone.
	Batch int
	// Timeout bounds the time that a call waits and computes; a minute by default.
	Timeout time.Duration
	// Stall bounds how long a client may take to read 64 KiB of its answer; half a minute by
	// default. Then its connection is closed.
	Stall time.Duration
	// Drain bounds how long Serve waits for calls when it is told to end; 30 s by default.
	Drain time.Duration
	// Poll is how often the models' files are looked at, to reload those that have changed;
	// 2 s by default.
	Poll time.Duration
	// Token, if not empty, is what requests must send: Authorization: Bearer TOKEN. Probes
	// of health need none.
	Token string
	// TLS has the certificates; nil serves without TLS.
	TLS *tls.Config
	// Traces takes the spans of requests; nil takes none.
	Traces trace.TracerProvider
	// Log gets a line for each request, without its content. If nil, there is none.
	Log *slog.Logger
}

// withDefaults fills what is 0.
func (o Options) withDefaults() Options {
	o.Limits.Fill()
	o.Parallel, o.Queue = cmp.Or(o.Parallel, 1), cmp.Or(o.Queue, 64)
	o.Batch = cmp.Or(o.Batch, 1)
	o.Timeout, o.Drain = cmp.Or(o.Timeout, time.Minute), cmp.Or(o.Drain, 30*time.Second)
	o.Stall = cmp.Or(o.Stall, 30*time.Second)
	o.Poll = cmp.Or(o.Poll, 2*time.Second)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Limits bound what a request may ask for. A field of 0 has its default.
type Limits struct {
	// Body is the number of bytes of a request; 32 MiB by default.
	Body int64
	// Pixels is the number of pixels of a picture, before it is fitted; 50 million by
	// default.
	Pixels int
	// Inputs is the number of inputs of a request; 64 by default.
	Inputs int
	// Targets is the number of classes that are explained of an input; 10 by default.
	Targets int
	// Steps is the largest number of points on a path, and Samples that of noisy inputs,
	// or of others that are drawn; 1,000 by default.
	Steps, Samples int
}

// Fill sets what is 0 to its default.
func (l *Limits) Fill() {
	*l = Limits{
		Body: cmp.Or(l.Body, 32<<20), Pixels: cmp.Or(l.Pixels, 50_000_000), Inputs: cmp.Or(l.Inputs, 64),
		Targets: cmp.Or(l.Targets, 10), Steps: cmp.Or(l.Steps, 1000), Samples: cmp.Or(l.Samples, 1000),
	}
}
