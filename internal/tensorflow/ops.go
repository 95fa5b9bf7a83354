package tensorflow

// #include "tensorflow/c/c_api.h"
import "C"

import (
	"fmt"
	"sync"

	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	"google.golang.org/protobuf/proto"
)

// OpDefs returns the definitions of all ops in the library, by name. It reads them
// once. Callers must not change them.
var OpDefs = sync.OnceValues(opDefs)

func opDefs() (map[string]*opdefpb.OpDef, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	buffer := C.TF_GetAllOpList()
	defer C.TF_DeleteBuffer(buffer)
	var list opdefpb.OpList
	if err := proto.Unmarshal(C.GoBytes(buffer.data, C.int(buffer.length)), &list); err != nil {
		return nil, fmt.Errorf("tensorflow: list of ops: %w", err)
	}
	defs := make(map[string]*opdefpb.OpDef, len(list.GetOp()))
	for _, d := range list.GetOp() {
		defs[d.GetName()] = d
	}
	return defs, nil
}
