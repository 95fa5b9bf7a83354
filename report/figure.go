package report

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"strings"

	"gonum.org/v1/plot/vg"
)

// A Figure is a table of panels with labels, as a paper has it. Its type has the same size
// whatever its width, so it goes into a page unscaled.
type Figure struct {
	// Title is above all. It may be empty.
	Title string
	// Heads are above the labels of the columns, from left to right. There may be none.
	Heads []Head
	// Columns are the labels above the columns; an empty one has no label.
	Columns []string
	Rows    []Row
	// Bar says what the colours mean. It may be nil.
	Bar *Bar
	// Width is the figure's width in millimetres. 0 takes what cells of 27 mm need, up to
	// 180, the width of a page; if there are so many columns that cells become narrower than 18 mm,
	// the figure becomes wider.
	Width float64
}

// A Head is a label above several columns, with a line below it.
type Head struct {
	Label   string
	Columns int
}

// A Row has a panel for each column. Its label stands upright at the left.
type Row struct {
	Label string
	// Above is a label above the row.
	Above string
	Cells []Panel
	// Captions stand below the cells, in a line for each of their lines. There may be none.
	Captions []string
}

const (
	cellWidth, leastCell = 27 * vg.Millimeter, 18 * vg.Millimeter
	pageWidth            = 180 * vg.Millimeter
	// stripWidth is the width of a figure of series.
	stripWidth = 130 * vg.Millimeter
	gap        = 1.2 * vg.Millimeter
	margin     = 0.5 * vg.Millimeter
	// lineHeight is the distance of lines of type, as a share of its size.
	lineHeight = 1.2
	headHeight = 1.5 * labelSize
	// tallest bounds the height of a cell of width 1.
	tallest = 3
	// most is the largest number of lines of a column's label.
	most = 3
)

// A layout holds the lengths of a figure.
type layout struct {
	width, height, cell, left, top, head vg.Length
	// bar is the width of the bar with its text.
	bar    vg.Length
	rows   []vg.Length
	labels [][]string
	title  string
}

// Image draws the figure with pixels.
func (f Figure) Image() (image.Image, error) {
	var b bytes.Buffer
	if err := f.Write(&b, "png", nil); err != nil {
		return nil, err
	}
	return png.Decode(&b)
}

// Write writes the figure in one of the Formats, with the Drawable words of its texts.
// texts describe it; only PNG has room for them.
func (f Figure) Write(w io.Writer, format string, texts []Text) error {
	if err := f.check(); err != nil {
		return err
	}
	f, err := f.drawable()
	if err != nil {
		return err
	}
	t, err := newTypefaces()
	if err != nil {
		return err
	}
	l := f.layout(t)
	return writePage(w, format, l.width, l.height, texts, func(p *page) { f.paint(p, l) })
}

func (f Figure) check() error {
	if len(f.Rows) == 0 || len(f.Columns) == 0 {
		return errors.New("a figure needs at least one row and one column")
	}
	if err := CheckWidth(f.Width); err != nil {
		return err
	}
	headed := 0
	for _, h := range f.Heads {
		headed += h.Columns
	}
	if headed > len(f.Columns) {
		return fmt.Errorf("there are heads for %d columns, not %d", headed, len(f.Columns))
	}
	for _, row := range f.Rows {
		if len(row.Cells) != len(f.Columns) {
			return fmt.Errorf("row %q has %d cells for %d columns", row.Label, len(row.Cells), len(f.Columns))
		}
		for i, c := range row.Cells {
			if pic, ok := c.(Picture); ok && (pic.Image == nil || pic.Bounds().Empty()) {
				return fmt.Errorf("row %q, column %q: the picture is empty", row.Label, f.Columns[i])
			}
		}
		if len(row.Captions) > len(row.Cells) {
			return fmt.Errorf("row %q has %d captions for %d cells", row.Label, len(row.Captions), len(row.Cells))
		}
	}
	return nil
}

// CheckWidth refuses a width that no figure can have.
func CheckWidth(millimetres float64) error {
	if millimetres != 0 && !(millimetres >= 40 && millimetres <= 2000) {
		return fmt.Errorf("a figure of %v mm: give a width of 40 to 2000", millimetres)
	}
	return nil
}

// layout measures the figure.
func (f Figure) layout(t *typefaces) layout {
	n := vg.Length(len(f.Columns))
	l := layout{left: margin, cell: cellWidth}
	for _, row := range f.Rows {
		// The height of a row is not known yet. As a label's length goes, it is a cell's width.
		lines := len(t.wrap(row.Label, labelSize, leastCell*vg.Length(min(row.aspect(), tallest)), 2))
		if lines > 0 {
			l.left = max(l.left, margin+vg.Length(lines)*lineHeight*labelSize+0.8*vg.Millimeter)
		}
	}
	around := l.left + margin + (n-1)*gap
	if f.Bar != nil {
		l.bar = f.Bar.room(t, f.roughly())
		around += l.bar
	}
	switch {
	case f.Width > 0:
		l.cell = max(1*vg.Millimeter, (vg.Length(f.Width)*vg.Millimeter-around)/n)
	case f.wide():
		l.cell = max(leastCell, (stripWidth-around)/n)
	case around+n*l.cell > pageWidth:
		l.cell = max(leastCell, (pageWidth-around)/n)
	}
	l.width = around + n*l.cell
	for _, label := range f.Columns {
		lines := t.wrap(label, labelSize, l.cell+gap/2, most)
		l.labels = append(l.labels, lines)
		l.head = max(l.head, vg.Length(len(lines))*lineHeight*labelSize)
	}
	l.top = margin
	if f.Title != "" {
		l.top += lineHeight * titleSize * 1.3
		l.title = t.fit(f.Title, titleSize, l.width-l.left-margin)
	}
	if len(f.Heads) > 0 {
		l.top += headHeight
	}
	l.height = l.top + l.head + 0.5*vg.Millimeter + margin
	for i, row := range f.Rows {
		h := l.cell * vg.Length(min(row.aspect(), tallest))
		l.rows = append(l.rows, h)
		if l.height += row.above() + h + row.below(); i > 0 {
			l.height += gap
		}
	}
	if f.Bar != nil { // its numbers are at its ends
		l.height += 0.5 * tickSize
	}
	return l
}

// roughly is the height of the rows, if cells have their usual width.
func (f Figure) roughly() (height vg.Length) {
	for _, row := range f.Rows {
		height += row.above() + cellWidth*vg.Length(min(row.aspect(), tallest)) + row.below()
	}
	return height
}

// wide reports whether all panels are broad, as those of series: they take the whole page.
func (f Figure) wide() bool {
	for _, row := range f.Rows {
		for _, c := range row.Cells {
			if _, ok := c.(Picture); ok {
				return false
			}
		}
	}
	return true
}

// aspect is the largest of a row's panels.
func (r Row) aspect() float64 {
	a := 0.0
	for _, c := range r.Cells {
		if c != nil {
			a = max(a, c.aspect())
		}
	}
	return cmp.Or(a, 1)
}

// above is the height of the label above.
func (r Row) above() vg.Length {
	if r.Above == "" {
		return 0
	}
	return lineHeight * labelSize * 1.2
}

// below is the height of the captions.
func (r Row) below() vg.Length {
	lines := 0
	for _, s := range r.Captions {
		lines = max(lines, 1+strings.Count(s, "\n"))
	}
	if lines == 0 {
		return 0
	}
	return (vg.Length(lines)*lineHeight + 0.4) * tickSize
}

// paint draws the figure from the top down.
func (f Figure) paint(p *page, l layout) {
	p.box(paper, vg.Rectangle{Max: vg.Point{X: l.width, Y: l.height}})
	y := l.height - margin
	if l.title != "" {
		p.text(l.title, titleSize, vg.Point{X: l.left, Y: y - titleSize}, 0)
	}
	y = l.height - l.top - l.head
	f.paintHeads(p, l, y+l.head+0.25*labelSize)
	for i, lines := range l.labels {
		middle := l.left + vg.Length(i)*(l.cell+gap) + l.cell/2
		for k, line := range lines {
			at := y + vg.Length(len(lines)-1-k)*lineHeight*labelSize + 0.25*labelSize
			p.text(line, labelSize, vg.Point{X: middle, Y: at}, 0.5)
		}
	}
	y -= 0.5 * vg.Millimeter
	top := y
	for i, row := range f.Rows {
		if row.Above != "" {
			p.text(p.fit(row.Above, labelSize, l.width-l.left-margin), labelSize, vg.Point{X: l.left, Y: y - labelSize}, 0)
			y -= row.above()
		}
		f.paintRow(p, l, row, y, l.rows[i])
		y -= l.rows[i] + row.below() + gap
	}
	if f.Bar != nil {
		whole := top - y - gap
		height := min(whole-1*vg.Millimeter, barHeight)
		lines := 1
		if l.bar > barSpace {
			lines = 2
		}
		f.Bar.draw(p, vg.Point{X: l.width - margin - l.bar + 2.2*vg.Millimeter, Y: top - whole/2 - height/2}, height, lines)
	}
}

// paintHeads draws the heads from their line up.
func (f Figure) paintHeads(p *page, l layout, y vg.Length) {
	x := l.left
	for _, h := range f.Heads {
		width := vg.Length(h.Columns)*(l.cell+gap) - gap
		if h.Label != "" {
			p.text(p.fit(h.Label, labelSize, width), labelSize, vg.Point{X: x + width/2, Y: y + 0.4*labelSize}, 0.5)
			p.line(ink, hairline, vg.Point{X: x, Y: y}, vg.Point{X: x + width, Y: y})
		}
		x += width + gap
	}
}

// paintRow draws a row below y.
func (f Figure) paintRow(p *page, l layout, row Row, y, height vg.Length) {
	if row.Label != "" {
		lines := p.wrap(row.Label, labelSize, height, 2)
		for k, line := range lines {
			x := l.left - 1.1*vg.Millimeter - vg.Length(len(lines)-1-k)*lineHeight*labelSize
			p.upwards(line, labelSize, vg.Point{X: x, Y: y - height/2})
		}
	}
	for i, s := range row.Captions {
		at := vg.Point{X: l.left + vg.Length(i)*(l.cell+gap) + l.cell/2, Y: y - height - 1.15*tickSize}
		for _, line := range strings.Split(s, "\n") {
			p.text(p.fit(line, tickSize, l.cell+gap/2), tickSize, at, 0.5)
			at.Y -= lineHeight * tickSize
		}
	}
	for i, c := range row.Cells {
		if c == nil {
			continue
		}
		x := l.left + vg.Length(i)*(l.cell+gap)
		c.draw(p, within(vg.Rectangle{Min: vg.Point{X: x, Y: y - height}, Max: vg.Point{X: x + l.cell, Y: y}}, c.aspect()))
	}
}

// within is the largest rectangle of an aspect in the middle of another.
func within(r vg.Rectangle, aspect float64) vg.Rectangle {
	if aspect == 0 {
		return r
	}
	size := r.Size()
	w, h := size.X, size.X*vg.Length(aspect)
	if h > size.Y {
		w, h = size.Y/vg.Length(aspect), size.Y
	}
	low := vg.Point{X: r.Min.X + (size.X-w)/2, Y: r.Min.Y + (size.Y-h)/2}
	return vg.Rectangle{Min: low, Max: low.Add(vg.Point{X: w, Y: h})}
}

// Heading is a name as it stands above a column: "integrated gradients".
func Heading(name string) string { return strings.ReplaceAll(name, "_", " ") }
