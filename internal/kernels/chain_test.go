package kernels

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// chained computes a chain one element after the other.
func chained(text string, inputs [][]float32, i int) float32 {
	var stack []float32
	for word := range strings.FieldsSeq(text) {
		name, number, _ := strings.Cut(word, ":")
		var y float32
		if number != "" {
			in := inputs[number[0]-'0']
			y = in[i%len(in)]
		}
		if name == "in" {
			stack = append(stack, y)
			continue
		}
		if name == "add" && number == "" {
			y = stack[len(stack)-1]
			stack = stack[:len(stack)-1]
		}
		top := &stack[len(stack)-1]
		switch *top = *top * 1; name {
		case "mul":
			*top = float32(*top * y)
		case "add":
			*top = float32(*top + y)
		case "relu":
			*top = max(*top, 0)
		case "relu6":
			*top = min(max(*top, 0), 6)
		case "gate":
			*top *= open(y > 0)
		case "gate6":
			*top *= open(y > 0 && y < 6)
		}
	}
	return stack[0]
}

func open(gate bool) float32 {
	if gate {
		return 1
	}
	return 0
}

// TestChain: each form computes what one op after the other computes, to the bit, for rows of
// any length, inputs that are repeated, and any number of threads.
func TestChain(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, text := range []string{
		"in:0 mul:1 add:2 relu6", "in:0 mul:1 add:2 in:3 mul:1 add:2 add relu", "in:0 gate:3", "in:0 gate6:3", "in:0 add:3 gate:3", "in:3 add:2 in:0 in:3 add add",
	} {
		for _, channels := range []int{1, 7, 24, 1000, 20011} {
			size := max(3, 40_000/channels) / 2 * 2 * channels
			inputs := [][]float32{random(r, size), random(r, channels), random(r, channels), random(r, size)}
			if channels == 7 {
				inputs[3] = random(r, size/2)
			}
			for i := range inputs[0] {
				inputs[0][i] *= 4
			}
			inputs[0][3], inputs[3][2], inputs[0][4] = float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))
			want := make([]float32, size)
			for i := range want {
				want[i] = chained(text, inputs, i)
			}
			steps, err := ParseChain(text, len(inputs))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range Forms() {
				for _, threads := range []int{1, 3} {
					out := make([]float32, size)
					c := Chain{Steps: steps, Out: &out[0], Size: size}
					for _, in := range inputs {
						c.Inputs, c.Counts = append(c.Inputs, &in[0]), append(c.Counts, len(in))
					}
					c.Compute(f, threads)
					for i, got := range out {
						if got != want[i] && (got == got || want[i] == want[i]) {
							t.Fatalf("%s, %s, %d channels, %d threads: element %d is %v, want %v", f, text, channels, threads, i, got, want[i])
						}
					}
				}
			}
		}
	}
}

// TestChainFlushes: subnormal numbers are 0, as in TensorFlow's threads, and the thread counts
// with them again afterwards.
func TestChainFlushes(t *testing.T) {
	tiny := []float32{math.Float32frombits(1), 1e-38, 1}
	steps, err := ParseChain("in:0 mul:0 add:0", 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Forms() {
		out := make([]float32, len(tiny))
		c := Chain{Steps: steps, Inputs: []*float32{&tiny[0]}, Counts: []int{len(tiny)}, Out: &out[0], Size: len(tiny)}
		c.Compute(f, 1)
		if out[0] != 0 || out[1] != 0 || out[2] != 2 {
			t.Errorf("%s: got %v", f, out)
		}
		if half := tiny[0] + tiny[0]; half == 0 {
			t.Errorf("%s: subnormal numbers are gone", f)
		}
	}
}

// TestParseChain: a chain that has no result, or too many values at once, is an error that
// names its text.
func TestParseChain(t *testing.T) {
	for _, text := range []string{"", "in:0", "in:2 relu", "mul:0", "in:0 in:1", "in:0 add", "in:0 relu:1", "in: relu", "in:0 tanh", "in:0 mul", "in:0 in:0 in:0 in:0 in:0 add add add add", strings.Repeat("in:0 relu add ", 40)} {
		if _, err := ParseChain(text, 2); err == nil || !strings.Contains(err.Error(), "chain") {
			t.Errorf("%q: got %v", text, err)
		}
	}
}
