package integration

import (
	"testing"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
	ckpt "tfreeze/savedmodels/checkpoint"
)

// sameKeys keeps the shared checkpoint's own keys.
func sameKeys(t *testing.T) []stored {
	c, err := ckpt.Open(shared)
	if err != nil {
		t.Fatal(err)
	}
	var variables []stored
	for _, v := range c.Variables {
		variables = append(variables, stored{v.Name, v.Name})
	}
	return variables
}

// restoreV2 adds the op that reads the variables.
func restoreV2(s gr.Scope, variables []stored) *gr.Node {
	names, types := make([]string, len(variables)), make([]gr.DataType, len(variables))
	for i, v := range variables {
		names[i], types[i] = v.from, gr.Float
	}
	return s.Node("RestoreV2", "restore", make([]gr.Type, len(names)), gr.Attrs{"dtypes": types},
		texts(s, gr.Shape{}, shared), texts(s, list(names), names...), texts(s, list(names), make([]string, len(names))...))
}

func restored(t *testing.T, variables []stored) []*tensorflow.Tensor {
	s := gr.Scope{Graph: gr.New()}
	restore := restoreV2(s, variables)
	fetches := make([]string, len(variables))
	for i := range fetches {
		fetches[i] = restore.Out(i).String()
	}
	out, err := session(t, &savedmodels.Model{Graph: s.Graph}).Run(nil, fetches)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// restoreAndSave lets TensorFlow read the shared variables and write them to another
// checkpoint. TF2 also requires a text that maps objects to variables. No graph reads
// it, and it is empty.
func restoreAndSave(t *testing.T, prefix, op string, variables []stored) {
	s := gr.Scope{Graph: gr.New()}
	restore := restoreV2(s, variables)
	var keys []string
	var types []gr.DataType
	var values []gr.Output
	for i, v := range variables {
		keys, types, values = append(keys, v.key), append(types, gr.Float), append(values, restore.Out(i))
	}
	file := texts(s, gr.Shape{}, prefix)
	var save *gr.Node
	if op == "Save" {
		save = s.Node("Save", "save", nil, gr.Attrs{"T": types}, append([]gr.Output{file, texts(s, list(keys), keys...)}, values...)...)
	} else {
		keys, types = append(keys, "_CHECKPOINTABLE_OBJECT_GRAPH"), append(types, typespb.DataType_DT_STRING)
		values = append(values, texts(s, gr.Shape{}, ""))
		save = s.Node("SaveV2", "save", nil, gr.Attrs{"dtypes": types},
			append([]gr.Output{file, texts(s, list(keys), keys...), texts(s, list(keys), make([]string, len(keys))...)}, values...)...)
	}
	if _, err := session(t, &savedmodels.Model{Graph: s.Graph}).Run(nil, nil, save.Name); err != nil {
		t.Fatal(err)
	}
}

func texts(s gr.Scope, shape gr.Shape, values ...string) gr.Output {
	return s.Const("", gr.StringTensor(shape, values...))
}

func list(values []string) gr.Shape { return gr.Shape{int64(len(values))} }
