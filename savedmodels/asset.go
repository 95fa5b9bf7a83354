package savedmodels

import (
	"fmt"
	"os"
	"path/filepath"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"

	gr "tfreeze/graphrewrite"
)

// assetsDir holds the files that come with a SavedModel; a loader gives the path
// of each to a string tensor of the graph.
const assetsDir = "assets"

// writeLabels copies the labels of the card, if there are any, and adds the
// tensor that takes their path.
func writeLabels(dir string, m *Model) ([]*pb.AssetFileDef, error) {
	from := m.Card.LabelsPath()
	if from == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(from)
	if err != nil {
		return nil, fmt.Errorf("labels: %w", err)
	}
	name := filepath.Base(from)
	if err := os.MkdirAll(filepath.Join(dir, assetsDir), 0o755); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, assetsDir, name), raw, 0o644); err != nil {
		return nil, err
	}
	path := gr.Scope{Graph: m.Graph}.Const("labels", gr.StringTensor(gr.Shape{}, name))
	info := &pb.TensorInfo{Encoding: &pb.TensorInfo_Name{Name: path.String()}, Dtype: path.DType(), TensorShape: path.Shape().Proto()}
	return []*pb.AssetFileDef{{TensorInfo: info, Filename: name}}, nil
}
