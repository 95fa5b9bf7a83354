// Command randomvgg writes a V1 checkpoint of a full-size VGG16, 553 MB, with He-normal
// random weights. Names and shapes are those of TF-slim's vgg_16.ckpt.
//
// Usage: randomvgg FILE
package main

import (
	"fmt"
	"math"
	"os"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: randomvgg FILE")
		os.Exit(2)
	}
	tensorflow.Quiet()
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "randomvgg: %v\n", err)
		os.Exit(1)
	}
}

// write saves the variables with TensorFlow's Save op, which writes the V1 format. It uses
// a temporary name, and renames the file at the end.
func write(path string) error {
	g := gr.New()
	s := gr.Scope{Graph: g}
	tmp := path + ".tmp"
	names, values := weights(s)
	types := make([]typespb.DataType, len(values))
	for i := range types {
		types[i] = gr.Float
	}
	save := s.Node("Save", "save", nil, gr.Attrs{"T": types},
		append([]gr.Output{text(s, gr.Shape{}, tmp), text(s, gr.Shape{int64(len(names))}, names...)}, values...)...)
	def, err := g.Proto()
	if err != nil {
		return err
	}
	raw, err := proto.Marshal(def)
	if err != nil {
		return err
	}
	session, err := tensorflow.NewSession(raw, tensorflow.Options{})
	if err != nil {
		return err
	}
	defer session.Close()
	if _, err := session.Run(nil, nil, save.Name); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

// weights adds the variables of vgg_16: random kernels, and biases of zero.
func weights(s gr.Scope) (names []string, values []gr.Output) {
	channels := int32(3)
	layer := func(name string, size, out int32) {
		names = append(names, "vgg_16/"+name+"/weights", "vgg_16/"+name+"/biases")
		scale := float32(math.Sqrt(2 / float64(size*size*channels)))
		values = append(values, normal(s, int32(len(names)), scale, size, size, channels, out), zeros(s, out))
		channels = out
	}
	for block, convolutions := range []int{2, 2, 3, 3, 3} {
		for k := range convolutions {
			layer(fmt.Sprintf("conv%d/conv%d_%d", block+1, block+1, k+1), 3, min(int32(64)<<block, 512))
		}
	}
	layer("fc6", 7, 4096)
	layer("fc7", 1, 4096)
	layer("fc8", 1, 1000)
	return names, values
}

func normal(s gr.Scope, seed int32, scale float32, dims ...int32) gr.Output {
	float := gr.Type{DType: gr.Float}
	n := s.Op("StatelessRandomNormal", "", float, gr.Attrs{"dtype": gr.Float, "T": gr.Int32, "Tseed": gr.Int32},
		ints(s, dims...), ints(s, 2024, seed))
	return s.Op("Mul", "", float, gr.Attrs{"T": gr.Float}, n, s.Const("", gr.Tensor(nil, scale)))
}

func zeros(s gr.Scope, n int32) gr.Output {
	return s.Op("Fill", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "index_type": gr.Int32},
		ints(s, n), s.Const("", gr.Tensor(nil, float32(0))))
}

func ints(s gr.Scope, values ...int32) gr.Output {
	return s.Const("", gr.Tensor(gr.Shape{int64(len(values))}, values...))
}

func text(s gr.Scope, shape gr.Shape, values ...string) gr.Output {
	return s.Const("", gr.StringTensor(shape, values...))
}
