package segments

// A forest holds the segments while they grow: each is a tree of pixels, whose root is
// its first pixel.
type forest struct {
	parent []int32
	// size and inner belong to roots: the number of pixels, and the cost of the dearest
	// edge that joined them.
	size  []int32
	inner []float64
}

func newForest(pixels int) *forest {
	f := &forest{make([]int32, pixels), make([]int32, pixels), make([]float64, pixels)}
	for i := range f.parent {
		f.parent[i], f.size[i] = int32(i), 1
	}
	return f
}

// root finds the segment of a pixel, and shortens the way for the next time.
func (f *forest) root(i int32) int32 {
	for f.parent[i] != i {
		f.parent[i] = f.parent[f.parent[i]]
		i = f.parent[i]
	}
	return i
}

func (f *forest) merge(a, b int32) (root int32) {
	a, b = min(a, b), max(a, b)
	f.parent[b] = a
	f.size[a] += f.size[b]
	return a
}

// join joins segments where the edge between them is no dearer than what is within them.
// tolerance is what a single pixel allows; a segment allows it over its size.
func (f *forest) join(edges []edge, tolerance float64) {
	allows := func(root int32) float64 { return f.inner[root] + tolerance/float64(f.size[root]) }
	for _, e := range edges {
		a, b := f.root(e.a), f.root(e.b)
		if a != b && e.cost < min(allows(a), allows(b)) {
			f.inner[f.merge(a, b)] = e.cost
		}
	}
}

// absorb joins segments that are too small to their neighbours.
func (f *forest) absorb(edges []edge, minSize int32) {
	for _, e := range edges {
		a, b := f.root(e.a), f.root(e.b)
		if a != b && min(f.size[a], f.size[b]) < minSize {
			f.merge(a, b)
		}
	}
}

func (f *forest) labels(height, width int) Labels {
	l := Labels{Height: height, Width: width, Of: make([]int32, len(f.parent))}
	for i := range l.Of {
		root := f.root(int32(i))
		if root == int32(i) {
			l.Of[i] = int32(l.Count)
			l.Count++
			continue
		}
		l.Of[i] = l.Of[root]
	}
	return l
}
