package savedmodels

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/formats"
	"tfreeze/internal/nearest"
	"tfreeze/savedmodels/checkpoint"
	"tfreeze/savedmodels/objects"
)

const (
	savedModelFile = "saved_model.pb"
	variablesPath  = "variables/variables"
	assetsExtra    = "assets.extra"
)

// TagServe is the tag of the MetaGraph that is read by default, and of the one that is
// written.
const TagServe = "serve"

func loadSavedModel(at location, s Source) (*Model, error) {
	path, dir := at.file, at.dir
	if err := foreign(path, formats.SavedModel, formats.SavedModelText); err != nil {
		return nil, err
	}
	var saved pb.SavedModel
	if err := readProto(path, "SavedModel", &saved); err != nil {
		return nil, err
	}
	meta, err := pickMetaGraph(saved.GetMetaGraphs(), s.Tag)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	m, err := fromMetaGraph(meta, VariablesPrefix(dir), dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	m.Path, m.Form, m.file, m.Choice = at.path, formSavedModel, at.file, at.choice
	m.types = typesOf(m.Graph, meta.GetSignatureDef())
	if m.Card, err = readCard(filepath.Join(dir, assetsExtra), dir); err != nil {
		return nil, err
	}
	if m.Card.Generated == nil {
		if err := m.useObjects(objects.New(meta.GetObjectGraphDef()), s.Function, VariablesPrefix(dir)); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	} else if m.init() != nil {
		// In what gen wrote, the initialisation computes variables from restored ones.
		m.Weights.Init, m.Weights.Derive = "", m.Weights.Init
	}
	return m, nil
}

// pickMetaGraph finds the MetaGraph whose only tag is the given one, or "serve" if none
// is given; else the only MetaGraph.
func pickMetaGraph(all []*pb.MetaGraphDef, tag string) (*pb.MetaGraphDef, error) {
	wanted := tag
	if wanted == "" {
		wanted = TagServe
	}
	var sets, single []string
	for _, m := range all {
		tags := m.GetMetaInfoDef().GetTags()
		if len(tags) == 1 && tags[0] == wanted {
			return m, nil
		}
		sets, single = append(sets, "["+strings.Join(tags, ",")+"]"), append(single, strings.Join(tags, ","))
	}
	if tag == "" && len(all) == 1 {
		return all[0], nil
	}
	if len(all) == 0 {
		return nil, errors.New("it holds no MetaGraph; if it is a frozen GraphDef, give it another name")
	}
	return nil, fmt.Errorf("no MetaGraph is tagged %q%s; there are %s", wanted, nearest.Hint(wanted, single), strings.Join(sets, ", "))
}

// restorer says how the model's own saver restores its variables from the checkpoint
// at path; nil if it has none to restore.
func restorer(g *gr.Graph, path string, saver *pb.SaverDef) (*Weights, error) {
	held := func(is func(*gr.Node) bool) bool {
		return slices.ContainsFunc(g.Names(), func(name string) bool { return is(g.Node(name)) })
	}
	restored := saver.GetRestoreOpName() != ""
	if !held(isVariable) && !(restored && held(isMutableTable)) {
		return nil, nil
	}
	if saver == nil || saver.GetRestoreOpName() == "" {
		return nil, errors.New("its graph has variables, and no saver to restore them")
	}
	w := &Weights{Feed: saver.GetFilenameTensorName(), Target: saver.GetRestoreOpName()}
	if g.Node(w.Target) == nil {
		return nil, fmt.Errorf("its saver's restore op %q is not in the graph", w.Target)
	}
	if _, err := g.Output(w.Feed); err != nil {
		return nil, fmt.Errorf("its saver's file name: %w", err)
	}
	c, err := checkpoint.Open(path)
	if err != nil {
		return nil, err
	}
	// The path may be that of a directory, or of one of the checkpoint's files.
	w.File = c.Path
	return w, nil
}
