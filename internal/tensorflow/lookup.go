package tensorflow

// #include <stdlib.h>
// #include "tensorflow/c/c_api.h"
import "C"

import (
	"strings"
	"sync"
	"unsafe"

	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	"google.golang.org/protobuf/proto"
)

// A registry asks the library for definitions of ops, each only once. Most models use
// few ops, and reading the definitions of all takes as long as a small model.
type registry struct {
	graph *C.TF_Graph
	// known maps the name of a missing op to nil.
	known sync.Map
}

var newRegistry = sync.OnceValues(func() (*registry, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	return &registry{graph: C.TF_NewGraph()}, nil
})

// LookupOps returns a function that finds an op's definition by its name, or nil if the
// library has no such op. Callers must not change the definitions.
func LookupOps() (func(op string) *opdefpb.OpDef, error) {
	r, err := newRegistry()
	if err != nil {
		return nil, err
	}
	return r.find, nil
}

func (r *registry) find(op string) *opdefpb.OpDef {
	if def, ok := r.known.Load(op); ok {
		return def.(*opdefpb.OpDef)
	}
	def, _ := r.known.LoadOrStore(op, r.read(op))
	return def.(*opdefpb.OpDef)
}

func (r *registry) read(op string) *opdefpb.OpDef {
	if strings.ContainsRune(op, 0) {
		return nil // C would read a shorter name
	}
	name, buffer, status := C.CString(op), C.TF_NewBuffer(), C.TF_NewStatus()
	defer C.free(unsafe.Pointer(name))
	defer C.TF_DeleteBuffer(buffer)
	defer C.TF_DeleteStatus(status)
	C.TF_GraphGetOpDef(r.graph, name, buffer, status)
	var def opdefpb.OpDef
	if C.TF_GetCode(status) != C.TF_OK || proto.Unmarshal(C.GoBytes(buffer.data, C.int(buffer.length)), &def) != nil {
		return nil
	}
	return &def
}
