package graphrewrite

import (
	"fmt"
	"strconv"
	"strings"
)

// control returns the node of that name, for another to wait for. For an argument it is
// the node that computes the argument.
func (b *body) control(name string) (*Node, error) {
	if arg, ok := b.args[name]; ok {
		return arg.Node, nil
	}
	if n := b.nodes[name]; n != nil {
		return n, nil
	}
	return nil, fmt.Errorf("its control input %q is not in the function", name)
}

// output returns a tensor by its name in the function: an argument's name, or
// "node:output_arg:index".
func (b *body) output(name string) (Output, error) {
	if arg, ok := b.args[strings.TrimSuffix(name, ":0")]; ok {
		return arg, nil
	}
	parts := strings.Split(name, ":")
	n := b.nodes[parts[0]]
	if n == nil || len(parts) != 3 {
		return Output{}, fmt.Errorf("its input %q is not in the function", name)
	}
	index, err := strconv.ParseUint(parts[2], 10, 31)
	if err != nil {
		return Output{}, fmt.Errorf("its input %q is not the name of a tensor", name)
	}
	first, size, err := b.outputArg(n, parts[1])
	if err == nil && int(index) >= size {
		err = fmt.Errorf("output %q of %s has %d tensors, no tensor %d", parts[1], formatName(n.Op), size, index)
	}
	return n.Out(first + int(index)), err
}

// maxOutputs bounds how many outputs a node may have.
const maxOutputs = 1 << 20

// outputArg returns the index, among all outputs of a node, of the first tensor of an
// output argument, and the number of its tensors.
func (b *body) outputArg(n *Node, arg string) (first, size int, err error) {
	if f := b.functions[n.Op]; f != nil {
		if i, ok := f.result(arg); ok {
			return i, 1, nil
		}
		return 0, 0, fmt.Errorf("the function %q has no result %q", n.Op, arg)
	}
	def := b.defs(n.Op)
	if def == nil {
		return 0, 0, fmt.Errorf("the op %s is not known", formatName(n.Op))
	}
	for _, out := range def.GetOutputArg() {
		size := outputs(n, out)
		if size < 0 || size > maxOutputs {
			return 0, 0, fmt.Errorf("output %q of %s has %d tensors", out.GetName(), formatName(n.Op), size)
		}
		if out.GetName() == arg {
			return first, size, nil
		}
		first += size
	}
	return 0, 0, fmt.Errorf("the op %s has no output %q", formatName(n.Op), arg)
}
