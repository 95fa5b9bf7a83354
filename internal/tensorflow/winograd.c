#include <stdint.h>
#include <stdlib.h>
#include "tensorflow/c/c_api.h"
#include "_cgo_export.h"
#include "kernelapi.h"
#include "ownops.h"

enum { UNIT = 16, MOST = 3 };
#define OP "TfreezeWinograd"

typedef struct {
	int32_t channels, tile, threads;
	float near, far;
} attributes;

static void *create(TF_OpKernelConstruction *c) {
	attributes *a = calloc(1, sizeof *a);
	TF_Status *status = TF_NewStatus();
	tfreeze_int(c, "channels", &a->channels, status);
	tfreeze_int(c, "tile", &a->tile, status);
	tfreeze_int(c, "threads", &a->threads, status);
	tfreeze_float(c, "near", &a->near, status);
	tfreeze_float(c, "far", &a->far, status);
	tfreeze_constructed(c, status);
	return a;
}

// shaped reports whether the gradient dy is [N,H,W,C], and the kernel [panels,products,C,width]
// for all channels of the result.
static int shaped(const attributes *a, const TF_Tensor *dy, const TF_Tensor *kernel) {
	if (TF_NumDims(dy) != 4 || TF_NumDims(kernel) != 4)
		return 0;
	int64_t in = TF_Dim(dy, 3), panels = TF_Dim(kernel, 0), width = TF_Dim(kernel, 3);
	return in % UNIT == 0 && width % UNIT == 0 && (a->tile == 2 || a->tile == 4) &&
	       TF_Dim(kernel, 1) == (a->tile + 2) * (a->tile + 2) && TF_Dim(kernel, 2) == in &&
	       a->channels > 0 && panels * width >= a->channels && (panels - 1) * width < a->channels;
}

static int gated(const attributes *a, const TF_Tensor *dy, const TF_Tensor *gate) {
	if (TF_NumDims(gate) != 4 || TF_Dim(gate, 3) != a->channels)
		return 0;
	for (int i = 0; i < 3; i++)
		if (TF_Dim(gate, i) != TF_Dim(dy, i))
			return 0;
	return 1;
}

static void run(const attributes *a, TF_OpKernelContext *c, TF_Tensor *in[MOST], TF_Status *status) {
	int inputs = TF_NumInputs(c);
	tfreeze_inputs(c, in, inputs < MOST ? inputs : MOST, status);
	if (TF_GetCode(status) != TF_OK)
		return;
	if (!shaped(a, in[0], in[1]) || (in[2] && !gated(a, in[0], in[2]))) {
		TF_SetStatus(status, TF_INVALID_ARGUMENT, OP ": dy must be [N,H,W,C], its kernel [panels,products,C,width], and its gate [N,H,W,channels]");
		return;
	}
	int64_t dims[] = {TF_Dim(in[0], 0), TF_Dim(in[0], 1), TF_Dim(in[0], 2), a->channels};
	size_t size = (size_t)(dims[0] * dims[1] * dims[2] * dims[3]) * sizeof(float);
	TF_Tensor *dx = TF_AllocateOutput(c, 0, TF_FLOAT, dims, 4, size, status);
	if (TF_GetCode(status) == TF_OK && size > 0)
		tfreezeWinograd(TF_TensorData(in[0]), TF_TensorData(in[1]), in[2] ? TF_TensorData(in[2]) : NULL, TF_TensorData(dx),
				dims, (int)TF_Dim(in[0], 3), (int)TF_Dim(in[1], 0), (int)TF_Dim(in[1], 3), a->tile, a->threads, a->near, a->far);
	if (dx)
		TF_DeleteTensor(dx);
}

static void compute(void *kernel, TF_OpKernelContext *c) {
	TF_Tensor *in[MOST] = {NULL};
	TF_Status *status = TF_NewStatus();
	run(kernel, c, in, status);
	tfreeze_release(in, MOST);
	tfreeze_computed(c, status);
}

char *tfreeze_add_winograd(void) {
	TF_OpDefinitionBuilder *op = TF_NewOpDefinitionBuilder(OP);
	TF_OpDefinitionBuilderAddInput(op, "dy: float");
	TF_OpDefinitionBuilderAddInput(op, "kernel: float");
	TF_OpDefinitionBuilderAddInput(op, "gates: gated * float");
	TF_OpDefinitionBuilderAddOutput(op, "dx: float");
	TF_OpDefinitionBuilderAddAttr(op, "gated: int >= 0");
	TF_OpDefinitionBuilderAddAttr(op, "channels: int >= 1");
	TF_OpDefinitionBuilderAddAttr(op, "tile: int");
	TF_OpDefinitionBuilderAddAttr(op, "near: float");
	TF_OpDefinitionBuilderAddAttr(op, "far: float");
	TF_OpDefinitionBuilderAddAttr(op, "threads: int = 0");
	TF_OpDefinitionBuilderSetShapeInferenceFunction(op, tfreeze_unknown);
	return tfreeze_register(OP, op, create, compute, free);
}
