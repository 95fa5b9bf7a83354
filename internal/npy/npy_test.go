package npy

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/sbinet/npyio/npy"
)

func TestRoundTrip(t *testing.T) {
	for _, shape := range [][]int{{}, {1}, {7}, {2, 3}, {2, 3, 4}, {5, 1, 2, 2}, {0, 3}} {
		t.Run(fmt.Sprint(shape), func(t *testing.T) {
			n := 1
			for _, d := range shape {
				n *= d
			}
			data := make([]float32, n)
			for i := range data {
				data[i] = float32(math.Pow(-1.5, float64(i)))
			}
			var b bytes.Buffer
			if err := Write(&b, shape, data); err != nil {
				t.Fatal(err)
			}
			// A reader may return fewer bytes than were asked for.
			got, err := Read(iotest.OneByteReader(bytes.NewReader(b.Bytes())))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(shape, got.Shape) + cmp.Diff(data, got.Data); diff != "" {
				t.Error(diff)
			}
			if start := b.Len() - 4*n; start%64 != 0 {
				t.Errorf("the data starts at %d, not at a multiple of 64", start)
			}
		})
	}
}

// Another implementation reads what Write writes.
func TestReadByNpyio(t *testing.T) {
	want := []float32{1, -2, 3.5, 0, 1e-30, 6}
	var b bytes.Buffer
	if err := Write(&b, []int{2, 3}, want); err != nil {
		t.Fatal(err)
	}
	r, err := npy.NewReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float32, len(want))
	if err := r.Read(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got) + cmp.Diff([]int{2, 3}, r.Header.Descr.Shape); diff != "" {
		t.Error(diff)
	}
}

func TestElements(t *testing.T) {
	for descr, values := range map[string]any{
		"<f4": []float32{-1.5, 2}, "<f8": []float64{-1.5, 2},
		"|i1": []int8{-3, 2}, "<i2": []int16{-300, 2}, "<i4": []int32{-70000, 2}, "<i8": []int64{-70000, 2},
		"|u1": []uint8{200, 2}, "<u2": []uint16{60000, 2}, "<u4": []uint32{70000, 2}, "<u8": []uint64{70000, 2},
	} {
		t.Run(descr, func(t *testing.T) {
			var raw bytes.Buffer
			if err := binary.Write(&raw, binary.LittleEndian, values); err != nil {
				t.Fatal(err)
			}
			got, err := Read(strings.NewReader(withoutData(1, descr, "False", "(2,)") + raw.String()))
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(got.Data) != fmt.Sprint(values) {
				t.Errorf("got %v, want %v", got.Data, values)
			}
		})
	}
}

var hostile = []struct{ name, file, want string }{
	{"empty", "", "it is not a .npy array"},
	{"not npy", "PK\x03\x04 and more than ten bytes", "it is not a .npy array"},
	{"no header", "\x93NUMPY\x01\x00\x10\x00", "truncated"},
	{"half a length", "\x93NUMPY\x02\x00\x10\x00\x00", "truncated"},
	{"header of 4 GiB", "\x93NUMPY\x02\x00\xff\xff\xff\xff{}", "the header of the .npy array is damaged"},
	{"no dictionary", "\x93NUMPY\x01\x00\x03\x00{}\n", "the header of the .npy array is damaged"},
	{"unknown version", withoutData(9, "<f4", "False", "(1,)") + "1234", "version 9"},
	{"neither order", withoutData(1, "<f4", "Maybe", "(1,)") + "1234", "the header of the .npy array is damaged"},
	{"complex", withoutData(1, "<c8", "False", "(1,)") + "12345678", `the .npy array holds complex numbers ("<c8"): save it as float32`},
	{"object", withoutData(1, "|O", "False", "(1,)") + "\x80\x04", `the .npy array holds Python objects ("|O"): save it as float32`},
	{"text", withoutData(1, "<U3", "False", "(1,)") + "123456789012", `the .npy array holds texts ("<U3"): save it as float32`},
	{"dates", withoutData(1, "<M8[D]", "False", "(1,)") + "12345678", `the .npy array holds dates ("<M8[D]"): save it as float32`},
	{"long floats", withoutData(1, "<f16", "False", "(1,)") + "1234567890123456", `the .npy array holds floats of another length ("<f16"): save it as float32`},
	{"another type", withoutData(1, "<q9", "False", "(1,)") + "1234", `the .npy array has elements of type "<q9": save it as float32`},
	{"structured", strings.Replace(withoutData(1, "x", "False", "(1,)"), "'x'", "[('a', '<f4')]", 1) + "1234", "the .npy array is structured"},
	{"beyond float32", withoutData(1, "<f8", "False", "(1,)") + "\x00\x00\x00\x00\x00\x00\xe0\x7f", "too large for float32: element 0"},
	{"short", withoutData(1, "<f4", "False", "(2,)") + "1234", "needs 8 bytes"},
	{"long", withoutData(1, "<f4", "False", "(2,)") + "123456789", "needs 8 bytes"},
	{"negative", withoutData(1, "<f4", "False", "(-1, -4)") + "1234567890123456", "the shape [-1 -4] of the .npy array is damaged"},
	{"not a number", withoutData(1, "<f4", "False", "(1, x)") + "1234", "the shape of the .npy array is damaged"},
	{"giant, no data", withoutData(1, "<f4", "False", "(1073741824,)"), "needs 4294967296 bytes"},
	{"beyond the bound", withoutData(1, "<f4", "False", "(1073741825,)"), "too large"},
	{"65 dimensions", withoutData(1, "<f4", "False", "("+strings.Repeat("1,", 65)+")") + "1234", "has 65 dimensions"},
	{"overflow to 0", withoutData(1, "<f4", "False", "(4294967296, 4294967296)"), "too large"},
}

func TestReadRefuses(t *testing.T) {
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Read(strings.NewReader(c.file)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestReadAllocatesLittle(t *testing.T) {
	file := withoutData(1, "<f4", "False", "(1073741824,)")
	size := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Read(strings.NewReader(file))
		}
	}).AllocedBytesPerOp()
	if size > 1<<16 {
		t.Errorf("a header without data allocates %d bytes", size)
	}
}

func TestWriteRefuses(t *testing.T) {
	for _, shape := range [][]int{{2}, {}, {-1, -3}, {3, 0}, {1 << 32, 1 << 32, 3}} {
		if err := Write(io.Discard, shape, make([]float32, 3)); err == nil {
			t.Errorf("three elements were written as shape %v", shape)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range hostile {
		f.Add([]byte(c.file))
	}
	f.Add([]byte(withoutData(1, "<f4", "False", "()") + "1234"))
	f.Add([]byte(withoutData(1, ">i2", "True", "(1, 2)") + "1234"))
	f.Add([]byte(withoutData(3, "|u1", "False", "(2, 2L)") + "1234"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := Read(bytes.NewReader(raw))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := Write(&b, a.Shape, a.Data); err != nil {
			t.Fatalf("shape %v was read and cannot be written: %v", a.Shape, err)
		}
	})
}

// withoutData returns a file up to its data.
func withoutData(version byte, descr, fortran, shape string) string {
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n", descr, fortran, shape)
	length := []byte{byte(len(header)), byte(len(header) >> 8), 0, 0}
	if version == 1 {
		length = length[:2]
	}
	return magic + string(version) + "\x00" + string(length) + header
}

// TestHalf: every float16 becomes float32 and the same float16 again; numbers between two
// go to the nearer one, or the even one.
func TestHalf(t *testing.T) {
	for bits := range 1 << 16 {
		v := half(uint16(bits))
		if got := halfOf(float64(v)); got != uint16(bits) && v == v {
			t.Fatalf("%#04x is %v, which is %#04x", bits, v, got)
		}
	}
	for v, want := range map[float64]uint16{
		2049: 0x6800, 2051: 0x6802, 65519: 0x7bff, 65520: 0x7c00, -1e9: 0xfc00, 0x1p-25: 0, 0x1.8p-25: 1, 0x1.ff8p-15: 0x3ff, 0x1.ffcp-15: 0x400, math.NaN(): 0x7e00,
	} {
		if got := halfOf(v); got != want {
			t.Errorf("%v is %#04x, want %#04x", v, got, want)
		}
	}
}

// TestWriteHalf: what is read, times the scale, is within 2^-11 of what was written.
func TestWriteHalf(t *testing.T) {
	data := []float32{3e-9, -1e-12, 0, 7.77e-10, -2.9999e-9, 4e-17}
	var b bytes.Buffer
	scale := HalfScale(data)
	if err := WriteHalf(&b, []int{2, 3}, data, scale); err != nil {
		t.Fatal(err)
	}
	got, err := Read(&b)
	if err != nil || got.Type != "float16" || len(got.Data) != len(data) {
		t.Fatalf("%+v, error %v", got, err)
	}
	for i, v := range got.Data {
		if d := math.Abs(float64(v)*scale - float64(data[i])); d > math.Abs(float64(data[i]))/2048 {
			t.Errorf("element %d is %v, want %v", i, float64(v)*scale, data[i])
		}
	}
	if s := HalfScale(make([]float32, 3)); s != 1 {
		t.Errorf("zeros are divided by %v", s)
	}
}
