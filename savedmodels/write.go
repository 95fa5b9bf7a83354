package savedmodels

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"google.golang.org/protobuf/proto"
)

// schemaVersion is the only version of SavedModel so far.
const schemaVersion = 1

// WriteFiles writes a SavedModel's files into dir, which must exist, all but its
// variables: saved_model.pb with the tag serve, the labels in assets, and the card in
// assets.extra. It adds a node for the labels to the graph.
func WriteFiles(dir string, m *Model, saver *Saver) error {
	assets, err := writeAssets(dir, m)
	if err != nil {
		return err
	}
	def, err := m.Graph.Proto()
	if err != nil {
		return err
	}
	meta := &pb.MetaGraphDef{
		MetaInfoDef:  &pb.MetaGraphDef_MetaInfoDef{Tags: []string{TagServe}},
		GraphDef:     def,
		SignatureDef: writeSignatures(m.Signatures),
		AssetFileDef: assets,
	}
	if derive := m.derive(); derive != nil {
		meta.SignatureDef[initSignature] = initialisation(derive)
	}
	if saver != nil {
		meta.SaverDef = saver.proto()
	}
	saved := &pb.SavedModel{SavedModelSchemaVersion: schemaVersion, MetaGraphs: []*pb.MetaGraphDef{meta}}
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(saved)
	if err != nil {
		return fmt.Errorf("%s: %w", savedModelFile, err)
	}
	if err := os.WriteFile(filepath.Join(dir, savedModelFile), raw, 0o644); err != nil {
		return err
	}
	return writeExtra(filepath.Join(dir, assetsExtra), m.Card)
}

func writeExtra(dir string, card Card) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if card.Labels != "" {
		card.Labels = filepath.Join("..", assetsDir, filepath.Base(card.Labels))
	}
	raw, err := json.MarshalIndent(card, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, CardFile), append(raw, '\n'), 0o644)
}

// VariablesPrefix returns the prefix of the checkpoint of a SavedModel in dir.
func VariablesPrefix(dir string) string { return filepath.Join(dir, variablesPath) }
