package kernels

// #include <stdlib.h>
// #include "kernels.h"
// #include "flush.h"
// #cgo noescape tfreeze_chain
// static void tfreeze_chain(const form *f, const chain *c, int64_t from, int64_t to, float *room) {
//   rounding before = flush();
//   f->chain(c, from, to, room);
//   unflush(before);
// }
import "C"

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"unsafe"
)

// A Chain is elementwise ops of which only the last one's result goes to memory.
type Chain struct {
	// Steps are those of ParseChain.
	Steps []ChainStep
	// Inputs have a number of elements each, Counts. Those of an input that has fewer than
	// Out begin again at its end, as those of one row do for each row of a matrix.
	Inputs []*float32
	Counts []int
	// Out has Size elements.
	Out  *float32
	Size int
}

// A ChainStep is a step of a chain.
type ChainStep struct{ op, input int32 }

// MaxChainInputs, MaxChainSteps and MaxChainDepth, how many values the stack holds, bound a chain.
const (
	MaxChainInputs = C.CHAIN_INPUTS
	MaxChainSteps  = C.CHAIN_STEPS
	MaxChainDepth  = C.CHAIN_DEPTH
)

// chainWords are the words of a chain's text: what they do, and how many values they take
// off the stack. With an input they end in ":" and its number.
var chainWords = map[string]struct{ op, takes int32 }{
	"in:": {C.CHAIN_PUSH, 0}, "mul:": {C.CHAIN_MUL, 1}, "add:": {C.CHAIN_ADD, 1}, "add": {C.CHAIN_ADD, 2},
	"relu": {C.CHAIN_RELU, 1}, "relu6": {C.CHAIN_RELU6, 1}, "gate:": {C.CHAIN_GATE, 1}, "gate6:": {C.CHAIN_GATE6, 1},
}

// ParseChain reads the text of a chain of so many inputs, such as "in:0 mul:1 add:2 in:3 add
// relu": steps on a stack. in: pushes an input, mul: and add: change what is on top by one,
// add alone adds the two on top, relu and relu6 clip, and gate: and gate6: are the gradients
// of these, given their result.
func ParseChain(text string, inputs int) ([]ChainStep, error) {
	var steps []ChainStep
	depth := int32(0)
	for word := range strings.FieldsSeq(text) {
		name, number, input := word, "", -1
		if i := strings.IndexByte(word, ':'); i >= 0 {
			name, number = word[:i+1], word[i+1:]
			n, err := strconv.Atoi(number)
			if input = n; err != nil || n < 0 || n >= inputs {
				return nil, fmt.Errorf("chain %q: %q names none of %d inputs", text, word, inputs)
			}
		}
		w, ok := chainWords[name]
		if !ok || depth < w.takes || depth+1-w.takes > MaxChainDepth {
			return nil, fmt.Errorf("chain %q: it cannot go on with %q", text, word)
		}
		depth += 1 - w.takes
		steps = append(steps, ChainStep{w.op, int32(input)})
	}
	if depth != 1 || steps[len(steps)-1].op == C.CHAIN_PUSH || len(steps) > MaxChainSteps || inputs > MaxChainInputs {
		return nil, fmt.Errorf("chain %q: it has no result, or is too long", text)
	}
	return steps, nil
}

const (
	// chainBlock is about how many elements go through a chain together, and chainShare how
	// many blocks a thread takes at a time.
	chainBlock, chainShare = 1024, 32
	// elementsPerThread is how many elements are worth another thread.
	elementsPerThread = 1 << 18
	// longestPeriod is up to how many elements a block may be, to hold some rows whole.
	longestPeriod = 1 << 14
)

// block is the number of elements of a block: whole vectors, and whole rows of the inputs that
// have few.
func (c *Chain) block() int {
	n := 16
	for _, count := range c.Counts {
		if m := n / divisor(n, count) * count; count < c.Size && m <= longestPeriod {
			n = m
		}
	}
	return n * max(1, chainBlock/n)
}

func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// Compute writes Out with so many threads. Its bits are the same for any number.
func (c *Chain) Compute(f Form, threads int) {
	if c.Size == 0 {
		return
	}
	var pins runtime.Pinner
	defer pins.Unpin()
	held := (*C.chain)(C.calloc(1, C.sizeof_chain))
	defer C.free(unsafe.Pointer(held))
	held.inputs, held.steps = C.int32_t(len(c.Inputs)), C.int32_t(len(c.Steps))
	held.size, held.block, held.out = C.int64_t(c.Size), C.int64_t(c.block()), at(&pins, c.Out)
	for i, in := range c.Inputs {
		held.input[i], held.count[i] = at(&pins, in), C.int64_t(c.Counts[i])
	}
	for i, s := range c.Steps {
		held.step[i] = C.chain_step{op: C.int32_t(s.op), input: C.int32_t(s.input)}
	}
	share := c.block() * chainShare
	room := (MaxChainDepth + len(c.Inputs)) * c.block()
	inShares((c.Size+share-1)/share, min(threads, c.Size/elementsPerThread+1), room, func(i int, room []float32) {
		C.tfreeze_chain(f.c, held, C.int64_t(i*share), C.int64_t(min(c.Size, (i+1)*share)), (*C.float)(&room[0]))
	})
}

// at is the memory of p, which stays in place until pins lets go of it.
func at(pins *runtime.Pinner, p *float32) *C.float {
	pins.Pin(p)
	return (*C.float)(unsafe.Pointer(p))
}
