package report

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

func heatmap(height, width int, v float32) Heatmap {
	return Heatmap{Height: height, Width: width, Data: slices.Repeat([]float32{v}, height*width)}
}

func figure(h Heatmap) Figure {
	p := Picture{h.Image()}
	return Figure{
		Title: "cat", Columns: []string{"", "grad", "smooth guided backprop"},
		Rows: []Row{{Label: "plain", Cells: []Panel{p, p, p}}, {Label: "mask", Cells: []Panel{nil, p, p}}},
	}
}

func written(t *testing.T, f Figure, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, format, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func drawn(t *testing.T, f Figure) image.Image {
	t.Helper()
	img, err := f.Image()
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// measured is the layout of a figure, and the rectangle of each cell in pixels.
func measured(t *testing.T, f Figure) (l layout, cells [][]image.Rectangle) {
	t.Helper()
	types, err := newTypefaces()
	if err != nil {
		t.Fatal(err)
	}
	l = f.layout(types)
	p := &page{height: l.height}
	y := l.height - l.top - l.head - 0.5*vg.Millimeter
	for i := range f.Rows {
		var row []image.Rectangle
		for k := range f.Columns {
			at := vg.Point{X: l.left + vg.Length(k)*(l.cell+gap), Y: y - l.rows[i]}
			row = append(row, p.pixels(vg.Rectangle{Min: at, Max: at.Add(vg.Point{X: l.cell, Y: l.rows[i]})}))
		}
		cells, y = append(cells, row), y-l.rows[i]-gap
	}
	return l, cells
}

// TestFigureLayout: cells are filled, empty ones are white, and labels and title stand
// where they belong, and nowhere else.
func TestFigureLayout(t *testing.T) {
	f := figure(heatmap(6, 6, 0))
	img := drawn(t, f)
	l, cells := measured(t, f)
	if got, want := img.Bounds().Dx(), int(l.width.Dots(pngDPI)); got < want || got > want+1 {
		t.Errorf("it is %d pixels wide, want %d", got, want)
	}
	for i, row := range cells {
		for k, r := range row {
			want := r.Dx() * r.Dy()
			if f.Rows[i].Cells[k] == nil {
				want = 0
			}
			if n := dark(img, r); n != want {
				t.Errorf("row %d, column %d: %d dark pixels, want %d of %v", i, k, n, want, r)
			}
			label := image.Rect(r.Min.X, cells[0][k].Min.Y-int(l.head.Dots(pngDPI))-4, r.Max.X, cells[0][k].Min.Y)
			if n := dark(img, label); (n > 100) != (f.Columns[k] != "") {
				t.Errorf("column %d: %d dark pixels of a label %q", k, n, f.Columns[k])
			}
		}
		left := image.Rect(0, row[0].Min.Y, row[0].Min.X, row[0].Max.Y)
		if n := dark(img, left); n < 100 {
			t.Errorf("row %d: %d dark pixels of its label", i, n)
		}
	}
	if n := dark(img, image.Rect(cells[0][0].Min.X, 0, img.Bounds().Dx(), int(l.top.Dots(pngDPI)))); n < 50 {
		t.Errorf("%d dark pixels of the title", n)
	}
}

// TestFigureWidth: type keeps its size, and cells get what is left.
func TestFigureWidth(t *testing.T) {
	many := Figure{Columns: slices.Repeat([]string{"grad"}, 7), Rows: []Row{{Label: "", Cells: slices.Repeat([]Panel{Picture{heatmap(2, 2, 0).Image()}}, 7)}}}
	crowd := Figure{Columns: slices.Repeat([]string{"grad"}, 20), Rows: []Row{{Label: "", Cells: slices.Repeat([]Panel{Picture{heatmap(2, 2, 0).Image()}}, 20)}}}
	for _, c := range []struct {
		f           Figure
		width, wide float64
		cell        vg.Length
	}{
		{figure(heatmap(2, 2, 0)), 0, 88.5, cellWidth},
		{figure(heatmap(2, 2, 0)), 85, 85, 25.8 * vg.Millimeter},
		{many, 0, 180, 24.5 * vg.Millimeter},
		{crowd, 0, 383.8, leastCell},
	} {
		c.f.Width = c.width
		l, _ := measured(t, c.f)
		if got := float64(l.width / vg.Millimeter); got < c.wide-0.5 || got > c.wide+0.5 {
			t.Errorf("%d columns, width %v: %.1f mm, want %v", len(c.f.Columns), c.width, got, c.wide)
		}
		if d := l.cell - c.cell; d < -0.3*vg.Millimeter || d > 0.3*vg.Millimeter {
			t.Errorf("%d columns, width %v: cells of %.1f mm, want %.1f", len(c.f.Columns), c.width, l.cell/vg.Millimeter, c.cell/vg.Millimeter)
		}
	}
}

// TestHeads: a head stands above its columns, over a line as long as they are.
func TestHeads(t *testing.T) {
	f := figure(heatmap(6, 6, 0))
	f.Heads = []Head{{Columns: 1}, {Label: "frozen", Columns: 2}}
	img := drawn(t, f)
	l, cells := measured(t, f)
	first, last := cells[0][1], cells[0][2]
	bottom := first.Min.Y - int(l.head.Dots(pngDPI))
	if n := dark(img, image.Rect(0, bottom-int(headHeight.Dots(pngDPI)), first.Min.X-2, bottom)); n > 0 {
		t.Errorf("%d dark pixels where no head is", n)
	}
	longest := 0
	for y := bottom - int(headHeight.Dots(pngDPI)); y < bottom; y++ {
		longest = max(longest, dark(img, image.Rect(first.Min.X, y, last.Max.X, y+1)))
	}
	if want := last.Max.X - first.Min.X; longest < want-2 {
		t.Errorf("the line is %d pixels long, want %d", longest, want)
	}
	f.Heads[0].Columns = 2
	if _, err := f.Image(); err == nil || err.Error() != "there are heads for 4 columns, not 3" {
		t.Errorf("heads of too many columns: error %v", err)
	}
}

// TestBarBesideOneRow: its text takes two lines where it is longer than the row.
func TestBarBesideOneRow(t *testing.T) {
	h := heatmap(6, 6, 0)
	f := figure(h)
	f.Bar = viewNamed(t, "heat").Bar(h)
	two, _ := measured(t, f)
	f.Rows = f.Rows[:1]
	one, _ := measured(t, f)
	if two.bar != barSpace || one.bar <= barSpace {
		t.Errorf("the bar takes %v beside two rows and %v beside one", two.bar, one.bar)
	}
}

// TestFigureKeepsPoints: one pixel of 1024x1024 is a third of a pixel of its cell, and is
// still seen.
func TestFigureKeepsPoints(t *testing.T) {
	for at := range 8 {
		h := heatmap(1024, 1024, 0)
		h.Data[(512+at)*1024+512+at] = 1
		f := Figure{Columns: []string{"grad"}, Rows: []Row{{Label: "plain", Cells: []Panel{Picture{h.Image()}}}}}
		img := drawn(t, f)
		_, cells := measured(t, f)
		if onlyBlack(img, cells[0][0]) {
			t.Errorf("the pixel at %d is lost", 512+at)
		}
	}
}

// TestFigureFits: long labels neither run into each other nor out of the figure.
func TestFigureFits(t *testing.T) {
	f := figure(heatmap(30, 20, 0))
	f.Title = strings.Repeat("long title ", 200)
	f.Columns[1], f.Columns[2], f.Rows[0].Label = strings.Repeat("m", 200), strings.Repeat("n", 200), strings.Repeat("w", 200)
	img := drawn(t, f)
	_, cells := measured(t, f)
	between := image.Rect(cells[0][1].Max.X+4, cells[0][1].Min.Y-30, cells[0][2].Min.X-4, cells[0][1].Min.Y)
	if n := dark(img, between); n > 0 {
		t.Errorf("labels meet: %d dark pixels in %v", n, between)
	}
	bounds := img.Bounds()
	if n := dark(img, image.Rect(bounds.Max.X-4, 0, bounds.Max.X, bounds.Max.Y)); n > 0 {
		t.Errorf("%d dark pixels at the right edge", n)
	}
	if n := dark(img, image.Rect(0, cells[0][0].Max.Y, cells[0][0].Min.X-8, cells[1][0].Min.Y)); n > 0 {
		t.Errorf("the row's label is longer than the row: %d dark pixels below", n)
	}
}

func TestFigureRefuses(t *testing.T) {
	p := Picture{heatmap(2, 2, 0).Image()}
	for _, c := range []struct {
		f    Figure
		want string
	}{
		{Figure{}, "a figure needs at least one row and one column"},
		{Figure{Columns: []string{"grad"}}, "a figure needs at least one row and one column"},
		{Figure{Columns: []string{"grad", "elrp"}, Rows: []Row{{Label: "mask", Cells: []Panel{p}}}}, `row "mask" has 1 cells for 2 columns`},
		{Figure{Columns: []string{"grad"}, Rows: []Row{{Label: "mask", Cells: []Panel{Picture{}}}}}, `row "mask", column "grad": the picture is empty`},
		{Figure{Columns: []string{"grad"}, Rows: []Row{{Label: "mask", Cells: []Panel{p}, Captions: []string{"a", "b"}}}}, `row "mask" has 2 captions for 1 cells`},
		{Figure{Columns: []string{"grad"}, Rows: []Row{{Label: "mask", Cells: []Panel{p}}}, Width: 3}, "a figure of 3 mm: give a width of 40 to 2000"},
	} {
		if err := c.f.Write(&bytes.Buffer{}, "png", nil); fmt.Sprint(err) != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	if err := figure(heatmap(2, 2, 0)).Write(&bytes.Buffer{}, "eps", nil); fmt.Sprint(err) != `there is no format of figures "eps"; there are png, svg, pdf` {
		t.Error(err)
	}
}

func TestFit(t *testing.T) {
	types, err := newTypefaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		label string
		width vg.Length
		want  string
	}{
		{"grad", 30, "grad"}, {"guided backprop", 40, "guided b…"}, {"guided backprop", 33, "guided…"}, {"grad", 2, ""}, {"", 10, ""},
	} {
		if got := types.fit(c.label, 8, c.width); got != c.want {
			t.Errorf("%q in %v points: %q, want %q", c.label, c.width, got, c.want)
		}
	}
	if got := types.wrap("smooth guided backprop", 8, 60, 2); !slices.Equal(got, []string{"smooth guided", "backprop"}) {
		t.Errorf("%q", got)
	}
}

// upper is a picture whose upper half is black and whose lower half is white.
func upper() Picture {
	h := heatmap(8, 8, 1)
	copy(h.Data, make([]float32, 32))
	return Picture{h.Image()}
}

// TestSVG: the file is XML, its type is text, and its picture is a PNG with the upper half
// above.
func TestSVG(t *testing.T) {
	f := Figure{Title: "a < b & Σκύλος", Columns: []string{"grad"}, Rows: []Row{{Label: "plain", Cells: []Panel{upper()}}}}
	d := xml.NewDecoder(bytes.NewReader(written(t, f, "svg")))
	var texts []string
	pictures := 0
	for {
		token, err := d.Token()
		if token == nil {
			if err.Error() != "EOF" {
				t.Fatal(err)
			}
			break
		}
		switch e := token.(type) {
		case xml.CharData:
			if s := strings.TrimSpace(string(e)); s != "" {
				texts = append(texts, s)
			}
		case xml.StartElement:
			for _, a := range e.Attr {
				if e.Name.Local != "image" || a.Name.Local != "href" {
					continue
				}
				raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(a.Value, "data:image/png;base64,"))
				if err != nil {
					t.Fatal(err)
				}
				img, err := png.Decode(bytes.NewReader(raw))
				if err != nil {
					t.Fatal(err)
				}
				pictures++
				if b := img.Bounds(); b.Dx() != coarse || !black(img, image.Rect(0, 0, b.Dx(), b.Dy()/2)) || dark(img, image.Rect(0, b.Dy()/2, b.Dx(), b.Dy())) > 0 {
					t.Errorf("the picture of %v is not black above and white below", b)
				}
			}
		}
	}
	if want := []string{"a < b & Σκύλος", "grad", "plain"}; pictures != 1 || !slices.Equal(texts, want) {
		t.Errorf("%d pictures and the texts %q, want 1 and %q", pictures, texts, want)
	}
}

// TestPDF: the file begins and ends as a PDF, is as large as the figure, and embeds its
// font. Where there is poppler, it looks as the PNG does.
func TestPDF(t *testing.T) {
	f := Figure{Title: "café, Σκύλος", Columns: []string{"grad"}, Rows: []Row{{Label: "plain", Cells: []Panel{upper()}}}}
	raw := written(t, f, "pdf")
	l, cells := measured(t, f)
	box := fmt.Sprintf("/MediaBox [0 0 %.2f %.2f]", l.width.Points(), l.height.Points())
	if !bytes.HasPrefix(raw, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(raw), []byte("%%EOF")) || !bytes.Contains(raw, []byte(box)) || !bytes.Contains(raw, []byte("/FontFile2")) {
		t.Errorf("it is no PDF of size %s with a font: %.40q ...", box, raw)
	}
	poppler, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Log("there is no poppler to render it")
		return
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f.pdf"), raw, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(poppler, "-r", fmt.Sprint(pngDPI), "-png", "-singlefile", filepath.Join(dir, "f.pdf"), filepath.Join(dir, "f")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	file, err := os.Open(filepath.Join(dir, "f.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	want := drawn(t, f)
	title := image.Rect(0, 0, want.Bounds().Dx(), int(l.top.Dots(pngDPI)))
	if a, b := dark(got, title), dark(want, title); a < b*9/10 || a > b*11/10 {
		t.Errorf("the title has %d dark pixels, as a PNG %d", a, b)
	}
	r := cells[0][0]
	above, below := image.Rect(r.Min.X+2, r.Min.Y+2, r.Max.X-2, r.Min.Y+r.Dy()/2-2), image.Rect(r.Min.X+2, r.Min.Y+r.Dy()/2+2, r.Max.X-2, r.Max.Y-2)
	if !black(got, above) || dark(got, below) > 0 {
		t.Error("the picture is not black above and white below")
	}
}

// TestBar: its colours go from the low end, below, to the high end, above.
func TestBar(t *testing.T) {
	f := figure(heatmap(6, 6, 1))
	v := viewNamed(t, "heat")
	h, err := v.Draw(Map{Shape: [3]int{1, 2, 1}, Data: []float32{0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	f.Bar = v.Bar(h)
	img := drawn(t, f)
	l, cells := measured(t, f)
	x := int((l.width - margin - barSpace + 2.2*vg.Millimeter + barWidth/2).Dots(pngDPI))
	middle := (cells[0][0].Min.Y + cells[1][0].Max.Y) / 2
	half := int((barHeight / 2).Dots(pngDPI)) - 6
	low, high := lightness(rgba(img.At(x, middle+half))), lightness(rgba(img.At(x, middle-half)))
	if low > 5 || high < 90 {
		t.Errorf("inferno's lightness is %.1f below and %.1f above", low, high)
	}
}

func rgba(c color.Color) color.RGBA { return color.RGBAModel.Convert(c).(color.RGBA) }

func onlyBlack(img image.Image, in image.Rectangle) bool {
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for x := in.Min.X; x < in.Max.X; x++ {
			if rgba(img.At(x, y)) != (color.RGBA{0, 0, 0, 255}) {
				return false
			}
		}
	}
	return true
}

func black(img image.Image, in image.Rectangle) bool { return dark(img, in) == in.Dx()*in.Dy() }

// dark counts the pixels that are black, or nearly.
func dark(img image.Image, in image.Rectangle) (n int) {
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for x := in.Min.X; x < in.Max.X; x++ {
			if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 128 {
				n++
			}
		}
	}
	return n
}
