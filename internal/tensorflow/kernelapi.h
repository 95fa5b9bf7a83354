// What is used of tensorflow/c/kernels.h and ops.h. The first includes headers of C++ that not
// every copy of the library has, and the second is no C.
#include "tensorflow/c/c_api.h"

typedef struct TF_KernelBuilder TF_KernelBuilder;
typedef struct TF_OpKernelConstruction TF_OpKernelConstruction;
typedef struct TF_OpKernelContext TF_OpKernelContext;
TF_KernelBuilder *TF_NewKernelBuilder(const char *op, const char *device, void *(*create)(TF_OpKernelConstruction *),
				      void (*compute)(void *, TF_OpKernelContext *), void (*delete)(void *));
void TF_RegisterKernelBuilder(const char *name, TF_KernelBuilder *builder, TF_Status *status);
void TF_OpKernelConstruction_Failure(TF_OpKernelConstruction *c, TF_Status *status);
void TF_OpKernelConstruction_GetAttrInt32(TF_OpKernelConstruction *c, const char *name, int32_t *value, TF_Status *status);
void TF_OpKernelConstruction_GetAttrFloat(TF_OpKernelConstruction *c, const char *name, float *value, TF_Status *status);
void TF_OpKernelConstruction_GetAttrSize(TF_OpKernelConstruction *c, const char *name, int32_t *list, int32_t *total, TF_Status *status);
void TF_OpKernelConstruction_GetAttrString(TF_OpKernelConstruction *c, const char *name, char *value, size_t most, TF_Status *status);
void TF_OpKernelContext_Failure(TF_OpKernelContext *c, TF_Status *status);
int TF_NumInputs(TF_OpKernelContext *c);
void TF_GetInput(TF_OpKernelContext *c, int i, TF_Tensor **tensor, TF_Status *status);
TF_Tensor *TF_AllocateOutput(TF_OpKernelContext *c, int i, TF_DataType type, const int64_t *dims, int rank, size_t bytes, TF_Status *status);
TF_Tensor *TF_ForwardInputOrAllocateOutput(TF_OpKernelContext *c, const int *inputs, int n, int i, const int64_t *dims, int rank, int *forwarded, TF_Status *status);

typedef struct TF_OpDefinitionBuilder TF_OpDefinitionBuilder;
typedef struct TF_ShapeInferenceContext TF_ShapeInferenceContext;
TF_OpDefinitionBuilder *TF_NewOpDefinitionBuilder(const char *op);
void TF_OpDefinitionBuilderAddInput(TF_OpDefinitionBuilder *op, const char *input);
void TF_OpDefinitionBuilderAddOutput(TF_OpDefinitionBuilder *op, const char *output);
void TF_OpDefinitionBuilderAddAttr(TF_OpDefinitionBuilder *op, const char *attr);
void TF_OpDefinitionBuilderSetShapeInferenceFunction(TF_OpDefinitionBuilder *op, void (*infer)(TF_ShapeInferenceContext *, TF_Status *));
void TF_ShapeInferenceContextSetUnknownShape(TF_ShapeInferenceContext *c, TF_Status *status);
void TF_RegisterOpDefinition(TF_OpDefinitionBuilder *op, TF_Status *status);

typedef struct TF_ShapeHandle TF_ShapeHandle;
TF_ShapeHandle *TF_NewShapeHandle(void);
void TF_DeleteShapeHandle(TF_ShapeHandle *shape);
void TF_ShapeInferenceContextGetInput(TF_ShapeInferenceContext *c, int i, TF_ShapeHandle *shape, TF_Status *status);
void TF_ShapeInferenceContextSetOutput(TF_ShapeInferenceContext *c, int i, TF_ShapeHandle *shape, TF_Status *status);

// What our ops have in common. As long as status is OK:

// Reads an attribute.
void tfreeze_int(TF_OpKernelConstruction *c, const char *name, int32_t *value, TF_Status *status);
void tfreeze_float(TF_OpKernelConstruction *c, const char *name, float *value, TF_Status *status);
// Takes the inputs, which tfreeze_release lets go of.
void tfreeze_inputs(TF_OpKernelContext *c, TF_Tensor **in, int n, TF_Status *status);

void tfreeze_release(TF_Tensor **in, int n);
// Tells TensorFlow of a failure, if there was one, and deletes status.
void tfreeze_constructed(TF_OpKernelConstruction *c, TF_Status *status);
void tfreeze_computed(TF_OpKernelContext *c, TF_Status *status);
// Leaves the shape of a result open.
void tfreeze_unknown(TF_ShapeInferenceContext *c, TF_Status *status);
// Registers an op and its kernel for processors. Returns NULL, or why it failed, to be freed.
char *tfreeze_register(const char *name, TF_OpDefinitionBuilder *op, void *(*create)(TF_OpKernelConstruction *),
		       void (*compute)(void *, TF_OpKernelContext *), void (*delete)(void *));
