#include <string.h>
#include "kernelapi.h"

void tfreeze_int(TF_OpKernelConstruction *c, const char *name, int32_t *value, TF_Status *status) {
	if (TF_GetCode(status) == TF_OK)
		TF_OpKernelConstruction_GetAttrInt32(c, name, value, status);
}

void tfreeze_float(TF_OpKernelConstruction *c, const char *name, float *value, TF_Status *status) {
	if (TF_GetCode(status) == TF_OK)
		TF_OpKernelConstruction_GetAttrFloat(c, name, value, status);
}

void tfreeze_inputs(TF_OpKernelContext *c, TF_Tensor **in, int n, TF_Status *status) {
	for (int i = 0; i < n && TF_GetCode(status) == TF_OK; i++)
		TF_GetInput(c, i, &in[i], status);
}

void tfreeze_release(TF_Tensor **in, int n) {
	for (int i = 0; i < n; i++)
		if (in[i])
			TF_DeleteTensor(in[i]), in[i] = NULL;
}

void tfreeze_constructed(TF_OpKernelConstruction *c, TF_Status *status) {
	if (TF_GetCode(status) != TF_OK)
		TF_OpKernelConstruction_Failure(c, status);
	TF_DeleteStatus(status);
}

void tfreeze_computed(TF_OpKernelContext *c, TF_Status *status) {
	if (TF_GetCode(status) != TF_OK)
		TF_OpKernelContext_Failure(c, status);
	TF_DeleteStatus(status);
}

void tfreeze_unknown(TF_ShapeInferenceContext *c, TF_Status *status) { TF_ShapeInferenceContextSetUnknownShape(c, status); }

char *tfreeze_register(const char *name, TF_OpDefinitionBuilder *op, void *(*create)(TF_OpKernelConstruction *),
		       void (*compute)(void *, TF_OpKernelContext *), void (*delete)(void *)) {
	TF_Status *status = TF_NewStatus();
	TF_RegisterOpDefinition(op, status);
	if (TF_GetCode(status) == TF_OK)
		TF_RegisterKernelBuilder(name, TF_NewKernelBuilder(name, "CPU", create, compute, delete), status);
	char *why = TF_GetCode(status) == TF_OK ? NULL : strdup(TF_Message(status));
	TF_DeleteStatus(status);
	return why;
}
