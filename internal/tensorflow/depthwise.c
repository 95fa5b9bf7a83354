#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "tensorflow/c/c_api.h"
#include "_cgo_export.h"
#include "kernelapi.h"
#include "ownops.h"

#define OP "TfreezeDepthwise"
enum { DY, KERNEL, GATES, MOST = 4 };

static const char *const numbers[] = {"h", "w", "sh", "sw", "pt", "pl", "threads"};
enum { H, W, SH, SW, PT, PL, THREADS, NUMBERS };
typedef struct {
	int32_t number[NUMBERS];
	float after, before;
} attributes;

static void *create(TF_OpKernelConstruction *c) {
	attributes *a = calloc(1, sizeof *a);
	TF_Status *status = TF_NewStatus();
	for (int i = 0; i < NUMBERS; i++)
		tfreeze_int(c, numbers[i], &a->number[i], status);
	tfreeze_float(c, "after", &a->after, status);
	tfreeze_float(c, "before", &a->before, status);
	tfreeze_constructed(c, status);
	return a;
}

static int isShaped(const TF_Tensor *t, const int64_t dims[4]) {
	for (int i = 0; i < 4; i++)
		if (TF_NumDims(t) != 4 || TF_Dim(t, i) != dims[i])
			return 0;
	return 1;
}

// dimensions reads those of the inputs: dims of the gradient, and of dy and the kernel behind
// each other. It reports whether all fit.
static int dimensions(const attributes *a, TF_Tensor *const in[MOST], int inputs, int64_t dims[4], int64_t given[8]) {
	int gates = GATES;
	if (TF_NumDims(in[DY]) != 4 || TF_NumDims(in[KERNEL]) != 4)
		return 0;
	for (int i = 0; i < 8; i++)
		given[i] = TF_Dim(in[i / 4], i % 4);
	dims[0] = given[0], dims[1] = a->number[H], dims[2] = a->number[W], dims[3] = given[3];
	if (given[6] != given[3] || given[7] != 1 || inputs != GATES + (a->after > 0) + (a->before > 0))
		return 0;
	return (a->after <= 0 || isShaped(in[gates++], given)) && (a->before <= 0 || isShaped(in[gates], dims));
}

// run writes the gradient over the gate before it, if nobody else needs that.
static void run(const attributes *a, TF_OpKernelContext *c, TF_Tensor *in[MOST], TF_Status *status) {
	int inputs = TF_NumInputs(c), forwarded, last = inputs - 1;
	int64_t dims[4], given[8];
	if (inputs <= MOST)
		tfreeze_inputs(c, in, inputs, status);
	if (TF_GetCode(status) == TF_OK && (inputs > MOST || !dimensions(a, in, inputs, dims, given)))
		TF_SetStatus(status, TF_INVALID_ARGUMENT, OP ": dy must be [N,OH,OW,C], its kernel [KH,KW,C,1], and the gates as dy and [N,h,w,C]");
	tfreeze_release(in, MOST);
	if (TF_GetCode(status) != TF_OK)
		return;
	TF_Tensor *dx = TF_ForwardInputOrAllocateOutput(c, &last, a->before > 0, 0, dims, 4, &forwarded, status);
	tfreeze_inputs(c, in, inputs, status);
	if (TF_GetCode(status) == TF_OK && given[0] > 0) {
		void *gate[2] = {NULL};
		if (a->after > 0)
			gate[0] = TF_TensorData(in[GATES]);
		if (a->before > 0)
			gate[1] = TF_TensorData(in[last]);
		char *why = tfreezeDepthwise(TF_TensorData(in[DY]), TF_TensorData(in[KERNEL]), gate[0], gate[1], a->after, a->before, TF_TensorData(dx), dims, given, (void *)(a->number + SH));
		if (why)
			TF_SetStatus(status, TF_INVALID_ARGUMENT, why);
		free(why);
	}
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

char *tfreeze_add_depthwise(void) {
	TF_OpDefinitionBuilder *op = TF_NewOpDefinitionBuilder(OP);
	TF_OpDefinitionBuilderAddInput(op, "dy: float");
	TF_OpDefinitionBuilderAddInput(op, "kernel: float");
	TF_OpDefinitionBuilderAddInput(op, "gates: gated * float");
	TF_OpDefinitionBuilderAddOutput(op, "dx: float");
	TF_OpDefinitionBuilderAddAttr(op, "gated: int >= 0");
	for (int i = 0; i < THREADS; i++) {
		char attr[16] = "";
		TF_OpDefinitionBuilderAddAttr(op, strcat(strcpy(attr, numbers[i]), ": int"));
	}
	TF_OpDefinitionBuilderAddAttr(op, "threads: int = 0");
	TF_OpDefinitionBuilderAddAttr(op, "after: float");
	TF_OpDefinitionBuilderAddAttr(op, "before: float");
	TF_OpDefinitionBuilderSetShapeInferenceFunction(op, tfreeze_unknown);
	return tfreeze_register(OP, op, create, compute, free);
}
