package evaluate

// gridPointing is the grid pointing game: four images of different classes, each at half
// its size, make one; the number is the share of positive attribution for the first one's
// class that lies in its cell. Chance is 0.25. Böhle, Fritz, Schiele, "Convolutional
// Dynamic Alignment Networks for Interpretable Classifications", 2021, eq. (10).
var gridPointing = Metric{
	Name: "grid_pointing", Summary: "the share of positive attribution in the cell of the class, of four images in a grid",
	Values: []Value{{"grid_pointing", Higher}},
}

// cells of a grid, on a side.
const side = 2

// cell is the rectangle of a cell: its first row and column, and those behind it.
func (p Picture) cell(at int) (top, left, bottom, right int) {
	row, column := at/side, at%side
	return row * p.Height / side, column * p.Width / side, (row + 1) * p.Height / side, (column + 1) * p.Width / side
}

// grid makes one image of four, each shrunk to a cell.
func (p Picture) grid(images [side * side][]float32) []float32 {
	made := make([]float32, len(images[0]))
	for i, x := range images {
		top, left, bottom, right := p.cell(i)
		for c := range p.Channels {
			small := p.shrink(x, c, bottom-top, right-left)
			for k, v := range small {
				made[p.At((top+k/(right-left))*p.Width+left+k%(right-left), c)] = float32(v)
			}
		}
	}
	return made
}

// shrink averages a channel over the area that each pixel of a smaller picture covers.
func (p Picture) shrink(x []float32, channel, height, width int) []float64 {
	rows, columns := shares(p.Height, height), shares(p.Width, width)
	small := make([]float64, height*width)
	for i := range small {
		for _, r := range rows[i/width] {
			for _, c := range columns[i%width] {
				small[i] += r.share * c.share * float64(x[p.At(r.at*p.Width+c.at, channel)])
			}
		}
	}
	return small
}

// A share is how much of an element of a smaller line one of the larger line is.
type share struct {
	at    int
	share float64
}

func shares(from, to int) [][]share {
	all := make([][]share, to)
	scale := float64(from) / float64(to)
	for i := range all {
		low, high := float64(i)*scale, float64(i+1)*scale
		for at := int(low); at < from && float64(at) < high; at++ {
			if s := min(high, float64(at+1)) - max(low, float64(at)); s > 0 {
				all[i] = append(all[i], share{at, s / scale})
			}
		}
	}
	return all
}

// InCell is the share of the positive values that lies in a cell; NaN if none is positive.
func (p Picture) InCell(values []float64, at int) float64 {
	top, left, bottom, right := p.cell(at)
	in, all := 0.0, 0.0
	for i, v := range values {
		if v <= 0 {
			continue
		}
		all += v
		if r, c := i/p.Width, i%p.Width; r >= top && r < bottom && c >= left && c < right {
			in += v
		}
	}
	return in / all
}
