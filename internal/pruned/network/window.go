package network

import (
	"errors"
	"fmt"

	gr "tfreeze/graphrewrite"
)

// window reads strides, dilations and padding of a convolution or pool.
func (r *reader) window(o gr.Output, kh, kw int) (Window, error) {
	n := o.Node
	if err := r.check(n); err != nil {
		return Window{}, err
	}
	in, err := r.image(n.Inputs[0])
	if err != nil {
		return Window{}, err
	}
	out, err := r.image(o)
	if err != nil {
		return Window{}, err
	}
	w := Window{KH: kh, KW: kw}
	if w.SH, w.SW, err = r.two(n, "strides"); err != nil {
		return w, err
	}
	if w.DH, w.DW, err = r.two(n, "dilations"); err != nil {
		return w, err
	}
	switch p := n.Str("padding", ""); p {
	case "VALID":
	case "SAME":
		w.Top, w.Left = before(in.H, out.H, kh, w.SH, w.DH), before(in.W, out.W, kw, w.SW, w.DW)
	case "EXPLICIT":
		list := n.Ints("explicit_paddings")
		if len(list) != 8 {
			return w, errors.New("its padding")
		}
		h, side, _ := r.sides()
		w.Top, w.Left = int(list[2*h]), int(list[2*side])
	default:
		return w, fmt.Errorf("the padding %q", p)
	}
	return w, nil
}

// two are the height's and width's entries of a list attribute, 1 if it is absent.
func (l layout) two(n *gr.Node, attr string) (h, w int, err error) {
	list := n.Ints(attr)
	y, x, c := l.sides()
	switch {
	case len(list) == 0:
		return 1, 1, nil
	case len(list) != 4 || list[0] != 1 || list[c] != 1 || list[y] < 1 || list[x] < 1 || list[y] > 1<<20 || list[x] > 1<<20:
		return 0, 0, fmt.Errorf("its %s", attr)
	}
	return int(list[y]), int(list[x]), nil
}

// before is how many pixels SAME pads before an image.
func before(in, out, kernel, stride, dilation int) int {
	return max(0, (out-1)*stride+(kernel-1)*dilation+1-in) / 2
}
