package gen

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// TestWriteLoads: a model is not written if TensorFlow cannot load it, because of its
// graph or of what runs first.
func TestWriteLoads(t *testing.T) {
	for name, damage := range map[string]func(p *Product){
		"graph": func(p *Product) {
			p.Subject.Logits.Node.Attr = map[string]*attrpb.AttrValue{"T": {Value: &attrpb.AttrValue_Type{}}}
		},
		"initialisation": func(p *Product) {
			s := gr.Scope{Graph: p.Model.Graph, Prefix: "broken"}
			never, text := s.Const("never", gr.Tensor(nil, false)), s.Const("text", gr.StringTensor(gr.Shape{}, "broken"))
			assert := s.Node("Assert", "assert", []gr.Type{}, gr.Attrs{"T": []gr.DataType{text.DType()}}, never, text)
			derive := s.Node("NoOp", "derive", []gr.Type{}, nil)
			derive.Control = []*gr.Node{assert}
			p.Model.Weights.Derive = derive.Name
		},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := savedmodels.Load(savedmodels.Source{Path: "../testdata/tiny/saved_model_tf1"})
			if err != nil {
				t.Fatal(err)
			}
			p, err := Build(m, Options{})
			if err != nil {
				t.Fatal(err)
			}
			damage(p)
			parent := t.TempDir()
			err = Write(p, filepath.Join(parent, "out"))
			if err == nil || !strings.Contains(err.Error(), "TensorFlow cannot load what was made: ") {
				t.Errorf("got error %v", err)
			}
			if left, _ := os.ReadDir(parent); len(left) > 0 {
				t.Errorf("%s is left", left[0].Name())
			}
		})
	}
}
