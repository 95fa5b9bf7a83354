package savedmodels

import (
	"fmt"
	"slices"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"

	gr "tfreeze/graphrewrite"
)

// In a generated model, each method has signatures of its own. These names are used in
// the other ones, or in all.
const (
	// SignatureDefault is the model's own signature.
	SignatureDefault = "serving_default"
	// SignatureActivations returns the logits and the frozen activations.
	SignatureActivations = "activations"
	// SignaturePreprocessing makes the input that is explained of the model's own. It is
	// missing if that is the same.
	SignaturePreprocessing = "preprocessing"
	// InputKey is the key of the input that is explained. The model's own signature may
	// call it something else.
	InputKey = "input"
	// OtherPrefix is put before the key of another input of the model if a method has an
	// option of the same name: a model's input "steps" becomes "model/steps".
	OtherPrefix = "model/"
	// LogitsKey is the key of the logits that SignatureActivations returns. Its other keys
	// are names of activations.
	LogitsKey = "logits"
)

const methodPredict = "tensorflow/serving/predict"

// initSignature names the op that a loader runs once the variables are restored. The
// signature has one output, of the same name, which is the op.
const initSignature = "__saved_model_init_op"

func initialisation(op *gr.Node) *pb.SignatureDef {
	return &pb.SignatureDef{Outputs: map[string]*pb.TensorInfo{
		initSignature: {Encoding: &pb.TensorInfo_Name{Name: op.Name}, TensorShape: gr.Shape(nil).Proto()},
	}}
}

// readSignatures returns the signatures sorted by name.
func readSignatures(g *gr.Graph, defs map[string]*pb.SignatureDef) ([]gr.Signature, error) {
	names := make([]string, 0, len(defs))
	for name := range defs {
		if name != initSignature {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var signatures []gr.Signature
	for _, name := range names {
		s := gr.Signature{Name: name}
		var err error
		if s.Inputs, err = readTensors(g, defs[name].GetInputs()); err != nil {
			return nil, fmt.Errorf("signature %q: %w", name, err)
		}
		if s.Outputs, err = readTensors(g, defs[name].GetOutputs()); err != nil {
			return nil, fmt.Errorf("signature %q: %w", name, err)
		}
		signatures = append(signatures, s)
	}
	return signatures, nil
}

func readTensors(g *gr.Graph, infos map[string]*pb.TensorInfo) (map[string]gr.Output, error) {
	tensors := map[string]gr.Output{}
	for key, info := range infos {
		for part, name := range tensorsOf(key, info) {
			o, err := g.Output(name)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", part, err)
			}
			tensors[part] = o
		}
	}
	return tensors, nil
}

// tensorsOf returns the names of an entry's tensors by key. Most entries are one tensor,
// under KEY. A sparse tensor is KEY/values, KEY/indices and KEY/dense_shape; a composite
// tensor is KEY/0, KEY/1 and so on.
func tensorsOf(key string, info *pb.TensorInfo) map[string]string {
	if coo := info.GetCooSparse(); coo != nil {
		return map[string]string{
			key + "/values": coo.GetValuesTensorName(), key + "/indices": coo.GetIndicesTensorName(), key + "/dense_shape": coo.GetDenseShapeTensorName(),
		}
	}
	composite := info.GetCompositeTensor()
	if composite == nil {
		return map[string]string{key: info.GetName()}
	}
	parts := map[string]string{}
	for i, component := range composite.GetComponents() {
		parts[fmt.Sprintf("%s/%d", key, i)] = component.GetName()
	}
	return parts
}

func writeSignatures(signatures []gr.Signature) map[string]*pb.SignatureDef {
	defs := map[string]*pb.SignatureDef{}
	for _, s := range signatures {
		defs[s.Name] = &pb.SignatureDef{
			Inputs: writeTensors(s.Inputs, s.Dims), Outputs: writeTensors(s.Outputs, s.Dims), MethodName: methodPredict,
		}
	}
	return defs
}

func writeTensors(tensors map[string]gr.Output, names map[string][]string) map[string]*pb.TensorInfo {
	infos := map[string]*pb.TensorInfo{}
	for key, o := range tensors {
		shape := o.Shape().Proto()
		for i, name := range names[key] {
			if i < len(shape.GetDim()) {
				shape.Dim[i].Name = name
			}
		}
		infos[key] = &pb.TensorInfo{Encoding: &pb.TensorInfo_Name{Name: o.String()}, Dtype: o.DType(), TensorShape: shape}
	}
	return infos
}
