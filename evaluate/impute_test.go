package evaluate

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// TestImputeDirect compares with a direct solution of the equations, on pictures of odd and
// even sides, with scattered pixels and whole regions removed.
func TestImputeDirect(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 0))
	for _, p := range []Picture{{19, 14, 1, false}, {8, 16, 1, false}, {1, 9, 1, false}, {13, 1, 1, false}, {2, 3, 1, false}} {
		x := make([]float32, p.Size())
		for i := range x {
			x[i] = float32(random.NormFloat64())
		}
		for _, share := range []float64{0.1, 0.5, 0.9} {
			n := int(share * float64(p.Size()))
			for kind, removed := range map[string][]int{"scattered": random.Perm(p.Size())[:n], "the upper part": upTo(n)} {
				got, want := Impute(p, x, 0, removed), direct(p, x, removed)
				for i := range want {
					if math.Abs(got[i]-want[i]) > 1e-5 { // the residual is 1e-6 of numbers of about 1
						t.Errorf("%v, %s, %v: pixel %d is imputed by %v, not %v", p, kind, share, removed[i], got[i], want[i])
					}
				}
			}
		}
	}
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// direct solves sum of weights * (pixel - neighbour) = 0 as a dense system.
func direct(p Picture, x []float32, removed []int) []float64 {
	n, index := len(removed), map[int]int{}
	if n == 0 {
		return nil
	}
	for i, pixel := range removed {
		index[pixel] = i
	}
	a, b, found := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	for i, pixel := range removed {
		row, column := pixel/p.Width, pixel%p.Width
		for r := max(0, row-1); r <= min(p.Height-1, row+1); r++ {
			for c := max(0, column-1); c <= min(p.Width-1, column+1); c++ {
				at, weight := r*p.Width+c, 1./12
				if r == row || c == column {
					weight = 1. / 6
				}
				if at == pixel {
					continue
				}
				a.Set(i, i, a.At(i, i)+weight)
				if k, gone := index[at]; gone {
					a.Set(i, k, -weight)
				} else {
					b.SetVec(i, b.AtVec(i)+weight*float64(x[at]))
				}
			}
		}
	}
	if err := found.SolveVec(a, b); err != nil {
		panic(err)
	}
	return found.RawVector().Data
}

// TestImputeSteps: whatever the size of the region, a few steps are enough. Without the
// coarser meshes it takes ten times as many.
func TestImputeSteps(t *testing.T) {
	for _, side := range []int{33, 227} {
		p := Picture{side, side, 1, false}
		m := newImputer(p, upTo(p.Size()*9/10))
		right := make([]float64, len(m.diagonal))
		right[m.at(side/2, side/2)] = 1
		if _, steps := m.solve(right); steps > 25 {
			t.Errorf("%d pixels a side take %d steps", side, steps)
		}
	}
}
