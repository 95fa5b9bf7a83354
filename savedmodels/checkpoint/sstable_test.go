package checkpoint

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/golang/snappy"
	"github.com/google/go-cmp/cmp"
)

func TestTablePairs(t *testing.T) {
	want := [][]pair{
		{{"", []byte("head")}, {"net/conv1/biases", nil}, {"net/conv1/weights", []byte{0, 1}}},
		{{"net/conv2/biases", bytes.Repeat([]byte{7}, 300)}, {"other", []byte("x")}},
	}
	raw := buildTable(want...)
	table, err := openTable(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := table.pairs()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(texts(slices.Concat(want...)), texts(got)); diff != "" {
		t.Errorf("pairs (-want +got):\n%s", diff)
	}
	first, err := table.first()
	if err != nil || first.key != "" || string(first.value) != "head" {
		t.Errorf("first is %v, %v", first, err)
	}
}

func texts(pairs []pair) []string {
	var s []string
	for _, p := range pairs {
		s = append(s, fmt.Sprintf("%q = %x", p.key, p.value))
	}
	return s
}

func TestTableRefuses(t *testing.T) {
	whole := buildTable([]pair{{"", []byte("head")}, {"a", []byte("b")}})
	edit := func(change func([]byte)) []byte {
		raw := bytes.Clone(whole)
		change(raw)
		return raw
	}
	// The trailer of the first block is behind its two entries and the restarts.
	body := len(entry(0, "", "head")) + len(entry(0, "a", "b")) + len(oneRestart)
	for _, c := range []struct {
		name, want string
		raw        []byte
	}{
		{"empty", "truncated", nil},
		{"short", "truncated", whole[:footerSize-1]},
		{"no magic", "not a TensorFlow checkpoint", edit(func(b []byte) { b[len(b)-1]++ })},
		{"text", "not a TensorFlow checkpoint", bytes.Repeat([]byte("text "), 99)},
		{"flipped", "checksum", edit(func(b []byte) { b[1] ^= 4 })},
		{"flipped compression", "checksum", edit(func(b []byte) { b[body] = 1 })},
		{"an unknown compression", "a block is compressed by an unknown method (2)", compressedTable(2, oneRestart)},
		{"not compressed after all", "damaged: a compressed block", compressedTable(snappyBlock, []byte{8, 0, 0})},
		{"a size without end", "damaged: the size of a compressed block", compressedTable(snappyBlock, bytes.Repeat([]byte{0xff}, 9))},
		{"a size that nothing makes", "damaged: the size of a compressed block", compressedTable(snappyBlock, []byte{0xff, 0xff, 0x7f, 0, 'x'})},
		{"handle without end", "damaged", footer(bytes.Repeat([]byte{0xff}, 40))},
		{"handle outside", "damaged", footer(handleBytes(0, 0), handleBytes(1<<40, 9))},
		{"handle overflows", "damaged", footer(handleBytes(0, 0), handleBytes(3, 1<<63))},
		{"block without restarts", "damaged", tableOf(nil, []byte{1, 0})},
		{"more restarts than bytes", "damaged", tableOf(nil, []byte{0xff, 0xff, 0xff, 0xff})},
		{"varint without end", "damaged", tableOf(nil, bytes.Repeat([]byte{0xff}, 11), oneRestart)},
		{"shares more than there is", "damaged", tableOf(nil, entry(1, "x", ""), oneRestart)},
		{"key longer than the block", "damaged", tableOf(nil, []byte{0, 99, 0, 'x'}, oneRestart)},
		{"value longer than the block", "damaged", tableOf(nil, []byte{0, 1, 99, 'x'}, oneRestart)},
		{"index entry is no handle", "damaged", tableOf(nil, entry(0, "x", ""), oneRestart)},
		{"blocks overlap", "damaged", overlapping()},
		{"keys grow without bound", "damaged", growing()},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := openTable(bytes.NewReader(c.raw), int64(len(c.raw)))
			if err == nil {
				_, err = table.pairs()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one of %q", err, c.want)
			}
		})
	}
}

// TestTableSnappy reads compressed blocks, one with a copy in it, beside others.
func TestTableSnappy(t *testing.T) {
	want := []pair{{"", []byte("head")}, {"key", bytes.Repeat([]byte("again "), 50)}}
	plain := slices.Concat(entry(0, "", "head"), entry(0, "key", string(want[1].value)), oneRestart)
	body := snappy.Encode(nil, plain)
	if len(body) >= len(plain) {
		t.Fatal("nothing is compressed")
	}
	raw := compressedTable(snappyBlock, body)
	table, err := openTable(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := table.pairs()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(texts(want), texts(got)); diff != "" {
		t.Errorf("pairs (-want +got):\n%s", diff)
	}
}

// TestTableTooLarge refuses a block that would be larger than the limit.
func TestTableTooLarge(t *testing.T) {
	body := snappy.Encode(nil, slices.Concat(entry(0, "key", strings.Repeat("x", 2000)), oneRestart))
	raw := compressedTable(snappyBlock, body)
	table, err := openTable(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	table.limit = 1000
	if _, err := table.pairs(); !errors.Is(err, errDamaged) {
		t.Errorf("error %v", err)
	}
}

// TestTableFirst has no first pair where there is no block, or an empty one.
func TestTableFirst(t *testing.T) {
	for name, raw := range map[string][]byte{"no blocks": buildTable(), "an empty block": buildTable(nil)} {
		table, err := openTable(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			t.Fatal(name, err)
		}
		if _, err := table.first(); !errors.Is(err, errDamaged) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// FuzzTable looks for a panic, and for memory out of proportion.
func FuzzTable(f *testing.F) {
	for _, name := range []string{"ckpt_v1/tiny.ckpt", "ckpt_v2/tiny.ckpt.index"} {
		raw, err := os.ReadFile("../../testdata/tiny/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add(overlapping())
	f.Add(growing())
	f.Add(append(entry(0, "key", "value"), oneRestart...))
	f.Add(compressedTable(snappyBlock, snappy.Encode(nil, append(entry(0, "key", "value"), oneRestart...))))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if body, err := expand(raw, snappyBlock, 1<<20); err == nil && (len(body) > maxExpansion*len(raw) || len(body) > 1<<20) {
			t.Errorf("%d bytes from %d", len(body), len(raw))
		}
		// Checksums keep the fuzzer from most blocks: one is given as it is.
		pairs, _ := decodeBlock(raw)
		keys := 0
		for _, p := range pairs {
			keys += len(p.key)
		}
		if keys > maxSharing*len(raw) {
			t.Errorf("%d bytes of keys from %d bytes", keys, len(raw))
		}
		table, err := openTable(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			return
		}
		table.first()
		table.pairs()
	})
}
