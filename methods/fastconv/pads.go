package fastconv

// pads returns the paddings of x along its dimension d, for a convolution of NHWC
// images.
func (v *conv) pads(d int) (before, behind int64, ok bool) {
	x, s := v.In(0).Shape()[d], entry(v.Node.Ints("strides"), d)
	switch v.Node.Str("padding", "") {
	case "VALID":
		return 0, 0, true
	case "SAME":
		total := max(0, ((x+s-1)/s-1)*s+v.reach(d)+1-x)
		return total / 2, total - total/2, true
	case "EXPLICIT":
		if given := v.Node.Ints("explicit_paddings"); len(given) == 8 {
			return given[2*d], given[2*d+1], min(given[2*d], given[2*d+1]) >= 0
		}
	}
	return 0, 0, false
}

// reach returns the distance between the kernel's first and last tap along dimension d.
func (v *conv) reach(d int) int64 {
	return (v.In(1).Shape()[d-1] - 1) * entry(v.Node.Ints("dilations"), d)
}

// entry returns the entry of dimension d in a list attribute. An absent attribute gives
// 1.
func entry(list []int64, d int) int64 {
	if len(list) != 4 {
		return 1
	}
	return max(1, list[d])
}
