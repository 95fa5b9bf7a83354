package page

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"image/png"
	"math"
	"net/http"
	"slices"
	"testing"

	"tfreeze"
	"tfreeze/internal/npy"
	"tfreeze/methods"
	"tfreeze/serve"
)

// TestMap: a map is what Explain makes, within half a level; as an array it is that to the
// bit.
func TestMap(t *testing.T) {
	s := servingPage(t, tiny, Options{}, serve.Options{})
	session := photographed(t, s, picture).Session
	open, release := s.Models()[0].Hold()
	defer release()
	for _, method := range []string{"grad", "smoothgrad"} {
		for _, variant := range []tfreeze.Variant{tfreeze.Plain, tfreeze.Threshold, tfreeze.Mask} {
			o := tfreeze.ExplainOptions{Methods: []string{method}, Variants: []tfreeze.Variant{variant}, Target: tfreeze.Class(1), Options: methods.With(methods.Percentile.Is(37.5))}
			result, err := open.Explain(context.Background(), tfreeze.File(picture), o)
			if err != nil {
				t.Fatal(err)
			}
			q := []string{"method", method, "variant", string(variant), "target", "index:1", "percentile", "37.5"}
			checkPlanes(t, get(t, s, of("map", session, q...)), result)
			a, err := npy.Read(bytes.NewReader(get(t, s, of("map.npy", session, q...))))
			if err != nil || !slices.Equal(a.Data, result.Maps[0].Values) || len(a.Shape) != len(result.Maps[0].Shape) {
				t.Errorf("%s, %s: another array, %v", method, variant, err)
			}
		}
	}
}

func checkPlanes(t *testing.T, raw []byte, want *tfreeze.Result) {
	t.Helper()
	head, rest, _ := bytes.Cut(raw, []byte("\n"))
	got := read[struct {
		Height, Width int
		Scales        [2]float64
		Score         float32
		Target        int
	}](t, head)
	m, err := want.Maps[0].Image()
	if err != nil {
		t.Fatal(err)
	}
	signed, absolute, err := m.Sums()
	if err != nil {
		t.Fatal(err)
	}
	n := got.Height * got.Width
	if got.Target != 1 || got.Score != want.Score || n != len(signed) || len(rest) != 4*n || (len(head)+1)%2 != 0 {
		t.Fatalf("%s, and %d bytes for %v", head, len(rest), m.Shape)
	}
	for plane, values := range [][]float32{signed, absolute} {
		off := 0.0
		for i, v := range values {
			level := int16(binary.LittleEndian.Uint16(rest[2*(plane*n+i):]))
			off = max(off, math.Abs(float64(level)*got.Scales[plane]-float64(v)))
		}
		if most := scaleOf(values); off > 0.5001*most {
			t.Errorf("plane %d is off by %v, a level is %v", plane, off, most)
		}
	}
}

// TestFresh: what the browser has is not computed again.
func TestFresh(t *testing.T) {
	s := servingPage(t, tiny, Options{}, serve.Options{})
	session := photographed(t, s, picture).Session
	var tags []string
	for _, path := range []string{
		of("map", session, "method", "grad", "variant", "mask"), of("map", session, "method", "grad", "variant", "mask", "percentile", "3"),
		of("layers", session), of("edges", session), of("picture", session),
	} {
		tag := ask(s, "GET", path, nil).Header().Get("ETag")
		if w := ask(s, "GET", path, nil, "If-None-Match", tag); tag == "" || slices.Contains(tags, tag) || w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("%s with %s: %d", path, tag, w.Code)
		}
		tags = append(tags, tag)
	}
}

// TestCancelled: a request whose client has gone is not computed.
func TestCancelled(t *testing.T) {
	s := servingPage(t, tiny, Options{}, serve.Options{})
	session := photographed(t, s, picture).Session
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, _ := http.NewRequestWithContext(ctx, "GET", of("map", session, "method", "grad", "variant", "mask"), nil)
	w := recorded(s, r)
	if w.Code != 499 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestLayers: the table has the thresholds and the shares of Explain.
func TestLayers(t *testing.T) {
	s := servingPage(t, tiny, Options{}, serve.Options{})
	session := photographed(t, s, picture).Session
	open, release := s.Models()[0].Hold()
	defer release()
	got := read[struct {
		StepsPerPercent int
		Layers          []layerTable
	}](t, get(t, s, of("layers", session)))
	for _, p := range []float64{0, 37.5, 80, 100} {
		result, err := open.Explain(context.Background(), tfreeze.File(picture), tfreeze.ExplainOptions{Methods: []string{"grad"}, Options: methods.With(methods.Percentile.Is(p))})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range result.Layers {
			step, l := int(p*float64(got.StepsPerPercent)), got.Layers[i]
			if l.Name != want.Name || l.Nodes != want.Nodes || l.Positives != want.Positives || l.Selected[step] != want.Selected || want.Positives > 0 && l.Thresholds[step] != want.Threshold {
				t.Errorf("%v, %s: %v of %d from %v, want %+v", p, l.Name, l.Selected[step], l.Nodes, l.Thresholds[step], want)
			}
		}
	}
}

// TestPicture: the photo is what the network sees, and its control is 0 where that is flat.
func TestPicture(t *testing.T) {
	s := servingPage(t, tiny, Options{}, serve.Options{})
	info := photographed(t, s, picture)
	img, err := png.Decode(bytes.NewReader(get(t, s, of("picture", info.Session))))
	if err != nil || img.Bounds().Dx() != info.Width || img.Bounds().Dy() != info.Height {
		t.Fatalf("%v, %+v", err, info)
	}
	head, _, _ := bytes.Cut(get(t, s, of("edges", info.Session)), []byte("\n"))
	var got map[string]any
	if err := json.Unmarshal(head, &got); err != nil || got["width"] != float64(info.Width) {
		t.Errorf("%s, %v", head, err)
	}
}
