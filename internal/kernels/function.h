// Activations that are no clip, by their value and derivative, one float after the
// other: the same bits in each form.
void tfreeze_function(const memory *m, const float *sum, float *out, int32_t row);
