package inputs

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

// An Orientation says how to turn a stored picture upright, by EXIF's numbers (CIPA
// DC-008, tag 0x0112): 1 to 8, where 1 is upright.
type Orientation int

// Stored leaves a picture as it is stored.
const Stored Orientation = 1

const (
	orientationTag = 0x0112
	exifPrefix     = "Exif\x00\x00"
	// maxEXIF bounds how much EXIF data is read. A JPEG has no more, and the tag comes
	// early.
	maxEXIF = 1 << 16
)

// readOrientation finds the EXIF orientation of a JPEG, PNG or WebP. If it is missing,
// damaged or undefined, the picture stays as it is stored, as in viewers.
func readOrientation(r io.Reader, format string) Orientation {
	b := bufio.NewReader(r)
	switch format {
	case "jpeg":
		return orientationIn(jpegEXIF(b))
	case "png":
		return orientationIn(pngEXIF(b))
	case "webp":
		return orientationIn(webpEXIF(b))
	}
	return Stored
}

// jpegEXIF looks for the APP1 segment with EXIF, which precedes the picture.
func jpegEXIF(r *bufio.Reader) []byte {
	r.Discard(2)
	for {
		marker, err := jpegMarker(r)
		const startOfScan, endOfImage, app1 = 0xda, 0xd9, 0xe1
		if err != nil || marker == startOfScan || marker == endOfImage {
			return nil
		}
		if marker == 0x01 || marker >= 0xd0 && marker <= 0xd8 { // these markers have no segment
			continue
		}
		var size [2]byte
		if _, err := io.ReadFull(r, size[:]); err != nil {
			return nil
		}
		n := int(binary.BigEndian.Uint16(size[:])) - len(size)
		if marker == app1 && n > len(exifPrefix) {
			if start, _ := r.Peek(len(exifPrefix)); string(start) == exifPrefix {
				return part(r, n)
			}
		}
		if n < 0 || skip(r, n) != nil {
			return nil
		}
	}
}

// jpegMarker skips the bytes between segments, as decoders do.
func jpegMarker(r *bufio.Reader) (byte, error) {
	for {
		c, err := r.ReadByte()
		if err != nil {
			return 0, err
		}
		for c == 0xff {
			if c, err = r.ReadByte(); err != nil {
				return 0, err
			}
			if c != 0xff && c != 0 {
				return c, nil
			}
		}
	}
}

// pngEXIF looks for the chunk eXIf, which may follow the picture.
func pngEXIF(r *bufio.Reader) []byte {
	r.Discard(8)
	for {
		var head [8]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return nil
		}
		n, checksum := binary.BigEndian.Uint32(head[:]), 4
		if string(head[4:]) == "eXIf" {
			return part(r, int(min(n, maxEXIF)))
		}
		if skip(r, int(n)+checksum) != nil {
			return nil
		}
	}
}

// webpEXIF looks for the chunk EXIF of a RIFF file. Chunks have even sizes.
func webpEXIF(r *bufio.Reader) []byte {
	r.Discard(12)
	for {
		var head [8]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return nil
		}
		n := binary.LittleEndian.Uint32(head[4:])
		if string(head[:4]) == "EXIF" {
			return part(r, int(min(n, maxEXIF)))
		}
		if skip(r, int(n)+int(n%2)) != nil {
			return nil
		}
	}
}

// part reads n bytes, or fewer at the end.
func part(r io.Reader, n int) []byte {
	raw, _ := io.ReadAll(io.LimitReader(r, int64(n)))
	return raw
}

func skip(r *bufio.Reader, n int) error {
	_, err := r.Discard(n)
	return err
}

// orientationIn reads the tag in the first directory of EXIF data, a TIFF file.
func orientationIn(exif []byte) Orientation {
	tiff := bytes.TrimPrefix(exif, []byte(exifPrefix))
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(tiff, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(tiff, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return Stored
	}
	if len(tiff) < 8 {
		return Stored
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return Stored
	}
	directory := tiff[at+2:]
	const entrySize, short = 12, 3
	for range order.Uint16(tiff[at:]) {
		if len(directory) < entrySize {
			return Stored
		}
		entry := directory[:entrySize]
		directory = directory[entrySize:]
		if order.Uint16(entry) != orientationTag || order.Uint16(entry[2:]) != short {
			continue
		}
		if o := Orientation(order.Uint16(entry[8:])); o >= 1 && o <= 8 {
			return o
		}
		return Stored
	}
	return Stored
}
