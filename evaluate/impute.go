package evaluate

// Neighbours of a pixel, and their weights, of which a pixel amid the picture has all: those
// ahead of it, and those behind.
var neighbours = [...]struct {
	rows, columns int
	weight        float64
}{
	{0, 1, 1. / 6}, {1, -1, 1. / 12}, {1, 0, 1. / 6}, {1, 1, 1. / 12},
	{0, -1, 1. / 6}, {-1, 1, 1. / 12}, {-1, 0, 1. / 6}, {-1, -1, 1. / 12},
}

// Impute makes each removed pixel, in one channel, the weighted mean of its neighbours,
// the removed ones among them. It solves these equations: Rong et al., 2022, section 5.
func Impute(p Picture, x []float32, channel int, removed []int) []float64 {
	return newImputer(p, removed).impute(x, channel)
}

// An imputer has the matrix of the equations of some removed pixels. It is positive
// definite if a pixel is left.
type imputer struct {
	Picture
	removed []int
	gone    []bool
	*mesh
}

func newImputer(p Picture, removed []int) *imputer {
	m := &imputer{p, removed, make([]bool, p.Size()), newMesh(p.Height, p.Width)}
	for _, pixel := range removed {
		m.gone[pixel] = true
	}
	for _, pixel := range removed {
		i := m.element(pixel)
		m.each(pixel, func(k, at int) {
			weight := neighbours[k].weight
			m.diagonal[i] += weight
			if m.gone[at] && k < len(m.ahead) {
				m.links[i][k] = weight
			}
		})
	}
	m.collect()
	return m
}

// element is that of a pixel in the mesh.
func (m *imputer) element(pixel int) int { return m.at(pixel/m.Width, pixel%m.Width) }

// each visits the neighbours of a pixel within the picture.
func (m *imputer) each(pixel int, visit func(k, at int)) {
	row, column := pixel/m.Width, pixel%m.Width
	for k, n := range neighbours {
		r, c := row+n.rows, column+n.columns
		if r >= 0 && r < m.Height && c >= 0 && c < m.Width {
			visit(k, r*m.Width+c)
		}
	}
}

// impute finds the removed pixels of a channel.
func (m *imputer) impute(x []float32, channel int) []float64 {
	right := make([]float64, len(m.diagonal))
	for _, pixel := range m.removed {
		i := m.element(pixel)
		m.each(pixel, func(k, at int) {
			if !m.gone[at] {
				right[i] += neighbours[k].weight * float64(x[m.At(at, channel)])
			}
		})
	}
	solution, _ := m.solve(right)
	values := make([]float64, len(m.removed))
	for k, pixel := range m.removed {
		values[k] = solution[m.element(pixel)]
	}
	return values
}

// solved is the residual, relative to the right side, at which solve ends.
const solved = 1e-6

// solve finds the solution by conjugate gradients, each step of which asks the meshes for
// its way, and returns the number of steps, too.
func (m *imputer) solve(right []float64) (x []float64, steps int) {
	n := len(right)
	x, residual, way, product := make([]float64, n), m.mesh.right, make([]float64, n), make([]float64, n)
	copy(residual, right)
	enough, last := solved*solved*m.dot(right, right), 1.0
	for ; steps < len(m.cells) && m.dot(residual, residual) > enough; steps++ {
		m.cycle()
		next := m.dot(residual, m.solution)
		for _, i := range m.cells {
			way[i] = m.solution[i] + next/last*way[i]
		}
		m.times(way, product)
		length := next / m.dot(way, product)
		for _, i := range m.cells {
			x[i] += length * way[i]
			residual[i] -= length * product[i]
		}
		last = next
	}
	return x, steps
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
