package savedmodels

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/formats"
)

// metaExtension is that of the graph that TF1 saves beside a checkpoint.
const metaExtension = ".meta"

// loadMetaGraph reads PREFIX.meta. The weights are in the given checkpoint, V1 or V2,
// or else in PREFIX.
func loadMetaGraph(path, checkpoint string) (*Model, error) {
	if err := foreign(path, formats.MetaGraphText); err != nil {
		return nil, err
	}
	var meta pb.MetaGraphDef
	if err := readProto(path, "MetaGraph", &meta); err != nil {
		return nil, err
	}
	if len(meta.GetGraphDef().GetNode()) == 0 {
		return nil, fmt.Errorf("%s is not a MetaGraph: it has no nodes", path)
	}
	m, err := fromMetaGraph(&meta, cmp.Or(checkpoint, strings.TrimSuffix(path, metaExtension)), filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	m.Path, m.Form = path, "MetaGraph"
	m.Card, err = readCard(filepath.Dir(path))
	return m, err
}

// fromMetaGraph makes a model that restores the checkpoint by its own saver. Its assets
// are in dir.
func fromMetaGraph(meta *pb.MetaGraphDef, checkpoint, dir string) (*Model, error) {
	noteGradients(meta)
	m := &Model{}
	var err error
	if m.Graph, err = gr.FromProto(meta.GetGraphDef()); err != nil {
		return nil, err
	}
	m.Graph.ClearDevices()
	if m.Signatures, err = readSignatures(m.Graph, meta.GetSignatureDef()); err != nil {
		return nil, err
	}
	if m.Weights, err = restorer(m.Graph, checkpoint, meta.GetSaverDef()); err != nil {
		return nil, err
	}
	init, err := initialiser(m.Graph, meta)
	if err != nil {
		return nil, err
	}
	assets, err := assetsOf(dir, meta, init)
	m.initialises(init, assets)
	return m, err
}
