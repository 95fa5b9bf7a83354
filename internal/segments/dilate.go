package segments

import "math"

// resize takes for each pixel of another size the label of the nearest one.
func (l Labels) resize(height, width int) Labels {
	r := Labels{height, width, l.Count, make([]int32, height*width)}
	nearest := func(i, from, to int) int {
		at := float64(from)/float64(to)*(float64(i)+0.5) - 0.5
		return int(math.Floor(at + 0.5))
	}
	for y := range height {
		row := l.Of[nearest(y, l.Height, height)*l.Width:]
		for x := range width {
			r.Of[y*width+x] = row[nearest(x, l.Width, width)]
		}
	}
	return r
}

// dilated lists, for each label, the pixels within a radius of one that has it, in
// increasing order.
func (l Labels) dilated(radius int) [][]int32 {
	pixels := make([][]int32, l.Count)
	for i, label := range l.Of {
		pixels[label] = append(pixels[label], int32(i))
	}
	// The mark of a pixel is one more than the last label that reached it.
	marks := make([]int32, len(l.Of))
	for label := range pixels {
		pixels[label] = l.grown(pixels[label], radius, marks, int32(label)+1)
	}
	return pixels
}

// grown adds what is within a radius of some pixels. marks are those of labels before.
func (l Labels) grown(pixels []int32, radius int, marks []int32, mark int32) []int32 {
	top, bottom := l.Height, -1
	for _, p := range pixels {
		y, x := int(p)/l.Width, int(p)%l.Width
		reach := radius
		if l.isInside(y, x) {
			reach = 0
		}
		for dy := -reach; dy <= reach; dy++ {
			if y+dy < 0 || y+dy >= l.Height {
				continue
			}
			top, bottom = min(top, y+dy), max(bottom, y+dy)
			half := int(math.Sqrt(float64(reach*reach - dy*dy)))
			for c := max(0, x-half); c <= min(l.Width-1, x+half); c++ {
				marks[(y+dy)*l.Width+c] = mark
			}
		}
	}
	var grown []int32
	for i := top * l.Width; i < (bottom+1)*l.Width; i++ {
		if marks[i] == mark {
			grown = append(grown, int32(i))
		}
	}
	return grown
}

// isInside reports whether the four neighbours of a pixel have its label. One of them is
// nearer to any other pixel, so that this one reaches nothing that they do not.
func (l Labels) isInside(y, x int) bool {
	label := l.Of[y*l.Width+x]
	same := func(y, x int) bool {
		return y < 0 || x < 0 || y >= l.Height || x >= l.Width || l.Of[y*l.Width+x] == label
	}
	return same(y-1, x) && same(y+1, x) && same(y, x-1) && same(y, x+1)
}
