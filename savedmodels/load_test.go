package savedmodels

import (
	"fmt"
	"testing"
)

// TestLoadMetaGraph: which MetaGraph and which checkpoint a source means.
func TestLoadMetaGraph(t *testing.T) {
	const meta = tinyV2 + ".meta"
	for _, c := range []struct {
		source                  Source
		path, checkpoint, wrong string
	}{
		{source: Source{Path: meta}, path: meta, checkpoint: tinyV2},
		{source: Source{Path: tinyV2}, path: meta, checkpoint: tinyV2},
		{source: Source{Path: meta, Checkpoint: tinyV1}, path: meta, checkpoint: tinyV1},
		{source: Source{Path: meta, Checkpoint: "../testdata/tiny/ckpt_v2"}, path: meta, checkpoint: tinyV2},
		{source: Source{Path: meta, Checkpoint: "nothing"}, wrong: meta + `: checkpoint "nothing": it does not exist`},
		{source: Source{Path: "no.meta"}, wrong: `model "no.meta" does not exist`},
		{source: Source{Path: tinyV1, Checkpoint: tinyV1}, wrong: fmt.Sprintf("the checkpoint %q needs a network: a MetaGraph (.meta) or an architecture", tinyV1)},
	} {
		m, err := Load(c.source)
		if c.wrong != "" {
			if fmt.Sprint(err) != c.wrong {
				t.Errorf("%+v: got %v, want %s", c.source, err, c.wrong)
			}
			continue
		}
		if err != nil {
			t.Errorf("%+v: %v", c.source, err)
			continue
		}
		if m.Path != c.path || m.Weights.File != c.checkpoint {
			t.Errorf("%+v: read %s with %s, want %s with %s", c.source, m.Path, m.Weights.File, c.path, c.checkpoint)
		}
	}
}
