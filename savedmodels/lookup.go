package savedmodels

import (
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
)

// mutableTables are the lookup tables that a checkpoint may hold. All others are filled
// by the model's initialisation. The V2 tables are resources, the others references.
var mutableTables = []string{
	"MutableDenseHashTable", "MutableDenseHashTableV2", "MutableHashTable", "MutableHashTableOfTensors", "MutableHashTableOfTensorsV2", "MutableHashTableV2",
}

func isMutableTable(n *gr.Node) bool { return slices.Contains(mutableTables, n.Op) }

// content returns what a checkpoint holds of a table.
func content(s gr.Scope, table *gr.Node) []stored {
	key, value := table.DType("key_dtype"), table.DType("value_dtype")
	all := s.Node(versioned("LookupTableExport", table), "export/"+table.Name, []gr.Type{{DType: key}, {DType: value}},
		gr.Attrs{"Tkeys": key, "Tvalues": value}, table.Out(0))
	return []stored{{table.Name + "/keys", key, all.Out(0)}, {table.Name + "/values", value, all.Out(1)}}
}

// fill gives a table its content.
func fill(s gr.Scope, table *gr.Node, keys, values gr.Output) *gr.Node {
	return s.Node(versioned("LookupTableImport", table), "import/"+table.Name, []gr.Type{},
		gr.Attrs{"Tin": keys.DType(), "Tout": values.DType()}, table.Out(0), keys, values)
}

// versioned returns the version of an op that takes the table.
func versioned(op string, table *gr.Node) string {
	if strings.HasSuffix(table.Op, "V2") {
		return op + "V2"
	}
	return op
}

// fills are the ops that do no more than give a table its content.
var fills = []string{"InitializeTable", "InitializeTableFromTextFile", "InitializeTableFromTextFileV2", "InitializeTableV2"}

// fillers adds a node that runs all ops that fill a table; nil without any.
func fillers(g *gr.Graph) *gr.Node {
	var found []*gr.Node
	for _, name := range g.Names() {
		if n := g.Node(name); slices.Contains(fills, n.Op) {
			found = append(found, n)
		}
	}
	if len(found) == 0 {
		return nil
	}
	all := gr.Scope{Graph: g, Prefix: "initialise"}.Node("NoOp", "tables", []gr.Type{}, nil)
	all.Control = found
	return all
}
