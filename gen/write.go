package gen

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/files"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

// Write writes a product as a SavedModel into dir, which must be empty or not exist: the
// graph with its signatures, the weights in variables/, and the card. TensorFlow loads
// the result before it is moved there; on failure, nothing is. The product's graph
// changes.
func Write(p *Product, dir string) error {
	if err := vacant(dir); err != nil {
		return err
	}
	// A relative path may not name its parent, as "." does not.
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("output: %w", err)
	}
	return files.WriteDir(dir, func(tmp string) error {
		if err := writeInto(p, tmp); err != nil {
			return placed(err, tmp, dir)
		}
		if err := tensorflow.CheckSavedModel(tmp, savedmodels.TagServe); err != nil {
			return fmt.Errorf("output %s: TensorFlow cannot load what was made: %w", dir, err)
		}
		return nil
	})
}

// vacant refuses a directory with anything in it.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("output: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("output %s exists and is not empty (it holds %q): nothing was written", dir, entries[0].Name())
	}
	return nil
}

func writeInto(p *Product, dir string) error {
	g, m := p.Model.Graph, p.Model
	if m.Weights == nil || m.Weights.Target == "" {
		externalizeWeights(m)
	}
	var saver *savedmodels.Saver
	roots := gr.SignatureNodes(m.Signatures...)
	if variables := savedmodels.Variables(m, roots...); len(variables) > 0 {
		var err error
		if saver, err = savedmodels.AddSaver(gr.Scope{Graph: g, Prefix: "save"}, variables); err != nil {
			return err
		}
		if err := writeVariables(m, variables, saver, dir); err != nil {
			return err
		}
		roots = append(roots, saver.Restore, saver.Save.Node)
	}
	if start := m.StartWith(); start != nil {
		roots = append(roots, start)
	}
	g.Prune(roots...)
	g.PruneLibrary()
	if err := g.Check(); err != nil {
		return err
	}
	return savedmodels.WriteFiles(dir, m, saver)
}

// writeVariables copies the variables from their checkpoint, which takes no more memory
// than the largest of them. Without one, TensorFlow restores and saves them.
func writeVariables(m *savedmodels.Model, variables []*gr.Node, saver *savedmodels.Saver, dir string) error {
	prefix := savedmodels.VariablesPrefix(dir)
	if err := os.MkdirAll(filepath.Dir(prefix), 0o755); err != nil {
		return err
	}
	if m.Checkpoint == nil {
		return saveVariables(m, saver, prefix)
	}
	names := make([]string, len(variables))
	for i, v := range variables {
		names[i] = v.Name
	}
	return m.Checkpoint.CopyVariables(prefix, names)
}

// saveVariables has TensorFlow restore the weights and save them, in a session on the
// part of the graph that this takes.
func saveVariables(m *savedmodels.Model, saver *savedmodels.Saver, prefix string) error {
	stored := *m.Weights
	stored.Derive = ""
	part := &savedmodels.Model{Path: m.Path, Graph: m.Graph.Subgraph(append(stored.Nodes(m.Graph), saver.Save.Node)...)}
	part.Graph.PruneLibrary()
	raw, err := part.GraphDef()
	if err != nil {
		return err
	}
	session, err := tensorflow.Open(raw, (*tensorflow.Weights)(&stored), tensorflow.Options{})
	if err != nil {
		return fmt.Errorf("%s: %w", m.Path, err)
	}
	defer session.Close()
	file, err := tensorflow.String(prefix)
	if err != nil {
		return err
	}
	_, err = session.Run(map[string]*tensorflow.Tensor{saver.File.String(): file}, []string{saver.Save.String()})
	return err
}
