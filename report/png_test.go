package report

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var facts = []Text{
	{"Software", "tfreeze"}, {"Model", "/models/café.pb"}, {"Target", "284: 시암고양이 🐈"},
	{"Empty", ""}, {"Lines", "one\ntwo"}, {"A longer keyword", strings.Repeat("x", 70000)},
}

func TestPNGTexts(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 3, 2))
	img.Pix = []uint8{0, 1, 2, 253, 254, 255}
	raw := encode(t, img, facts)
	got, err := ReadTexts(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(facts, got); diff != "" {
		t.Error(diff)
	}
	// image/png checks the order and the CRC of every chunk.
	back, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(image.Image(img), back); diff != "" {
		t.Error(diff)
	}
	if at := bytes.Index(raw, []byte("iTXt")); at != endOfIHDR+4 {
		t.Errorf("the first text is at %d, not behind the header", at)
	}
}

// A path may hold any bytes; a text is UTF-8 without NUL.
func TestPNGTextOfOddBytes(t *testing.T) {
	raw := encode(t, image.NewGray(image.Rect(0, 0, 1, 1)), []Text{{"Input", "caf\xe9\x00.png"}})
	got, err := ReadTexts(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Text{{"Input", "caf\uFFFD\uFFFD.png"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestWritePNGRefusesKeywords(t *testing.T) {
	for _, key := range []string{"", strings.Repeat("k", 80), "a\x00b", "line\nbreak", "ключ", "\xff", " leads", "trails ", "two  spaces"} {
		var b bytes.Buffer
		if err := WritePNG(&b, image.NewGray(image.Rect(0, 0, 1, 1)), []Text{{key, "v"}}); err == nil {
			t.Errorf("keyword %q was taken", key)
		}
		if b.Len() > 0 {
			t.Errorf("keyword %q: %d bytes were written before the error", key, b.Len())
		}
	}
}

func TestReadTextsRefuses(t *testing.T) {
	whole := encode(t, image.NewGray(image.Rect(0, 0, 1, 1)), facts[:2])
	for name, raw := range map[string][]byte{
		"empty": nil, "not a PNG": []byte("GIF89a and more"), "cut inside a text": whole[:endOfIHDR+15],
		"cut inside a length": whole[:endOfIHDR+3], "cut inside a kind": whole[:endOfIHDR+6],
		"giant chunk": []byte(pngSignature + "\xff\xff\xff\xffiTXtkey and no more"),
	} {
		if texts, err := ReadTexts(bytes.NewReader(raw)); err == nil {
			t.Errorf("%s: no error, %v", name, texts)
		}
	}
}

func FuzzReadTexts(f *testing.F) {
	f.Add(encode(f, image.NewGray(image.Rect(0, 0, 1, 1)), facts[:4]))
	f.Add([]byte(pngSignature))
	f.Add([]byte(pngSignature + "\xff\xff\xff\xffiTXt01234567"))
	f.Add([]byte(pngSignature + "\x00\x00\x00\x05iTXt\x00\x00\x00\x00\x00abcd"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		texts, err := ReadTexts(bytes.NewReader(raw))
		if err != nil && texts != nil {
			t.Errorf("both texts and the error %v", err)
		}
	})
}

func encode(t testing.TB, img image.Image, texts []Text) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WritePNG(&b, img, texts); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
