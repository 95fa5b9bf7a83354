package main

import (
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

// checkpoint PREFIX NAME:DIM,DIM... writes a V2 checkpoint in TensorFlow's format, with
// variables that are all zero.
func checkpoint(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: checkpoint PREFIX NAME:DIM,DIM...")
	}
	s := gr.Scope{Graph: gr.New()}
	var variables []*gr.Node
	for _, v := range args[1:] {
		name, dims, _ := strings.Cut(v, ":")
		variables = append(variables, s.Const(name, gr.Tensor(dimensions(ts, dims), float32(0))).Node)
	}
	saver, err := savedmodels.AddSaver(s.Sub("save"), variables)
	ts.Check(err)
	s.Graph.Prune(saver.Save.Node)
	def, err := s.Graph.Proto()
	ts.Check(err)
	raw, err := proto.Marshal(def)
	ts.Check(err)
	session, err := tensorflow.Open(raw, nil, tensorflow.Options{})
	ts.Check(err)
	defer session.Close()
	file, err := tensorflow.String(ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = session.Run(map[string]*tensorflow.Tensor{saver.File.String(): file}, []string{saver.Save.String()})
	ts.Check(err)
}

func dimensions(ts *testscript.TestScript, list string) gr.Shape {
	var shape gr.Shape
	for _, d := range strings.Split(list, ",") {
		n, err := strconv.ParseInt(d, 10, 64)
		ts.Check(err)
		shape = append(shape, n)
	}
	return shape
}
