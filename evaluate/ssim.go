package evaluate

import "slices"

// The window of SSIM, and its constants: those of scikit-image.
const (
	ssimWindow = 7
	ssimK1     = 0.01
	ssimK2     = 0.03
)

// SSIM is the structural similarity of two pictures of that width: the mean over all
// windows of 7x7 pixels within them, with sample covariances, as scikit-image has it. Wang,
// Bovik, Sheikh, Simoncelli, 2004. The range of the data is that of both together. Smaller
// pictures have a smaller window, of an odd side.
func SSIM(a, b []float64, width int) float64 {
	height := len(a) / width
	window := min(ssimWindow, height-1+height%2, width-1+width%2)
	span := max(slices.Max(a), slices.Max(b)) - min(slices.Min(a), slices.Min(b))
	c1, c2 := ssimK1*span*ssimK1*span, ssimK2*span*ssimK2*span
	sums := func(f func(i int) float64) []float64 { return boxes(f, height, width, window) }
	sa, sb := sums(func(i int) float64 { return a[i] }), sums(func(i int) float64 { return b[i] })
	saa, sbb := sums(func(i int) float64 { return a[i] * a[i] }), sums(func(i int) float64 { return b[i] * b[i] })
	sab := sums(func(i int) float64 { return a[i] * b[i] })
	n := float64(window * window)
	total := 0.0
	for i := range sa {
		ma, mb := sa[i]/n, sb[i]/n
		va, vb, cov := (saa[i]-n*ma*ma)/(n-1), (sbb[i]-n*mb*mb)/(n-1), (sab[i]-n*ma*mb)/(n-1)
		total += (2*ma*mb + c1) * (2*cov + c2) / ((ma*ma + mb*mb + c1) * (va + vb + c2))
	}
	return total / float64(len(sa))
}

// boxes are the sums over all windows within a picture.
func boxes(f func(i int) float64, height, width, window int) []float64 {
	// above[r][c] is the sum of all that is above row r and left of column c.
	above := make([]float64, (height+1)*(width+1))
	for r := range height {
		row := 0.0
		for c := range width {
			row += f(r*width + c)
			above[(r+1)*(width+1)+c+1] = above[r*(width+1)+c+1] + row
		}
	}
	var all []float64
	for r := range height - window + 1 {
		for c := range width - window + 1 {
			top, bottom := r*(width+1)+c, (r+window)*(width+1)+c
			all = append(all, above[bottom+window]-above[bottom]-above[top+window]+above[top])
		}
	}
	return all
}
