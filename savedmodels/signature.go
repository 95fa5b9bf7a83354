package savedmodels

import (
	"fmt"
	"slices"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"

	gr "tfreeze/graphrewrite"
)

// Names of the signatures of a generated model that are not a method's.
const (
	SignatureDefault     = "serving_default"
	SignatureActivations = "activations"
	// InputKey is the key of the explained input in every signature but the
	// model's own; the other inputs of "activations" are the model's other inputs.
	InputKey = "input"
	// OtherPrefix begins the key of another input whose own a method takes.
	OtherPrefix = "model/"
	// LogitsKey is the key of the logits among the outputs of "activations";
	// all others are names of activations.
	LogitsKey = "logits"
)

const methodPredict = "tensorflow/serving/predict"

// initSignature names the op that a loader runs when the variables are
// restored: the signature has one output, of that name too, which is the op.
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

// tensorsOf names the tensors that an entry of a signature stands for: one as a
// rule, under its key; those that make up a sparse or a composite tensor under
// KEY/values, KEY/indices and KEY/dense_shape, or KEY/0, KEY/1 ...
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
