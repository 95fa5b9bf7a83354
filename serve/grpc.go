package serve

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"tfreeze"
	"tfreeze/serve/inference"
)

// ServeGRPC answers the Open Inference Protocol over gRPC at an address, until ctx ends.
// Then it takes no more requests, and waits for those that it has, up to Options.Drain.
func (s *Server) ServeGRPC(ctx context.Context, l net.Listener) error {
	g := grpc.NewServer(s.grpcOptions()...)
	inference.RegisterGRPCInferenceServiceServer(g, &grpcService{s: s})
	stop := context.AfterFunc(ctx, func() {
		end := time.AfterFunc(s.options.Drain, g.Stop)
		defer end.Stop()
		g.GracefulStop()
	})
	defer stop()
	return g.Serve(l)
}

// grpcOptions bound what clients may send and how long they may hold a connection. Answers
// are as large as maps are: only requests are bounded.
func (s *Server) grpcOptions() []grpc.ServerOption {
	const age, idle = 30 * time.Minute, 2 * time.Minute
	options := []grpc.ServerOption{
		grpc.MaxRecvMsgSize(int(s.options.Limits.Body)), grpc.UnaryInterceptor(s.intercept),
		// A client that reads no more is left when its connection has that age.
		grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionIdle: idle, MaxConnectionAge: age, MaxConnectionAgeGrace: s.options.Timeout + s.options.Stall}),
	}
	if s.options.TLS != nil {
		options = append(options, grpc.Creds(credentials.NewTLS(s.options.TLS)))
	}
	if s.options.Traces != nil {
		options = append(options, s.tracedCalls())
	}
	return options
}

// intercept guards a call as guarded and authorized do a request.
func (s *Server) intercept(ctx context.Context, request any, info *grpc.UnaryServerInfo, h grpc.UnaryHandler) (answer any, err error) {
	v := &visit{method: "gRPC", path: info.FullMethod, begun: time.Now(), status: http.StatusOK, quiet: isProbeCall(request)}
	if named, ok := request.(interface{ GetModelName() string }); ok && s.model(named.GetModelName()) != nil {
		v.model = named.GetModelName()
	}
	if p, ok := peer.FromContext(ctx); ok {
		v.remote = p.Addr.String()
	}
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
		if err != nil {
			e := answerOf(err)
			v.cause, v.status, err = err, e.Status, statusOf(e)
		}
		s.logged(ctx, v)
	}()
	if s.options.Token != "" && !v.quiet && !s.callHasToken(ctx) {
		return nil, errNoToken()
	}
	return h(ctx, request)
}

func isProbeCall(request any) bool {
	switch request.(type) {
	case *inference.ServerLiveRequest, *inference.ServerReadyRequest:
		return true
	}
	return false
}

func (s *Server) callHasToken(ctx context.Context) bool {
	for _, value := range metadata.ValueFromIncomingContext(ctx, "authorization") {
		if s.hasToken(value) {
			return true
		}
	}
	return false
}

// statusOf is an error in gRPC's words.
func statusOf(e *Error) error {
	code, ok := map[int]codes.Code{
		http.StatusBadRequest: codes.InvalidArgument, http.StatusNotFound: codes.NotFound, http.StatusUnauthorized: codes.Unauthenticated,
		http.StatusTooManyRequests: codes.ResourceExhausted, http.StatusGatewayTimeout: codes.DeadlineExceeded, statusClientGone: codes.Canceled,
	}[e.Status]
	if !ok {
		code = codes.Internal
	}
	text := e.Error()
	if e.RetryAfter > 0 {
		text += fmt.Sprintf(": try again in %d s", e.RetryAfter)
	}
	return status.Error(code, text)
}

// A grpcService is the Server as the generated code calls it.
type grpcService struct {
	inference.UnimplementedGRPCInferenceServiceServer
	s *Server
}

func (g *grpcService) ServerLive(context.Context, *inference.ServerLiveRequest) (*inference.ServerLiveResponse, error) {
	return &inference.ServerLiveResponse{Live: true}, nil
}

func (g *grpcService) ServerReady(context.Context, *inference.ServerReadyRequest) (*inference.ServerReadyResponse, error) {
	return &inference.ServerReadyResponse{Ready: true}, nil
}

func (g *grpcService) ModelReady(_ context.Context, r *inference.ModelReadyRequest) (*inference.ModelReadyResponse, error) {
	_, err := g.s.find(r.Name, r.Version)
	return &inference.ModelReadyResponse{Ready: err == nil}, err
}

func (g *grpcService) ServerMetadata(context.Context, *inference.ServerMetadataRequest) (*inference.ServerMetadataResponse, error) {
	return &inference.ServerMetadataResponse{Name: "tfreeze", Version: tfreeze.Version}, nil
}

func (g *grpcService) ModelMetadata(_ context.Context, r *inference.ModelMetadataRequest) (*inference.ModelMetadataResponse, error) {
	m, err := g.s.find(r.Name, r.Version)
	if err != nil {
		return nil, err
	}
	open, version, release := m.holdVersion()
	defer release()
	d := g.s.describe(m.name, version, open.About())
	answer := &inference.ModelMetadataResponse{Name: d.Name, Versions: d.Versions, Platform: d.Platform}
	for _, t := range d.Inputs {
		answer.Inputs = append(answer.Inputs, &inference.ModelMetadataResponse_TensorMetadata{Name: t.Name, Datatype: t.Datatype, Shape: t.Shape})
	}
	for _, t := range d.Outputs {
		answer.Outputs = append(answer.Outputs, &inference.ModelMetadataResponse_TensorMetadata{Name: t.Name, Datatype: t.Datatype, Shape: t.Shape})
	}
	return answer, nil
}
