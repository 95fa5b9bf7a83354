#include <stdint.h>
#include <stdlib.h>
#include "tensorflow/c/c_api.h"
#include "_cgo_export.h"
#include "kernelapi.h"
#include "ownops.h"

#define OP "TfreezeChain"
enum { MOST = 16, DIMS = 8 };

typedef struct {
	int32_t threads;
	char *steps;
} attributes;

static void delete(void *kernel) {
	attributes *a = kernel;
	free(a->steps);
	free(a);
}

static void *create(TF_OpKernelConstruction *c) {
	attributes *a = calloc(1, sizeof *a);
	int32_t list, total = 0;
	TF_Status *status = TF_NewStatus();
	tfreeze_int(c, "threads", &a->threads, status);
	if (TF_GetCode(status) == TF_OK)
		TF_OpKernelConstruction_GetAttrSize(c, "steps", &list, &total, status);
	a->steps = calloc(1, total + 1);
	if (TF_GetCode(status) == TF_OK)
		TF_OpKernelConstruction_GetAttrString(c, "steps", a->steps, total, status);
	tfreeze_constructed(c, status);
	return a;
}

// What is known of a call.
typedef struct {
	int inputs;
	void *data[MOST];
	int64_t count[MOST], size, dims[DIMS];
	int rank;
} call;

// measure counts the elements of the inputs. The result has the shape of the largest.
static void measure(TF_OpKernelContext *c, call *k, TF_Status *status) {
	for (int i = 0; i < k->inputs; i++) {
		TF_Tensor *t = NULL;
		TF_GetInput(c, i, &t, status);
		if (TF_GetCode(status) != TF_OK)
			return;
		int rank = TF_NumDims(t);
		k->count[i] = 1;
		for (int d = 0; d < rank; d++)
			k->count[i] *= TF_Dim(t, d);
		if (rank > DIMS)
			TF_SetStatus(status, TF_INVALID_ARGUMENT, OP ": a tensor has too many dimensions");
		else if (i == 0 || k->count[i] > k->size) {
			k->size = k->count[i], k->rank = rank;
			for (int d = 0; d < rank; d++)
				k->dims[d] = TF_Dim(t, d);
		}
		TF_DeleteTensor(t);
	}
	for (int i = 0; i < k->inputs; i++)
		if (k->count[i] == 0 ? k->size > 0 : k->size % k->count[i] != 0)
			TF_SetStatus(status, TF_INVALID_ARGUMENT, OP ": the shapes of its inputs do not fit");
}

static void run(const attributes *a, TF_OpKernelContext *c, TF_Status *status) {
	call k = {.inputs = TF_NumInputs(c)};
	if (k.inputs > MOST) {
		TF_SetStatus(status, TF_INVALID_ARGUMENT, OP ": there are too many inputs");
		return;
	}
	measure(c, &k, status);
	if (TF_GetCode(status) != TF_OK)
		return;
	int whole[MOST], n = 0, forwarded;
	for (int i = 0; i < k.inputs; i++)
		if (k.count[i] == k.size)
			whole[n++] = i;
	TF_Tensor *in[MOST] = {NULL}, *out = TF_ForwardInputOrAllocateOutput(c, whole, n, 0, k.dims, k.rank, &forwarded, status);
	tfreeze_inputs(c, in, k.inputs, status);
	if (TF_GetCode(status) == TF_OK && k.size > 0) {
		for (int i = 0; i < k.inputs; i++)
			k.data[i] = TF_TensorData(in[i]);
		char *why = tfreezeChain(a->steps, k.inputs, k.data, k.count, TF_TensorData(out), k.size, a->threads);
		if (why)
			TF_SetStatus(status, TF_INVALID_ARGUMENT, why);
		free(why);
	}
	tfreeze_release(in, k.inputs);
	if (out)
		TF_DeleteTensor(out);
}

static void compute(void *kernel, TF_OpKernelContext *c) {
	TF_Status *status = TF_NewStatus();
	run(kernel, c, status);
	tfreeze_computed(c, status);
}

// asFirst gives the result the shape of the first input.
static void asFirst(TF_ShapeInferenceContext *c, TF_Status *status) {
	TF_ShapeHandle *shape = TF_NewShapeHandle();
	TF_ShapeInferenceContextGetInput(c, 0, shape, status);
	if (TF_GetCode(status) == TF_OK)
		TF_ShapeInferenceContextSetOutput(c, 0, shape, status);
	TF_DeleteShapeHandle(shape);
}

char *tfreeze_add_chain(void) {
	TF_OpDefinitionBuilder *op = TF_NewOpDefinitionBuilder(OP);
	TF_OpDefinitionBuilderAddInput(op, "inputs: N * float");
	TF_OpDefinitionBuilderAddOutput(op, "result: float");
	TF_OpDefinitionBuilderAddAttr(op, "N: int >= 1");
	TF_OpDefinitionBuilderAddAttr(op, "steps: string");
	TF_OpDefinitionBuilderAddAttr(op, "threads: int = 0");
	TF_OpDefinitionBuilderSetShapeInferenceFunction(op, asFirst);
	return tfreeze_register(OP, op, create, compute, delete);
}
