package report

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"strings"
)

// A Text is a fact in a PNG: a keyword and its value.
type Text struct{ Key, Value string }

const (
	pngSignature = "\x89PNG\r\n\x1a\n"
	// endOfIHDR is where the first chunk, of fixed size, ends.
	endOfIHDR = len(pngSignature) + 4 + 4 + 13 + 4
)

// WritePNG writes an image with texts, as iTXt chunks (UTF-8) behind the header.
func WritePNG(w io.Writer, img image.Image, texts []Text) error {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	raw := b.Bytes()
	var chunks bytes.Buffer
	for _, t := range texts {
		if t.Key == "" || len(t.Key) > 79 || strings.ContainsRune(t.Key, 0) {
			return errors.New("a PNG text needs a keyword of 1 to 79 characters")
		}
		// keyword, NUL, not compressed, no language, no translation, text
		writeChunk(&chunks, "iTXt", t.Key+"\x00\x00\x00\x00\x00"+t.Value)
	}
	for _, part := range [][]byte{raw[:endOfIHDR], chunks.Bytes(), raw[endOfIHDR:]} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func writeChunk(b *bytes.Buffer, kind, body string) {
	sum := crc32.ChecksumIEEE([]byte(kind + body))
	binary.Write(b, binary.BigEndian, uint32(len(body)))
	b.WriteString(kind + body)
	binary.Write(b, binary.BigEndian, sum)
}

// ReadTexts returns the texts that WritePNG wrote.
func ReadTexts(r io.Reader) ([]Text, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	rest, ok := strings.CutPrefix(string(raw), pngSignature)
	if !ok {
		return nil, errors.New("it is not a PNG image")
	}
	var texts []Text
	for len(rest) >= 12 {
		size := uint64(binary.BigEndian.Uint32([]byte(rest[:4])))
		if size > uint64(len(rest)-12) {
			return nil, errors.New("the PNG image is truncated")
		}
		kind, body := rest[4:8], rest[8:8+size]
		if key, value, ok := strings.Cut(body, "\x00\x00\x00\x00\x00"); ok && kind == "iTXt" {
			texts = append(texts, Text{key, value})
		}
		rest = rest[12+size:]
	}
	return texts, nil
}
