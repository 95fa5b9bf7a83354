package gallery

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"math"

	"tfreeze/report"
)

const (
	// mostBytes is what the maps of an image take at most. With its picture and texts an
	// image stays below a megabyte.
	mostBytes = 880_000
	// allBytes is what the maps of all images should take: browsers open that in a second.
	allBytes = 64 << 20
	// leastBytes is what each image may take of it, however many there are.
	leastBytes = 200_000
)

// A plane holds the values of a heatmap as bytes, 0 to Levels, compressed. In a signed one
// Levels is even, and its half is 0.
type plane struct {
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Levels int    `json:"levels"`
	Signed bool   `json:"signed,omitempty"`
	Data   string `json:"data"`
}

// fineness lists what is tried in turn until the maps fit: 8 to 5 bits a value, then half
// the width and height, and so on.
func fineness(step int) (levels, shrink int) {
	const finest, coarsest = 8, 5
	bits := finest - step%(finest-coarsest+1)
	return 1<<bits - 1, 1 << (step / (finest - coarsest + 1))
}

// pack stores the maps of an image in as many bytes as it may take, with the levels and the
// share of their width and height that this leaves. It sets the planes of the maps.
func pack(maps []Map, most int) (planes []plane, shrink, levels int, err error) {
	for step := first(maps, most); ; step++ {
		levels, shrink = fineness(step)
		planes, err = packAt(maps, levels, shrink)
		if err != nil || size(planes) <= most || smallest(planes) {
			return planes, shrink, levels, err
		}
	}
}

// gain is how much smaller than by its entropy a plane may become: zeros lie together.
const gain = 0.8

// first is the first fineness worth a try, by the entropy of all values.
func first(maps []Map, most int) (step int) {
	for ; step < 8; step++ {
		levels, shrink := fineness(step)
		bits := 0.0
		for _, m := range maps {
			bits += entropy(m.Gray, levels, shrink) + entropy(m.Signed, levels, shrink)
		}
		if gain*bits/6 <= float64(most) { // base64 has 6 bits a byte
			return step
		}
	}
	return step
}

// entropy is that of all values of a heatmap, in bits.
func entropy(h report.Heatmap, levels, shrink int) (bits float64) {
	h = shrunk(h, shrink)
	var counts [256]float64
	for _, v := range quantised(h, levels) {
		counts[v]++
	}
	for _, n := range counts {
		if n > 0 {
			bits -= n * math.Log2(n/float64(len(h.Data)))
		}
	}
	return bits
}

// share is how many bytes the maps of an image may take, of so many images.
func share(images int) int { return max(leastBytes, min(mostBytes, allBytes/max(1, images))) }

func size(planes []plane) (n int) {
	for _, p := range planes {
		n += len(p.Data)
	}
	return n
}

// smallest reports whether smaller planes would show nothing.
func smallest(planes []plane) bool {
	for _, p := range planes {
		if max(p.Width, p.Height) > 32 {
			return false
		}
	}
	return true
}

func packAt(maps []Map, levels, shrink int) ([]plane, error) {
	planes := []plane{}
	seen := map[string]int{}
	// A higher level makes frozen maps 2 % smaller, and takes seven times as long.
	w, err := flate.NewWriter(nil, 5)
	if err != nil {
		return nil, err
	}
	place := func(h report.Heatmap) (int, error) {
		if len(h.Data) == 0 {
			return -1, nil
		}
		p, err := planeOf(shrunk(h, shrink), levels, w)
		if err != nil {
			return -1, err
		}
		// The maps of both modes are often the same.
		at, had := seen[p.Data]
		if !had || planes[at].Signed != p.Signed || planes[at].Width != p.Width {
			at = len(planes)
			seen[p.Data] = at
			planes = append(planes, p)
		}
		return at, nil
	}
	for i := range maps {
		m := &maps[i]
		var err error
		if m.GrayPlane, err = place(m.Gray); err != nil {
			return nil, err
		}
		if m.SignedPlane, err = place(m.Signed); err != nil {
			return nil, err
		}
	}
	return planes, nil
}

// planeOf stores values as levels.
func planeOf(h report.Heatmap, levels int, w *flate.Writer) (plane, error) {
	p := plane{Width: h.Width, Height: h.Height, Levels: levels, Signed: h.Signed}
	if h.Signed {
		p.Levels = even(levels)
	}
	var b bytes.Buffer
	w.Reset(&b)
	if _, err := w.Write(quantised(h, levels)); err != nil {
		return p, err
	}
	err := w.Close()
	p.Data = base64.RawURLEncoding.EncodeToString(b.Bytes())
	return p, err
}

// even makes 0 a level, in the middle.
func even(levels int) int { return levels &^ 1 }

// quantised takes values to levels: of 0 to 1, or of -1 to 1 in a signed heatmap.
func quantised(h report.Heatmap, levels int) []byte {
	raw := make([]byte, len(h.Data))
	if h.Signed {
		levels = even(levels)
	}
	for i, v := range h.Data {
		t := float64(v)
		if h.Signed {
			t = (t + 1) / 2
		}
		raw[i] = byte(math.Round(min(max(t, 0), 1) * float64(levels)))
	}
	return raw
}

// shrunk divides a heatmap's width and height. Of several values the one farthest from 0
// stays.
func shrunk(h report.Heatmap, by int) report.Heatmap {
	if by == 1 {
		return h
	}
	s := report.Heatmap{Height: (h.Height + by - 1) / by, Width: (h.Width + by - 1) / by, Signed: h.Signed}
	s.Data = make([]float32, s.Height*s.Width)
	for i, v := range h.Data {
		at := &s.Data[i/h.Width/by*s.Width+i%h.Width/by]
		if math.Abs(float64(v)) > math.Abs(float64(*at)) {
			*at = v
		}
	}
	return s
}
