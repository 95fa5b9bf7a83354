package inputs

import (
	"bufio"
	"encoding/binary"
	"io"
)

// animated reports whether a GIF has a second frame, or a PNG the chunk acTL of an
// animation. An animated WebP is refused when its header is read.
func animated(r io.Reader, format string) bool {
	b := bufio.NewReader(r)
	switch format {
	case "gif":
		return gifFrames(b) > 1
	case "png":
		return pngAnimated(b)
	}
	return false
}

// webpFlags is the offset of the flags of an extended WebP.
const webpFlags = 20

// animatedWebP reports whether a file begins like an animated WebP.
func animatedWebP(start []byte) bool {
	const animation = 1 << 1
	return len(start) > webpFlags && string(start[:4]) == "RIFF" && string(start[8:16]) == "WEBPVP8X" && start[webpFlags]&animation != 0
}

// pngAnimated looks for acTL, which comes before the picture.
func pngAnimated(r *bufio.Reader) bool {
	r.Discard(8)
	for {
		var head [8]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return false
		}
		switch string(head[4:]) {
		case "acTL":
			return true
		case "IDAT":
			return false
		}
		const checksum = 4
		if skip(r, int(binary.BigEndian.Uint32(head[:]))+checksum) != nil {
			return false
		}
	}
}

// gifFrames counts a GIF's frames, up to two.
func gifFrames(r *bufio.Reader) (frames int) {
	var screen [13]byte
	if _, err := io.ReadFull(r, screen[:]); err != nil || skip(r, colourTable(screen[10])) != nil {
		return 0
	}
	for frames < 2 {
		block, err := r.ReadByte()
		if err != nil {
			return frames
		}
		const frame, extension = 0x2c, 0x21
		switch block {
		case frame:
			frames++
			var head [9]byte
			if _, err = io.ReadFull(r, head[:]); err == nil {
				const codeSize = 1
				err = skip(r, colourTable(head[8])+codeSize)
			}
		case extension:
			const label = 1
			err = skip(r, label)
		default:
			return frames
		}
		if err != nil || skipBlocks(r) != nil {
			return frames
		}
	}
	return frames
}

// colourTable returns the size in bytes of the colour table that the flags announce.
func colourTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// skipBlocks skips blocks, each of which begins with its size, up to an empty one.
func skipBlocks(r *bufio.Reader) error {
	for {
		n, err := r.ReadByte()
		if err != nil || n == 0 {
			return err
		}
		if err := skip(r, int(n)); err != nil {
			return err
		}
	}
}
