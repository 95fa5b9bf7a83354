package integration

import (
	"os"
	"path/filepath"
	"testing"

	"tfreeze/gen"
	"tfreeze/savedmodels"
)

// A form is one of the file formats in which a network of the goldens is stored.
type form struct {
	name    string
	goldens []string
	source  func(t *testing.T) savedmodels.Source
}

func path(p string) func(*testing.T) savedmodels.Source {
	return func(*testing.T) savedmodels.Source { return savedmodels.Source{Path: p} }
}

func checkpoint(p string) func(*testing.T) savedmodels.Source {
	return func(*testing.T) savedmodels.Source { return savedmodels.Source{Arch: "vgg_16", Checkpoint: p} }
}

const testdata = "../../testdata/"

var tinyCases = []string{"tiny.case0", "tiny.case1"}

var forms = []form{
	{"tiny/frozen GraphDef", tinyCases, path(testdata + "tiny/frozen.pb")},
	{"tiny/SavedModel", tinyCases, path(testdata + "tiny/saved_model_tf1")},
	{"tiny/SavedModel of resources", tinyCases, path(testdata + "tiny/saved_model_tf1_resource")},
	{"tiny/MetaGraph", tinyCases, path(testdata + "tiny/ckpt_v2/tiny.ckpt.meta")},
	{"tiny/generated", tinyCases, generated},
	{"squeezenet/SavedModel", []string{"squeezenet.chelsea"}, path(testdata + "squeezenet/saved_model")},
	{"squeezenet/SavedModel of resources", []string{"squeezenet.chelsea"}, resources},
	{"squeezenet/tf.Module", []string{"squeezenet.chelsea"}, tf2Form("tf_module")},
	{"squeezenet/Keras 2", []string{"squeezenet.chelsea"}, tf2Form("keras2")},
	{"squeezenet/Keras 3", []string{"squeezenet.chelsea"}, tf2Form("keras3")},
	{"squeezenet/MetaGraph, V2 checkpoint", []string{"squeezenet.chelsea"}, beside("SaveV2")},
	{"squeezenet/MetaGraph, V1 checkpoint", []string{"squeezenet.chelsea"}, beside("Save")},
	{"squeezenet/frozen GraphDef", []string{"squeezenet.chelsea"}, frozen},
	{"vgg_16_small/V1 checkpoint", []string{"vgg_16_small.chelsea"}, checkpoint(testdata + "vgg_16_small/ckpt_v1/vgg_16_small.ckpt")},
	{"vgg_16_small/V2 checkpoint", []string{"vgg_16_small.chelsea"}, checkpoint(testdata + "vgg_16_small/ckpt_v2/vgg_16_small.ckpt")},
}

// generated returns the model that gen writes for the frozen GraphDef, with all weights
// as variables.
func generated(t *testing.T) savedmodels.Source {
	m := load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})
	p, err := gen.Build(m, gen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return savedmodels.Source{Path: written(t, p)}
}

// written returns a directory to which gen has written a product.
func written(t *testing.T, p *gen.Product) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "written")
	if err := gen.Write(p, dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// resources combines the SavedModel with VarHandleOps with the variables of the other
// SavedModel, which are the same to the byte.
func resources(t *testing.T) savedmodels.Source {
	dir := t.TempDir()
	variables, err := filepath.Abs(testdata + "squeezenet/saved_model/variables")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(testdata + "squeezenet/saved_model_resource/saved_model.pb")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "saved_model.pb"), raw, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(variables, filepath.Join(dir, "variables")); err != nil {
		t.Fatal(err)
	}
	return savedmodels.Source{Path: dir}
}
