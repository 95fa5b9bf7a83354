package kernels

import "slices"

// Lane is how many points a vector holds; a row has a multiple of these.
const Lane = 16

// MaxColumns is how many points a row may have.
const MaxColumns = 7 * Lane

// An Entry is a factor of a sum: the row at a slot, times the weight at an offset.
type Entry struct{ Slot, Weight int32 }

// A Factor is a factor of a product: the row at a slot, times the weight at an offset plus
// the kept state of what it is multiplied by, if Kept is not -1.
type Factor struct{ Slot, Weight, Kept int32 }

// A Param is what follows the sum at an element: u = U0 + a for a = Scale * sum, of which
// the state is min(max(a, Lo), Hi) + Add where u reaches Threshold, else 0.
type Param struct{ Scale, U0, Lo, Hi, Add, Threshold float32 }

// A Member is of a max-pool's window: a row, whose value at x0 is More than the maximum;
// or, at slot -1, the constant More.
type Member struct {
	Slot int32
	More float32
}

// A Place is a window that an element is a member of, by the window's slot, the row of
// its winners, and the member's number.
type Place struct{ Slot, Row, Number int32 }

// What follows a sum.
type After int32

const (
	// Sum leaves it, and Scale multiplies it.
	Sum After = iota
	Scale
	// Clip is an activation that clips, Threshold one that is frozen besides where it
	// does not reach Param.Threshold, and Function one of Function's.
	Clip
	Threshold
	Functions
)

// A Function is an activation that is computed by value and derivative. Its Param's Lo is
// its alpha, and Hi its value at U0.
type Function int32

// functions are those of function.c, in its order.
var functions = []string{
	"LeakyRelu", "Elu", "Selu", "Softplus", "Softsign", "Sigmoid", "Tanh", "Swish", "HardSwish", "GELU", "TanhGELU", "Mish",
	"Erf", "Erfc", "Exp", "Log", "Reciprocal", "Rsqrt", "Sqrt", "Square", "StopGradient",
}

// FunctionOf numbers an op's function.
func FunctionOf(op string) Function {
	return Function(slices.Index(functions, op))
}

// The bits of How: a gradient is added to what is there, it is the last, its row has a gate,
// and that is no layer's, so that guided gradients are differentiated there.
const (
	Adds uint8 = 1 << iota
	Closes
	Gated
	Differentiated
)

// Live are elements of an image, sorted: those of pixel p are Start[p]..Start[p+1]-1. How
// is for gradients.
type Live struct {
	Start, Channel, Slot, Row []int32
	How                       []uint8
	H, W, Channels            int
}

// A Conv is a convolution's live part: the weight of tap t, input channel i and output
// channel o is at t*Tap + i*In + o*Out.
type Conv struct {
	From, To Live
	// LeavesOut says that going back, rows of Memory.Zero are not read.
	LeavesOut bool
	// Reads are what rows read of the other image, at the first tap.
	Reads                          []Entry
	KH, KW, SH, SW, DH, DW, PT, PL int
	Tap, In, Out, Channels         int
	Weights                        []float32
}

// Forward is the convolution for sums, which read From, and Backward for gradients, which
// read To. There is room for as many Reads.
func (c *Conv) Forward(room []Entry) *Conv  { return c.reading(&c.From, c.In, room) }
func (c *Conv) Backward(room []Entry) *Conv { return c.reading(&c.To, c.Out, room) }

func (c *Conv) reading(l *Live, step int, room []Entry) *Conv {
	c.Reads = room[:len(l.Slot)]
	for i, slot := range l.Slot {
		c.Reads[i] = Entry{slot, l.Channel[i] * int32(step)}
	}
	return c
}

// Lists are sums by explicit entries, or by factors: those of the i-th are
// First[i]..First[i+1]-1.
type Lists struct {
	First     []int32
	Entries   []Entry
	Factors   []Factor
	Weights   []float32
	Slot, Row []int32
	How       []uint8
}

// Windows are max-pools: going forward by Members, and backward by Places.
type Windows struct {
	First     []int32
	Members   []Member
	Places    []Place
	Slot, Row []int32
	How       []uint8
}

// A Ray says what rows are along a ray: the sum of each is its Base times Along at a point.
type Ray struct {
	Base, Along []float32
	Slot, Row   []int32
}

// Bounded is how many floats a bounded row has.
const Bounded = 2 * Lane

// A Path bounds rows between points, which are in order along it: those of a row's v-th
// vector are v points behind those of the first. Share is how far each is from there to
// the next of the first vector, from 0 to 1; the row at Slot[i] becomes the i-th of Rows.
type Path struct {
	Slot        []int32
	Share, Rows []float32
}

// Limits are what the sums of a convolution have to reach. It reads bounded Rows, and marks
// in Reach, by To's rows.
type Limits struct {
	ClipParams
	Rows  []float32
	Reach []bool
}

// A Total adds powers of rows up: those of the k-th vector of the i-th row are
// Sums[k*Step+i]. Columns past the first ones do not count.
type Total struct {
	Slot    []int32
	Sums    []float64
	Step    int
	Columns int
	Power   int
}

// A Memory is what rows are in: Stride floats each, of which the Columns from First on are
// computed, all multiples of Lane.
type Memory struct {
	// Arena holds states or gradients, by slot; Aligned makes it.
	Arena []float32
	// To is where states are written to; nil is the Arena.
	To []float32
	// Gates are bits, and Factors floats, of each row and point: what a gradient is
	// taken by. Factors are taken if they are there.
	Gates   []uint16
	Factors []float32
	// Winners are the numbers of members of max-pools; a step has its own.
	Winners []uint8
	// Zero, if there, says by slot whether the gradient that a max-pool was the last to send is
	// 0 at all of the columns.
	Zero []uint8
	// Kept are states of what a product multiplies; a step has its own. Without, they are 0.
	Kept   []float32
	Params []Param
	// Positive marks the points at which, with Factors, no negative gradient passes.
	Positive               []uint16
	Columns, First, Stride int
	After                  After
	// Sums has Factors keep what is added to u0.
	Sums bool
	// Guided has gates say z > 0, and lets no negative gradient pass.
	Guided   bool
	Function Function
}

// Row are the columns of the row at a slot.
func (m *Memory) Row(slot int32) []float32 {
	return m.Arena[int(slot)*m.stride()+m.First:][:m.Columns]
}

// stride is Stride, or Columns where a row has no others.
func (m *Memory) stride() int {
	if m.Stride == 0 {
		return m.Columns
	}
	return m.Stride
}
