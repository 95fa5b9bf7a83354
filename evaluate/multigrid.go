package evaluate

// A mesh is a symmetric matrix over the pixels of a picture, each linked to its eight
// neighbours, with coarser meshes of half the height and width. A cycle through them nearly
// solves an equation: each mesh settles what changes from pixel to pixel, and leaves to the
// coarser ones what changes slowly. Briggs, Henson, McCormick, "A Multigrid Tutorial", 2000.
type mesh struct {
	height, width int
	// stride is the distance of rows: around the picture is a border of one pixel, which
	// has no links.
	stride int
	// cells have a diagonal; all others are known. parents are the pixels of the coarser mesh that
	// they are in.
	cells, parents []int32
	// inverse is that of the diagonal: a division takes longer than all else.
	diagonal, inverse []float64
	// links are weights to the pixels at each of ahead: elements of the matrix, times -1.
	links [][4]float64
	ahead [4]int
	// solution and right are those of the equation that a cycle solves.
	solution, right []float64
	coarser         *mesh // nil below a single pixel
}

// newMesh makes one without links.
func newMesh(height, width int) *mesh {
	g := &mesh{height: height, width: width, stride: width + 2}
	n := (height + 2) * g.stride
	g.diagonal, g.inverse, g.solution, g.right = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	g.links = make([][4]float64, n)
	for k := range g.ahead {
		g.ahead[k] = neighbours[k].rows*g.stride + neighbours[k].columns
	}
	return g
}

// at is the element of a pixel.
func (g *mesh) at(row, column int) int { return (row+1)*g.stride + column + 1 }

// collect lists the cells, and makes the coarser meshes.
func (g *mesh) collect() {
	for row := range g.height {
		for column := range g.width {
			if i := g.at(row, column); g.diagonal[i] > 0 {
				g.cells = append(g.cells, int32(i))
				g.inverse[i] = 1 / g.diagonal[i]
			}
		}
	}
	if g.height > 1 || g.width > 1 {
		g.coarsen()
	}
}

// coarsen makes one pixel of 2x2: the sum of the equations of those which all have the same
// number.
func (g *mesh) coarsen() {
	c := newMesh((g.height+1)/2, (g.width+1)/2)
	parent := make([]int32, len(g.diagonal))
	for _, i := range g.cells {
		parent[i] = int32(c.at((int(i)/g.stride-1)/2, (int(i)%g.stride-1)/2))
		g.parents = append(g.parents, parent[i])
	}
	for n, i := range g.cells {
		at := int(g.parents[n])
		c.diagonal[at] += g.diagonal[i]
		for k, weight := range g.links[i] {
			if to := int(parent[int(i)+g.ahead[k]]); weight != 0 && to == at {
				c.diagonal[at] -= 2 * weight
			} else if weight != 0 {
				c.link(at, to, weight)
			}
		}
	}
	g.coarser = c
	c.collect()
}

// link adds a weight between two neighbours.
func (g *mesh) link(a, b int, weight float64) {
	for k, apart := range g.ahead {
		switch b - a {
		case apart:
			g.links[a][k] += weight
		case -apart:
			g.links[b][k] += weight
		}
	}
}

// times multiplies the matrix with a vector.
func (g *mesh) times(v, into []float64) {
	for _, n := range g.cells {
		i := int(n)
		into[i] = g.diagonal[i]*v[i] - g.before(v, i) - g.behind(v, i)
	}
}

// behind sums what an element's neighbours behind it weigh, and before those before it.
func (g *mesh) behind(v []float64, i int) float64 {
	l := &g.links[i]
	return l[1]*v[i+g.stride-1] + l[2]*v[i+g.stride] + l[3]*v[i+g.stride+1] + l[0]*v[i+1]
}

func (g *mesh) before(v []float64, i int) float64 {
	up := i - g.stride
	return g.links[up+1][1]*v[up+1] + g.links[up][2]*v[up] + g.links[up-1][3]*v[up-1] + g.links[i-1][0]*v[i-1]
}

// overshoot scales what a coarser mesh says: steps in place of slopes cost twice as much,
// so it says too little. Braess, "Towards Algebraic Multigrid for Elliptic Problems of
// Second Order", 1995.
const overshoot = 1.8

// cycle solves matrix * solution = right nearly. As a map from right to solution it is
// linear and symmetric.
func (g *mesh) cycle() {
	x, right := g.solution, g.right
	for _, i := range g.cells {
		x[i] = 0
	}
	for _, n := range g.cells {
		i := int(n)
		x[i] = (right[i] + g.before(x, i)) * g.inverse[i]
	}
	if c := g.coarser; c != nil {
		for _, i := range c.cells {
			c.right[i] = 0
		}
		for n, i := range g.cells {
			c.right[g.parents[n]] += g.behind(x, int(i))
		}
		c.cycle()
		for n, i := range g.cells {
			x[i] += overshoot * c.solution[g.parents[n]]
		}
	}
	for n := len(g.cells) - 1; n >= 0; n-- {
		i := int(g.cells[n])
		x[i] = (right[i] + g.before(x, i) + g.behind(x, i)) * g.inverse[i]
	}
}

// dot multiplies two vectors.
func (g *mesh) dot(a, b []float64) float64 {
	sum := 0.0
	for _, i := range g.cells {
		sum += a[i] * b[i]
	}
	return sum
}
