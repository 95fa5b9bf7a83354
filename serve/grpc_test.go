package serve

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"tfreeze/serve/inference"
)

// calling is a client of a server.
func calling(t *testing.T, s *Server) inference.GRPCInferenceServiceClient {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.ServeGRPC(ctx, l) }()
	connection, err := grpc.NewClient(l.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		connection.Close()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return inference.NewGRPCInferenceServiceClient(connection)
}

// TestGRPC: raw contents and lists of numbers have the bits of Explain.
func TestGRPC(t *testing.T) {
	c := newSame(t)
	client := calling(t, c.s)
	raw, _ := binary.Append(nil, binary.LittleEndian, c.values)
	text := func(v string) *inference.InferParameter {
		return &inference.InferParameter{ParameterChoice: &inference.InferParameter_StringParam{StringParam: v}}
	}
	whole := func(v int64) *inference.InferParameter {
		return &inference.InferParameter{ParameterChoice: &inference.InferParameter_Int64Param{Int64Param: v}}
	}
	request := &inference.ModelInferRequest{
		ModelName: "tiny", Id: "7",
		Parameters: map[string]*inference.InferParameter{
			"method": text("integrated_gradients"), "variant": text("mask"), "path": text("endpoints"), "target": whole(2), "steps": whole(5),
			"percentile": {ParameterChoice: &inference.InferParameter_DoubleParam{DoubleParam: 60}},
		},
		Inputs:           []*inference.ModelInferRequest_InferInputTensor{{Name: "x", Datatype: "FP32", Shape: []int64{1, 6, 6, 3}}},
		RawInputContents: [][]byte{raw},
	}
	for _, contents := range []*inference.InferTensorContents{nil, {Fp32Contents: c.values}} {
		if request.Inputs[0].Contents = contents; contents != nil {
			request.RawInputContents = nil
		}
		answer, err := client.ModelInfer(context.Background(), request)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]float32, 108)
		if _, err := binary.Decode(answer.RawOutputContents[0], binary.LittleEndian, got); err != nil || !slices.Equal(got, c.want.Maps[0].Values) || answer.Id != "7" || answer.Outputs[0].Name != "attribution" {
			t.Errorf("the map differs: %v, %v", answer.Outputs, err)
		}
	}
	d, err := client.ModelMetadata(context.Background(), &inference.ModelMetadataRequest{Name: "tiny"})
	if err != nil || d.Inputs[0].Datatype != "FP32" || !slices.Equal(d.Inputs[0].Shape, []int64{-1, 6, 6, 3}) {
		t.Errorf("got %v, %v", d, err)
	}
}

// TestGRPCLog: a call has a line as a request does, with the field and without content.
func TestGRPCLog(t *testing.T) {
	var log bytes.Buffer
	client := calling(t, open(t, Options{Log: slog.New(slog.NewJSONHandler(&log, nil))}))
	client.ServerLive(context.Background(), &inference.ServerLiveRequest{})
	client.ModelInfer(context.Background(), &inference.ModelInferRequest{ModelName: "tiny", Id: "secret", Inputs: []*inference.ModelInferRequest_InferInputTensor{{Name: "secret"}}})
	var line struct {
		Path, Model, Field, Remote string
		Status                     int
	}
	if err := json.Unmarshal(log.Bytes(), &line); err != nil || line.Model != "tiny" || line.Status != 400 || line.Field != "inputs[0].contents" || line.Remote == "" {
		t.Errorf("got %s (%v)", &log, err)
	}
	if strings.Contains(log.String(), "secret") {
		t.Errorf("the log has content: %s", &log)
	}
}

// TestGRPCFails: an error has the protocol's code, and names the field.
func TestGRPCFails(t *testing.T) {
	client := calling(t, open(t, Options{Token: "hunter2"}))
	known := metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer hunter2")
	input := []*inference.ModelInferRequest_InferInputTensor{{Name: "x", Datatype: "FP32", Shape: []int64{1, 6}}}
	for _, c := range []struct {
		ctx  context.Context
		r    *inference.ModelInferRequest
		code codes.Code
		text string
	}{
		{context.Background(), &inference.ModelInferRequest{ModelName: "tiny"}, codes.Unauthenticated, "token"},
		{known, &inference.ModelInferRequest{ModelName: "big"}, codes.NotFound, `there is no model "big"`},
		{known, &inference.ModelInferRequest{ModelName: "tiny"}, codes.InvalidArgument, "no input"},
		{known, &inference.ModelInferRequest{ModelName: "tiny", Inputs: input}, codes.InvalidArgument, "inputs[0].contents"},
		{known, &inference.ModelInferRequest{ModelName: "tiny", Inputs: input, RawInputContents: [][]byte{{1}, {2}}}, codes.InvalidArgument, "raw_input_contents: there are 2"},
		{known, &inference.ModelInferRequest{ModelName: "tiny", Inputs: input, RawInputContents: [][]byte{{1}}}, codes.InvalidArgument, "inputs[0]: 1 bytes"},
	} {
		_, err := client.ModelInfer(c.ctx, c.r)
		if status.Code(err) != c.code || !strings.Contains(err.Error(), c.text) {
			t.Errorf("got %v, want %v, %s", err, c.code, c.text)
		}
	}
	if r, err := client.ServerReady(context.Background(), &inference.ServerReadyRequest{}); err != nil || !r.Ready {
		t.Errorf("a probe gets %v, %v", r, err)
	}
}
