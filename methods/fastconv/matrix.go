package fastconv

// A matrix holds its values row by row.
type matrix struct {
	rows, columns int
	values        []float32
}

// square returns the Kronecker product of m with itself, which transforms the pixels of
// two dimensions at once. place returns the column of the pixel in a row and a column.
func square(m [][]float64, place func(row, column int) int) matrix {
	n, columns := len(m), len(m[0])
	s := matrix{n * n, columns * columns, make([]float32, n*n*columns*columns)}
	for i := range s.rows {
		for row, a := range m[i/n] {
			for column, b := range m[i%n] {
				s.values[i*s.columns+place(row, column)] = float32(a * b)
			}
		}
	}
	return s
}
