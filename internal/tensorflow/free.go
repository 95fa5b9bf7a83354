package tensorflow

// #include "tensorflow/c/c_api.h"
import "C"

import (
	"reflect"
	"runtime"
)

// Free frees tensors at once, of which neither they nor views may be used any more. Go's
// collector does not see how large they are, and would come late. The binding has no call
// for it, so that Free reads the pointer that it keeps to itself.
func Free(tensors ...*Tensor) {
	for _, t := range tensors {
		held := reflect.ValueOf(t.t).Elem().FieldByName("c")
		runtime.SetFinalizer(t.t, nil)
		C.TF_DeleteTensor((*C.TF_Tensor)(held.UnsafePointer()))
	}
}
