package graphrewrite

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// finish turns the call into an IdentityN of the function's results.
func (b *body) finish() error {
	var results []Output
	var types []typespb.DataType
	for _, out := range b.f.def.GetSignature().GetOutputArg() {
		o, t, err := b.result(out)
		if err != nil {
			return fmt.Errorf("its result %q: %w", out.GetName(), err)
		}
		results, types = append(results, o), append(types, t)
	}
	if declared := b.call.Attr["Tout"].GetList().GetType(); len(declared) > 0 {
		types = declared
	}
	if len(types) != len(results) {
		return fmt.Errorf("the call has %d results, and the function returns %d", len(types), len(results))
	}
	for _, name := range slices.Sorted(maps.Values(b.f.def.GetControlRet())) {
		from, err := b.control(name)
		if err != nil {
			return fmt.Errorf("its control result %q is not in the function", name)
		}
		b.call.Control = append(b.call.Control, from)
	}
	b.call.Inputs, b.call.Attr, b.call.Types = results, nil, nil
	b.call.Op = "NoOp"
	if len(results) > 0 {
		b.call.Op = "IdentityN"
		b.call.set(Attrs{"T": types})
	}
	return nil
}

// result returns the tensor and the type of one of the function's results.
func (b *body) result(out *opdefpb.OpDef_ArgDef) (Output, typespb.DataType, error) {
	if isList(out) {
		return Output{}, 0, errors.New("it is a list, which is not supported")
	}
	dtype := out.GetType()
	if attr := out.GetTypeAttr(); attr != "" {
		dtype = b.attr[attr].GetType()
	}
	o, err := b.output(b.f.def.GetRet()[out.GetName()])
	return o, dtype, err
}
