package explain

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	gr "tfreeze/graphrewrite"
)

// asFast is the number of parallel runs beyond which more are not faster. On two cores,
// the gradients of eight images took 1.4 (MobileNetV2), 1.1 (ResNet-50) and 1.03
// (VGG16) times as long one after the other as two at a time. One run of all eight took
// 0 to 14 % less time than two at a time, but its maps do not equal those of one image
// to the bit.
const asFast = 2

// copies bounds the memory of a gradient's run, in multiples of the forward pass's
// tensors: the run holds each tensor and its gradient.
const copies = 2

// Together returns how many inputs of that shape to explain at once: as few as are
// fast, no more than fit into that many bytes of memory, and at least one. The shape
// has no batch dimension.
func (e *Explainer) Together(shape []int64, memory int64) int {
	return int(max(1, min(asFast, memory/max(1, e.footprint(shape)))))
}

// footprint bounds the bytes that a gradient's run takes for one input, without the
// weights. Most runs take far less: TensorFlow frees a tensor when no op needs it any
// more, and runs only as many ops at once as it has threads.
func (e *Explainer) footprint(shape []int64) int64 {
	between, err := e.graph.Between(e.input, e.plain.logits)
	if err != nil {
		return 0
	}
	total := gr.Shape(shape).Elements()
	for _, n := range between {
		if known := gr.Shape(e.session.Shape(n.Out(0).String())); known.Static() && n != e.input.Node {
			total += known.Elements()
		}
	}
	return 4 * copies * total
}

// largeRun is the number of multiply-adds of a forward pass from which the ops of one run
// keep all cores busy. Two points of VGG16 (15 billion) at once took the time of one after
// the other, and 90 MB more; of ResNet-50 (4 billion), less time (asFast).
const largeRun = 8e9

// Points returns how many points of an input's path to evaluate at once, if there is
// memory for them.
func (e *Explainer) Points() int { return pointsOf(e.multiplyAdds()) }

func pointsOf(multiplyAdds int64) int {
	if multiplyAdds >= largeRun {
		return 1
	}
	return asFast
}

// multiplyAdds counts those of the convolutions whose shapes are known, in a forward pass
// of one input.
func (e *Explainer) multiplyAdds() (total int64) {
	between, err := e.graph.Between(e.input, e.plain.logits)
	if err != nil {
		return 0
	}
	for _, n := range between {
		if !convolves(n.Op) {
			continue
		}
		y, k := gr.Shape(e.session.Shape(n.Out(0).String())), gr.Shape(e.session.Shape(n.Inputs[1].String()))
		if y.Static() && k.Static() && len(k) == 4 {
			total += y.Elements() * k[:3].Elements()
		}
	}
	return total
}

// FreeMemory returns how many bytes new work can take without paging, as Linux
// estimates, and within the limit of a container. Other systems give an error.
func FreeMemory() (int64, error) {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "MemAvailable:"); ok {
			var kib int64
			_, err := fmt.Sscanf(rest, "%d kB", &kib)
			free := kib << 10
			if left, limited := leftOf(cgroups); limited {
				free = min(free, left)
			}
			return free, err
		}
	}
	return 0, fmt.Errorf("%s does not say how much memory is available", f.Name())
}
