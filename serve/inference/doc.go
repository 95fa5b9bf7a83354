// Package inference has the messages and the service of the Open Inference Protocol over
// gRPC, generated from inference.proto.
package inference

//go:generate protoc --go_out=. --go_opt=paths=source_relative --go-grpc_out=. --go-grpc_opt=paths=source_relative inference.proto
