package kernels

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// fma32 rounds once, as fmaf does: the product is exact in float64, and one sum of float64
// that is rounded to odd before it is rounded to float32 is rounded once in effect.
func fma32(a, b, c float32) float32 {
	p, q := float64(a)*float64(b), float64(c)
	s := p + q
	t := s - p
	if e := (p - (s - t)) + (q - t); e != 0 && math.Float64bits(s)&1 == 0 {
		if (e > 0) == (s > 0) {
			s = math.Float64frombits(math.Float64bits(s) + 1)
		} else {
			s = math.Float64frombits(math.Float64bits(s) - 1)
		}
	}
	return float32(s)
}

func random(r *rand.Rand, n int) []float32 {
	f := Aligned(n)
	for i := range f {
		f[i] = float32(r.NormFloat64())
	}
	return f
}

// image makes live elements with some of the channels at each pixel.
func image(r *rand.Rand, h, w, channels int, slot int32, how uint8) Live {
	l := Live{H: h, W: w, Channels: channels, Start: []int32{0}}
	for range h * w {
		for c := range channels {
			if r.IntN(3) > 0 {
				l.Channel, l.Slot = append(l.Channel, int32(c)), append(l.Slot, slot+int32(len(l.Slot)))
				l.Row, l.How = append(l.Row, int32(len(l.Row))), append(l.How, how)
			}
		}
		l.Start = append(l.Start, int32(len(l.Slot)))
	}
	return l
}

const inChannels, outChannels = 5, 17

func conv(r *rand.Rand) *Conv {
	c := &Conv{KH: 3, KW: 2, SH: 2, SW: 1, DH: 1, DW: 2, PT: 1, PL: 1, Tap: inChannels * outChannels, In: outChannels, Out: 1}
	c.From = image(r, 6, 5, inChannels, 0, Adds|Closes|Gated)
	c.To = image(r, 3, 5, outChannels, int32(len(c.From.Slot)), 0)
	c.Weights = random(r, 6*c.Tap)
	return c
}

func params(r *rand.Rand, n int) []Param {
	p := make([]Param, n)
	for i := range p {
		v := float32(r.Float64() * 2)
		p[i] = Param{Scale: float32(r.NormFloat64()), U0: v, Lo: -v, Hi: 6 - v, Threshold: v / 2}
		if i%3 == 0 {
			p[i].Lo -= 1 // as a clip has it that begins at -1
		}
	}
	return p
}

func memory(r *rand.Rand, slots, rows, columns int, after After) *Memory {
	return &Memory{Arena: random(r, slots*columns), Gates: make([]uint16, rows*columns/Lane), Params: params(r, rows), Columns: columns, After: after}
}

// parted computes the columns of a memory in two parts, if there are several vectors.
func parted(m *Memory, compute func(h *Hold, own *Memory, held HeldMemory)) {
	var h Hold
	defer h.Release()
	half := m.Columns / Lane / 2 * Lane
	for _, part := range [][2]int{{0, half}, {half, m.Columns}} {
		if own := *m; part[1] > part[0] {
			own.First, own.Columns, own.Stride = part[0], part[1]-part[0], m.Columns
			compute(&h, &own, h.Memory(&own))
		}
	}
}

// whole computes all columns.
func whole(m *Memory, compute func(h *Hold, m HeldMemory)) {
	var h Hold
	defer h.Release()
	compute(&h, h.Memory(m))
}

// wantState is the state and gate of a sum by one float after the other.
func wantState(p Param, after After, guided bool, sum float32) (float32, bool) {
	a := float32(sum * p.Scale)
	if after == Scale {
		return a, false
	}
	d := float32(min(max(a, p.Lo), p.Hi) + p.Add)
	gate := a > p.Lo && a < p.Hi
	if guided {
		gate = min(max(a, p.Lo), p.Hi) > -p.U0
	}
	if after == Threshold && !(float32(p.U0+a) >= p.Threshold) {
		return 0, false
	}
	return d, gate
}

// TestConvForward holds each form, with each number of columns, against a plain loop, to
// the bit.
func TestConvForward(t *testing.T) {
	for _, f := range Forms() {
		for columns := Lane; columns <= MaxColumns; columns += Lane {
			for _, after := range []After{Scale, Clip, Threshold} {
				r := rand.New(rand.NewPCG(uint64(columns), uint64(after)))
				c := conv(r)
				c.Channels = columns / Lane % 3 * 4
				m := memory(r, len(c.From.Slot)+len(c.To.Slot), len(c.To.Slot), columns, after)
				m.Guided = columns%32 == 0
				parted(m, func(h *Hold, _ *Memory, m HeldMemory) {
					f.ConvForward(h.Conv(c.Forward(make([]Entry, len(c.From.Slot)))), m, 0, len(c.To.Slot), h.Entries(6*inChannels))
				})
				for k := range c.To.Slot {
					for s := range columns {
						want, gate := wantState(m.Params[k], after, m.Guided, sumAt(c, m, k, s))
						got := m.Arena[int(c.To.Slot[k])*columns+s]
						if math.Float32bits(got) != math.Float32bits(want) || after != Scale && bit(m, k, s) != gate {
							t.Fatalf("%v, %d columns, after %d: row %d, point %d: %v and %v, want %v and %v", f, columns, after, k, s, got, bit(m, k, s), want, gate)
						}
					}
				}
			}
		}
	}
}

func bit(m *Memory, row, s int) bool {
	return m.Gates[row*m.Columns/Lane+s/Lane]>>(s%Lane)&1 == 1
}

// sumAt is the sum at the k-th output of a convolution and a point.
func sumAt(c *Conv, m *Memory, k, s int) float32 {
	p, _ := slices.BinarySearch(c.To.Start, int32(k)+1)
	p--
	sum := float32(0)
	for i := range c.KH {
		for j := range c.KW {
			y, x := p/c.To.W*c.SH-c.PT+i*c.DH, p%c.To.W*c.SW-c.PL+j*c.DW
			if y < 0 || x < 0 || y >= c.From.H || x >= c.From.W {
				continue
			}
			q := y*c.From.W + x
			for r := c.From.Start[q]; r < c.From.Start[q+1]; r++ {
				w := c.Weights[(i*c.KW+j)*c.Tap+int(c.From.Channel[r])*c.In+int(c.To.Channel[k])*c.Out]
				sum = fma32(w, m.Arena[int(c.From.Slot[r])*m.Columns+s], sum)
			}
		}
	}
	return sum
}

// TestConvBackward holds gradients against a plain loop over the same entries, to the bit.
func TestConvBackward(t *testing.T) {
	for _, f := range Forms() {
		for columns := Lane; columns <= MaxColumns; columns += 3 * Lane {
			for _, guided := range []bool{false, true} {
				r := rand.New(rand.NewPCG(uint64(columns), 7))
				c := conv(r)
				c.Channels = columns / Lane % 2 * 2
				m := memory(r, len(c.From.Slot)+len(c.To.Slot), len(c.From.Slot), columns, Clip)
				m.Guided = guided
				for i := range m.Gates {
					m.Gates[i] = uint16(r.Uint32())
				}
				before := slices.Clone(m.Arena)
				parted(m, func(h *Hold, _ *Memory, m HeldMemory) {
					f.ConvBackward(h.Conv(c.Backward(make([]Entry, len(c.To.Slot)))), m, 0, len(c.From.Slot), h.Entries(6*outChannels))
				})
				for k, slot := range c.From.Slot {
					for s := range columns {
						want := float32(before[int(slot)*columns+s])
						want = gradientAt(c, m, k, s) + want
						if guided {
							want = max(want, 0)
						}
						if !bit(m, k, s) {
							want = 0
						}
						want = float32(want * m.Params[k].Scale)
						if got := m.Arena[int(slot)*columns+s]; got != want {
							t.Fatalf("%v, %d columns: row %d, point %d: %v, want %v", f, columns, k, s, got, want)
						}
					}
				}
			}
		}
	}
}

func gradientAt(c *Conv, m *Memory, k, s int) float32 {
	q, _ := slices.BinarySearch(c.From.Start, int32(k)+1)
	q--
	sum := float32(0)
	for i := range c.KH {
		for j := range c.KW {
			y, x := q/c.From.W+c.PT-i*c.DH, q%c.From.W+c.PL-j*c.DW
			if y < 0 || x < 0 || y%c.SH != 0 || x%c.SW != 0 || y/c.SH >= c.To.H || x/c.SW >= c.To.W {
				continue
			}
			p := y/c.SH*c.To.W + x/c.SW
			for r := c.To.Start[p]; r < c.To.Start[p+1]; r++ {
				w := c.Weights[(i*c.KW+j)*c.Tap+int(c.From.Channel[k])*c.In+int(c.To.Channel[r])*c.Out]
				sum = fma32(w, m.Arena[int(c.To.Slot[r])*m.Columns+s], sum)
			}
		}
	}
	return sum
}

// TestMax: the first of equal members wins, and alone gets the gradient.
func TestMax(t *testing.T) {
	for _, f := range Forms() {
		m := &Memory{Arena: Aligned(3 * Lane), Winners: AlignedBytes(Lane), Params: []Param{{Scale: 1}, {Scale: 1}, {Scale: 1}}, Columns: Lane}
		copy(m.Arena[Lane:], []float32{0, 1, 2, -5})
		copy(m.Arena[2*Lane:], []float32{0, 1, 3, -5})
		w := &Windows{First: []int32{0, 3}, Members: []Member{{1, 0}, {-1, -1}, {2, 0}}, Slot: []int32{0}, Row: []int32{0}}
		whole(m, func(h *Hold, m HeldMemory) { f.MaxForward(h.Windows(w), m, 0, 1) })
		if got, want := m.Arena[:4], []float32{0, 1, 3, -1}; !slices.Equal(got, want) {
			t.Errorf("%v: maxima %v, want %v", f, got, want)
		}
		if got, want := m.Winners[:4], []uint8{0, 0, 2, 1}; !slices.Equal(got, want) {
			t.Errorf("%v: winners %v, want %v", f, got, want)
		}
		copy(m.Arena, []float32{1, 2, 3, 4})
		back := &Windows{First: []int32{0, 1, 2}, Places: []Place{{0, 0, 0}, {0, 0, 2}}, Slot: []int32{1, 2}, Row: []int32{1, 2}, How: []uint8{0, 0}}
		whole(m, func(h *Hold, m HeldMemory) { f.MaxBackward(h.Windows(back), m, 0, 2) })
		if got, want := slices.Concat(m.Arena[Lane:Lane+4], m.Arena[2*Lane:2*Lane+4]), []float32{1, 2, 0, 0, 0, 0, 3, 0}; !slices.Equal(got, want) {
			t.Errorf("%v: gradients %v, want %v", f, got, want)
		}
	}
}

// TestZero: a max-pool notes which rows' gradients are 0 at all points, whatever was noted, and
// a convolution that leaves such rows out does not read them.
func TestZero(t *testing.T) {
	for _, f := range Forms() {
		m := &Memory{Arena: Aligned(6 * 2 * Lane), Winners: AlignedBytes(2 * Lane), Params: make([]Param, 4), Zero: []uint8{9, 9, 9, 9, 9, 9}, Columns: 2 * Lane}
		m.Params[1].Scale, m.Params[2].Scale, m.Params[3].Scale = 1, 1, 1
		m.Row(0)[20], m.Winners[20] = -1e-30, 2
		back := &Windows{First: []int32{0, 1, 2, 3}, Places: []Place{{0, 0, 0}, {0, 0, 1}, {0, 0, 2}}, Slot: []int32{1, 2, 3}, Row: []int32{1, 2, 3}, How: []uint8{Closes, Closes, Closes}}
		whole(m, func(h *Hold, m HeldMemory) { f.MaxBackward(h.Windows(back), m, 0, 3) })
		if want := []uint8{9, 1, 1, 0, 9, 9}; !slices.Equal(m.Zero, want) {
			t.Errorf("%v: %v are 0, want %v", f, m.Zero, want)
		}
		for slot := range int32(4) {
			m.Row(slot)[0] = 1 // what is left out is told by what is noted
		}
		from := Live{Start: []int32{0, 1}, Channel: []int32{0}, Slot: []int32{4}, Row: []int32{0}, How: []uint8{0}, H: 1, W: 1, Channels: 1}
		to := Live{Start: []int32{0, 3}, Channel: []int32{0, 1, 2}, Slot: []int32{1, 2, 3}, Row: []int32{1, 2, 3}, H: 1, W: 1, Channels: 3}
		for _, leavesOut := range []bool{false, true} {
			c := &Conv{From: from, To: to, LeavesOut: leavesOut, KH: 1, KW: 1, SH: 1, SW: 1, DH: 1, DW: 1, Out: 1, Weights: []float32{1, 10, 100}}
			whole(m, func(h *Hold, m HeldMemory) {
				f.ConvBackward(h.Conv(c.Backward(make([]Entry, 3))), m, 0, 1, h.Entries(3))
			})
			if got, want := m.Row(4)[0], map[bool]float32{false: 111, true: 100}[leavesOut]; got != want {
				t.Errorf("%v, leaving out %v: %v, want %v", f, leavesOut, got, want)
			}
		}
	}
}

// TestFactors: where gradients are taken by factors, the marked points let none pass that
// is negative.
func TestFactors(t *testing.T) {
	for _, f := range Forms() {
		m := &Memory{Arena: Aligned(2 * Lane), Factors: Aligned(Lane), Params: []Param{{Scale: 2}}, Positive: []uint16{2}, Columns: Lane}
		copy(m.Arena, []float32{-1, -1, -1})
		copy(m.Factors, []float32{1, 1, 0.5})
		s := &Lists{First: []int32{0, 1}, Entries: []Entry{{0, 0}}, Weights: []float32{3}, Slot: []int32{1}, Row: []int32{0}, How: []uint8{Closes | Gated}}
		whole(m, func(h *Hold, m HeldMemory) { f.SumBackward(h.Lists(s), m, 0, 1) })
		if got, want := m.Arena[Lane:Lane+3], []float32{-6, 0, -3}; !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", f, got, want)
		}
	}
}

// TestFunctions holds derivatives against central differences of the values: an error of
// 1e-4 is that of differences of 1e-3 in float32.
func TestFunctions(t *testing.T) {
	for _, op := range functions {
		for _, u := range []float32{-2, -0.3, 0.4, 2.5} {
			if u < 0 && slices.Contains([]string{"Log", "Rsqrt", "Sqrt"}, op) {
				continue
			}
			for _, f := range Forms() {
				m := &Memory{Arena: Aligned(2 * Lane), Factors: Aligned(Lane), Columns: Lane, After: Functions, Function: FunctionOf(op),
					Params: []Param{{Scale: 1, U0: u, Lo: 0.3, Threshold: float32(math.Inf(-1))}}}
				copy(m.Arena[Lane:], []float32{0, 1e-3, -1e-3})
				s := &Lists{First: []int32{0, 1}, Entries: []Entry{{1, 0}}, Weights: []float32{1}, Slot: []int32{0}, Row: []int32{0}}
				whole(m, func(h *Hold, m HeldMemory) { f.SumForward(h.Lists(s), m, 0, 1) })
				if got := m.Arena[0]; got != 0 {
					t.Errorf("%s at %v: the state at x0 is %v", op, u, got)
				}
				slope := (m.Arena[1] - m.Arena[2]) / 2e-3
				if op == "StopGradient" {
					slope--
				}
				if d := math.Abs(float64(slope - m.Factors[0])); d > 1e-4*max(1, math.Abs(float64(slope))) {
					t.Errorf("%s at %v: derivative %v, differences say %v", op, u, m.Factors[0], slope)
				}
			}
		}
	}
}

// TestFunctionValues holds the functions of several ops, and those that are no activations,
// against their closed forms.
func TestFunctionValues(t *testing.T) {
	for op, want := range map[string]func(u float64) float64{
		"Swish":        func(u float64) float64 { return u / (1 + math.Exp(-1.5*u)) },
		"HardSwish":    func(u float64) float64 { return u * min(max(u+3, 0), 6) / 6 },
		"GELU":         func(u float64) float64 { return u / 2 * (1 + math.Erf(u/math.Sqrt2)) },
		"TanhGELU":     func(u float64) float64 { return u / 2 * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(u+0.044715*u*u*u))) },
		"Mish":         func(u float64) float64 { return u * math.Tanh(math.Log1p(math.Exp(u))) },
		"Erf":          math.Erf,
		"Erfc":         math.Erfc,
		"Exp":          math.Exp,
		"Log":          math.Log,
		"Reciprocal":   func(u float64) float64 { return 1 / u },
		"Rsqrt":        func(u float64) float64 { return 1 / math.Sqrt(u) },
		"Sqrt":         math.Sqrt,
		"Square":       func(u float64) float64 { return u * u },
		"StopGradient": func(u float64) float64 { return u },
	} {
		for _, u := range []float64{-4, -2.5, -0.1, 0.2, 1, 3.5} {
			if got, _ := FunctionOf(op).At(u, 1.5); math.Abs(got-want(u)) > 1e-14*max(1, math.Abs(want(u))) {
				t.Errorf("%s at %v: %v, want %v", op, u, got, want(u))
			}
		}
	}
}

// TestProduct: a factor's weight is that of x0 plus what is kept, in the state and in the
// gradient; nothing kept is x0 itself.
func TestProduct(t *testing.T) {
	for _, f := range Forms() {
		for columns := Lane; columns <= MaxColumns; columns += Lane {
			m := &Memory{Arena: Aligned(4 * columns), Kept: Aligned(2 * columns), Params: []Param{{Scale: 2}, {Scale: 3}}, Columns: columns, After: Scale}
			last := columns - 1
			m.Arena[last], m.Arena[columns+last] = 5, 7 // Da and Db
			m.Kept[last], m.Kept[columns+last] = 5, 7
			s := &Lists{First: []int32{0, 2, 3}, Factors: []Factor{{0, 1, 1}, {1, 0, -1}, {1, 0, 0}}, Weights: []float32{10, 20}, Slot: []int32{2, 3}, Row: []int32{0, 1}}
			parted(m, func(h *Hold, _ *Memory, m HeldMemory) { f.ProductForward(h.Lists(s), m, 0, 2) })
			if got, want := [2]float32{m.Arena[2*columns+last], m.Arena[3*columns+last]}, [2]float32{2 * (5*27 + 7*10), 3 * 7 * 15}; got != want {
				t.Errorf("%v, %d columns: states %v, want %v", f, columns, got, want)
			}
			back := &Lists{First: []int32{0, 1}, Factors: []Factor{{2, 1, 1}}, Weights: s.Weights, Slot: []int32{0}, Row: []int32{1}, How: []uint8{Adds | Closes}}
			m.Arena[2*columns+last] = 4
			parted(m, func(h *Hold, _ *Memory, m HeldMemory) { f.ProductBackward(h.Lists(back), m, 0, 1) })
			if got := m.Arena[last]; got != 3*(4*27+5) {
				t.Errorf("%v, %d columns: gradient %v", f, columns, got)
			}
			m.Kept, m.Arena[last] = nil, 0
			parted(m, func(h *Hold, _ *Memory, m HeldMemory) { f.ProductBackward(h.Lists(back), m, 0, 1) })
			if got := m.Arena[last]; got != 3*4*20 {
				t.Errorf("%v, %d columns: gradient at x0 %v", f, columns, got)
			}
		}
	}
}

// TestDifferentiated: guided gradients are ordinary ones at a gate that is no layer's.
func TestDifferentiated(t *testing.T) {
	for _, f := range Forms() {
		for _, factors := range [][]float32{nil, random(rand.New(rand.NewPCG(1, 1)), 2*Lane)} {
			m := &Memory{Arena: Aligned(3 * Lane), Gates: []uint16{1, 1}, Factors: factors, Params: []Param{{Scale: 1}, {Scale: 1}}, Positive: []uint16{1}, Columns: Lane, Guided: true}
			m.Arena[0] = -4
			s := &Lists{First: []int32{0, 1, 2}, Entries: []Entry{{0, 0}, {0, 0}}, Weights: []float32{1}, Slot: []int32{1, 2}, Row: []int32{0, 1}, How: []uint8{Closes | Gated, Closes | Gated | Differentiated}}
			whole(m, func(h *Hold, m HeldMemory) { f.SumBackward(h.Lists(s), m, 0, 2) })
			want := float32(-4)
			if factors != nil {
				want *= factors[Lane]
			}
			if m.Arena[Lane] != 0 || m.Arena[2*Lane] != want {
				t.Errorf("%v: a layer's %v, and a gate's %v, want %v", f, m.Arena[Lane], m.Arena[2*Lane], want)
			}
		}
	}
}

// TestSpread: rows along the points.
func TestSpread(t *testing.T) {
	for _, f := range Forms() {
		m := &Memory{Arena: Aligned(2 * 2 * Lane), Params: []Param{{Scale: 1}, {Scale: 3}}, Columns: 2 * Lane, After: Scale}
		x := &Ray{Base: []float32{2, 3}, Along: Aligned(2 * Lane), Slot: []int32{1, 0}, Row: []int32{0, 1}}
		x.Along[1], x.Along[Lane] = -0.5, 0.25
		parted(m, func(h *Hold, own *Memory, held HeldMemory) { f.Spread(h.Ray(x, own), held, 0, 2) })
		got := []float32{m.Arena[0], m.Arena[1], m.Arena[Lane], m.Arena[2*Lane+1], m.Arena[3*Lane]}
		if want := []float32{0, -4.5, 2.25, -1, 0.5}; !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", f, got, want)
		}
	}
}

// TestAddUp: each vector of a row has its own sum, and columns past the first do not count.
func TestAddUp(t *testing.T) {
	var want []float64
	for _, f := range Forms() {
		r := rand.New(rand.NewPCG(3, 3))
		m := &Memory{Arena: random(r, 2*3*Lane), Columns: 3 * Lane}
		for _, power := range []int{1, 2} {
			x := &Total{Slot: []int32{1, 0}, Sums: make([]float64, 3*2), Step: 2, Columns: 2*Lane + 5, Power: power}
			whole(m, func(h *Hold, held HeldMemory) { f.AddUp(h.Total(x, m), held, 0, 2) })
			for k, got := range x.Sums {
				row, v, sum := int(x.Slot[k%2]), k/2, 0.0
				for _, g := range m.Arena[row*m.Columns+v*Lane : row*m.Columns+min((v+1)*Lane, x.Columns)] {
					sum += math.Pow(float64(g), float64(power))
				}
				if math.Abs(got-sum) > 1e-14 { // sixteen roundings of numbers around 1 in float64
					t.Errorf("%v, power %d: row %d, vector %d: %v, want %v", f, power, row, v, got, sum)
				}
			}
			if f.name == "portable" {
				want = append(want, x.Sums...)
			} else if k := (power - 1) * len(x.Sums); !slices.Equal(x.Sums, want[k:k+len(x.Sums)]) {
				t.Errorf("%v, power %d: %v, the portable form has %v", f, power, x.Sums, want)
			}
		}
	}
}

// TestReach: a bit says which values reach a threshold, and pixels begin words.
func TestReach(t *testing.T) {
	for _, f := range Forms() {
		for _, channels := range []int{1, 16, 24, 64, 100} {
			r := rand.New(rand.NewPCG(4, uint64(channels)))
			const pixels, threshold = 3, 0.25
			values, each := random(r, pixels*channels), (channels+63)/64
			values[0] = threshold
			words := make([]uint64, pixels*each)
			f.Reach(values, channels, threshold, words)
			for i, v := range values {
				if got := words[i/channels*each+i%channels/64]>>(i%channels%64)&1 == 1; got != (v >= threshold) {
					t.Fatalf("%v, %d channels: bit %d is %v of %v", f, channels, i, got, v)
				}
			}
		}
	}
}

// TestSift: the values between two are listed in their order, as far as there is room.
func TestSift(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, f := range Forms() {
		for _, n := range []int{0, 1, 15, 16, 17, 1000} {
			values := random(r, n)
			for i := range values {
				values[i] = []float32{0, math.SmallestNonzeroFloat32, -1, 0.25, 0.5, float32(math.Inf(1)), values[i], values[i]}[r.IntN(8)]
			}
			checkSift(t, f, values, 0.25, 0.5, 1000)
			checkSift(t, f, values, math.SmallestNonzeroFloat32, float32(math.Inf(1)), 3)
			checkSift(t, f, values, 0.5, 0.75, 0)
		}
	}
}

func checkSift(t *testing.T, f Form, values []float32, low, high float32, room int) {
	t.Helper()
	var positive, reached int
	var between []float32
	for _, v := range values {
		if v > 0 {
			positive++
		}
		if v >= low {
			if reached++; v < high {
				between = append(between, v)
			}
		}
	}
	found := make([]float32, room)
	p, q, b := f.Sift(values, low, high, found)
	if p != positive || q != reached || b != len(between) {
		t.Errorf("%v, %d values from %v to %v: %d, %d, %d, want %d, %d, %d", f, len(values), low, high, p, q, b, positive, reached, len(between))
	}
	if n := min(room, len(between)); !slices.Equal(found[:n], between[:n]) {
		t.Errorf("%v, %d values from %v to %v: %v, want %v", f, len(values), low, high, found[:n], between[:n])
	}
}
