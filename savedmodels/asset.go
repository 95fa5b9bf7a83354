package savedmodels

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/files"
)

// assetsDir holds the files that come with a SavedModel. A loader feeds the path of
// each to a string tensor of the graph.
const assetsDir = "assets"

// writeAssets copies the files that the initialisation reads, and the card's labels, if
// it has any, for whose path it adds a tensor.
func writeAssets(dir string, m *Model) ([]*pb.AssetFileDef, error) {
	var defs []*pb.AssetFileDef
	if from := m.Card.LabelsPath(); from != "" {
		name, err := copyAsset(dir, from)
		if err != nil {
			return nil, fmt.Errorf("labels: %w", err)
		}
		defs = append(defs, assetDef(gr.Scope{Graph: m.Graph}.Const("labels", gr.StringTensor(gr.Shape{}, name)), name))
	}
	if m.Weights == nil {
		return defs, nil
	}
	for _, tensor := range slices.Sorted(maps.Keys(m.Weights.Assets)) {
		path, err := m.Graph.Output(tensor)
		if err != nil {
			continue // the node that read it was pruned
		}
		name, err := copyAsset(dir, m.Weights.Assets[tensor])
		if err != nil {
			return nil, fmt.Errorf("asset: %w", err)
		}
		// To Python's loader, the initialisation is a signature, which must not depend on
		// a placeholder.
		m.Graph.Become(path.Node, gr.Scope{Graph: m.Graph}.Const("asset", gr.StringTensor(gr.Shape{}, name)).Node)
		defs = append(defs, assetDef(path, name))
	}
	return defs, nil
}

func assetDef(path gr.Output, name string) *pb.AssetFileDef {
	info := &pb.TensorInfo{Encoding: &pb.TensorInfo_Name{Name: path.String()}, Dtype: stringType, TensorShape: path.Shape().Proto()}
	return &pb.AssetFileDef{TensorInfo: info, Filename: name}
}

// copyAsset copies a file under its own name, or a longer one if that is taken. It
// returns the name.
func copyAsset(dir, from string) (string, error) {
	source, _, err := files.Open(from)
	if err != nil {
		return "", err
	}
	defer source.Close()
	if err := os.MkdirAll(filepath.Join(dir, assetsDir), 0o755); err != nil {
		return "", err
	}
	for i := 0; ; i++ {
		name := filepath.Base(from)
		if i > 0 {
			name = fmt.Sprintf("%d_%s", i, name)
		}
		to, err := os.OpenFile(filepath.Join(dir, assetsDir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = io.Copy(to, source)
		return name, errors.Join(err, to.Close())
	}
}
