package main

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"os"
)

// A library is a shared library for x86-64 in memory.
type library struct {
	raw  []byte
	file *elf.File
	// symbols are the dynamic symbols. Relocations number them from 1 on.
	symbols []elf.Symbol
}

func read(path string) (*library, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f, err := elf.NewFile(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	if f.Class != elf.ELFCLASS64 || f.Machine != elf.EM_X86_64 || f.Type != elf.ET_DYN {
		return nil, errors.New("it is not a shared library for x86-64")
	}
	symbols, err := f.DynamicSymbols()
	return &library{raw, f, symbols}, err
}

var errTruncated = errors.New("the file is truncated")

// part returns bytes of the file.
func (l *library) part(offset, size uint64) ([]byte, error) {
	if n := uint64(len(l.raw)); offset > n || size > n-offset {
		return nil, errTruncated
	}
	return l.raw[offset : offset+size], nil
}

// entry returns the eight bytes of the file that are loaded at an address.
func (l *library) entry(address uint64) ([]byte, error) {
	for _, p := range l.file.Progs {
		if p.Type == elf.PT_LOAD && address >= p.Vaddr && address-p.Vaddr < p.Filesz {
			return l.part(p.Off+address-p.Vaddr, 8)
		}
	}
	return nil, errTruncated
}

// setCount sets how many relative relocations are at the start of the relocations. The
// dynamic section says it; a library without such an entry has no need for it.
func (l *library) setCount(n int) error {
	d := l.file.SectionByType(elf.SHT_DYNAMIC)
	if d == nil {
		return nil
	}
	entries, err := l.part(d.Offset, d.FileSize)
	for ; len(entries) >= 16; entries = entries[16:] {
		if elf.DynTag(binary.LittleEndian.Uint64(entries)) == elf.DT_RELACOUNT {
			binary.LittleEndian.PutUint64(entries[8:], uint64(n))
		}
	}
	return err
}
