package explain

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	gr "tfreeze/graphrewrite"
)

// asFast is how many runs side by side are as fast as any number: on two cores, the
// gradients of eight images took 1.4 (MobileNetV2), 1.1 (ResNet-50) and 1.03 (VGG16)
// times as long one after the other as two at once. One run of all eight took 0 to
// 14 % less than two at once, but its maps are not those of one image to the bit.
const asFast = 2

// held is how many times the forward pass's tensors a gradient's run holds at most:
// each tensor, and its gradient.
const held = 2

// Together is how many runs of inputs of that shape, without a batch dimension, to
// have under way at once: as few as are fast, and no more than fit into a memory of
// so many bytes, but one at least.
func (e *Explainer) Together(shape []int64, memory int64) int {
	return int(max(1, min(asFast, memory/max(1, e.footprint(shape)))))
}

// footprint bounds the bytes that a gradient's run takes for one input, but for the
// weights. TensorFlow frees what nobody reads any more, and runs no more ops at once
// than it has threads, so that mostly far less is taken.
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
	return 4 * held * total
}

// FreeMemory is how many bytes new work may take without paging, as Linux
// estimates it; an error elsewhere.
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
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("%s does not say how much memory is available", f.Name())
}
