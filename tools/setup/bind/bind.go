package main

import (
	"cmp"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"slices"
)

// A relocation says what the loader writes at an address.
type relocation struct {
	at     uint64
	kind   elf.R_X86_64
	symbol uint32
	addend int64
}

// relocationSize is the size of a relocation in the file.
const relocationSize = 24

// bind binds the symbols that the library defines, save those that are shared, and
// returns how many relocations it changed.
func (l *library) bind(shared func(elf.Symbol) bool) (int, error) {
	own := map[uint32]uint64{}
	for i, s := range l.symbols {
		if defines(s) && isOwn(s.Name) && !shared(s) {
			own[uint32(i+1)] = s.Value
		}
	}
	changed := 0
	for _, s := range l.file.Sections {
		if s.Type != elf.SHT_RELA || s.Flags&elf.SHF_ALLOC == 0 {
			continue
		}
		n, err := l.rewrite(s, own)
		if err != nil {
			return 0, fmt.Errorf("section %s: %w", s.Name, err)
		}
		changed += n
	}
	return changed, nil
}

// rewrite binds the relocations of a section to the addresses of own symbols.
func (l *library) rewrite(s *elf.Section, own map[uint32]uint64) (int, error) {
	raw, err := l.part(s.Offset, s.FileSize)
	if err != nil {
		return 0, err
	}
	all := decode(raw)
	if err := l.setCalls(all, own); err != nil {
		return 0, err
	}
	changed := makeRelative(all, own)
	if changed == 0 {
		return 0, nil
	}
	relative := relativeFirst(all)
	encode(raw, all)
	return changed, l.setCount(relative)
}

// makeRelative changes relocations to an address of the library itself: the loader adds
// to it where the library is.
func makeRelative(all []relocation, own map[uint32]uint64) (changed int) {
	for i, r := range all {
		value, bound := own[r.symbol]
		if bound && (r.kind == elf.R_X86_64_64 || r.kind == elf.R_X86_64_GLOB_DAT) {
			all[i] = relocation{r.at, elf.R_X86_64_RELATIVE, 0, int64(value) + r.addend}
			changed++
		}
	}
	return changed
}

// relativeFirst sorts the relative relocations to the start, as the loader wants them,
// and returns their number. The others keep their order, in which those of one symbol
// follow each other.
func relativeFirst(all []relocation) int {
	isNamed := func(r relocation) int {
		if r.kind == elf.R_X86_64_RELATIVE {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b relocation) int {
		if c := cmp.Compare(isNamed(a), isNamed(b)); c != 0 || isNamed(a) == 1 {
			return c
		}
		return cmp.Compare(a.at, b.at)
	})
	n := slices.IndexFunc(all, func(r relocation) bool { return isNamed(r) == 1 })
	if n < 0 {
		return len(all)
	}
	return n
}

// setCalls lets calls through the table of procedures go to the function at once. The
// loader adds to each entry where the library is, and looks a function up when it is
// first called by the code to which the entry pointed.
func (l *library) setCalls(all []relocation, own map[uint32]uint64) error {
	for _, r := range all {
		value, bound := own[r.symbol]
		if !bound || r.kind != elf.R_X86_64_JMP_SLOT {
			continue
		}
		entry, err := l.entry(r.at)
		if err != nil {
			return err
		}
		binary.LittleEndian.PutUint64(entry, value)
	}
	return nil
}

func decode(raw []byte) []relocation {
	all := make([]relocation, len(raw)/relocationSize)
	for i := range all {
		b := raw[i*relocationSize:]
		info := binary.LittleEndian.Uint64(b[8:])
		all[i] = relocation{binary.LittleEndian.Uint64(b), elf.R_X86_64(elf.R_TYPE64(info)), elf.R_SYM64(info), int64(binary.LittleEndian.Uint64(b[16:]))}
	}
	return all
}

func encode(raw []byte, all []relocation) {
	for i, r := range all {
		b := raw[i*relocationSize:]
		binary.LittleEndian.PutUint64(b, r.at)
		binary.LittleEndian.PutUint64(b[8:], elf.R_INFO(r.symbol, uint32(r.kind)))
		binary.LittleEndian.PutUint64(b[16:], uint64(r.addend))
	}
}
