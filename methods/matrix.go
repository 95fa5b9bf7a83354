package methods

// A matrix holds its values row by row.
type matrix struct {
	rows, columns int
	values        []float32
}

// The transforms of F(2x2, 3x3), for pixels of two dimensions at once.
var (
	// winogradB is B^T d B: for the tile's pixels row by row, of the pixels of its
	// quarters, one after the other.
	winogradB = square([][]float32{{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}}, func(row, column int) int {
		return row/2*8 + column/2*4 + row%2*2 + column%2
	})
	// winogradA is A^T m A.
	winogradA = square([][]float32{{1, 1, 1, 0}, {0, 1, -1, -1}}, func(row, column int) int { return row*4 + column })
	// winogradG is G g G^T for g turned by 180 degrees.
	winogradG = square([][]float32{{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}}, func(row, column int) int {
		return (2-row)*3 + 2 - column
	})
)

// square is the Kronecker product of m with itself; place is where the pixel of a
// row and column stands among the columns.
func square(m [][]float32, place func(row, column int) int) matrix {
	n, columns := len(m), len(m[0])
	s := matrix{n * n, columns * columns, make([]float32, n*n*columns*columns)}
	for i := range s.rows {
		for row, a := range m[i/n] {
			for column, b := range m[i%n] {
				s.values[i*s.columns+place(row, column)] = a * b
			}
		}
	}
	return s
}
