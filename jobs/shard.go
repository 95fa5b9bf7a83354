package jobs

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tfreeze/inputs"
	"tfreeze/results"
	"tfreeze/storage"
)

// A Shard is a part of a job: number I of N, from 0.
type Shard struct{ I, N int }

// String is "3/8", as ParseShard reads it.
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.I, s.N) }

// Dir is the name of the shard's directory.
func (s Shard) Dir() string { return fmt.Sprintf("shard-%d-of-%d", s.I, s.N) }

// Dirs lists the directories of shards in a directory, of any division.
func Dirs(dir string) (all []string) {
	entries, _ := os.ReadDir(dir) // without it there are none
	for _, e := range entries {
		var s Shard
		if n, _ := fmt.Sscanf(e.Name(), "shard-%d-of-%d", &s.I, &s.N); n == 2 && e.IsDir() && e.Name() == s.Dir() {
			all = append(all, filepath.Join(dir, e.Name()))
		}
	}
	return all
}

// ParseShard reads "3/8", the fourth of eight shards.
func ParseShard(text string) (Shard, error) {
	left, right, ok := strings.Cut(text, "/")
	i, err := strconv.Atoi(left)
	n, err2 := strconv.Atoi(right)
	if !ok || err != nil || err2 != nil {
		return Shard{}, fmt.Errorf("shard %q: give I/N, as in 0/8 for the first of eight", text)
	}
	s := Shard{i, n}
	return s, s.check()
}

func (s Shard) check() error {
	if s.N < 1 || s.I < 0 || s.I >= s.N {
		return fmt.Errorf("shard %v: of %d shards, the numbers are 0 to %d", s, s.N, s.N-1)
	}
	return nil
}

// identity is a hash of an item's path, as it was given, and of its target. Options of a
// URL are no part of it.
func identity(item inputs.Item) [sha256.Size]byte {
	return sha256.Sum256([]byte(filepath.ToSlash(filepath.Clean(storage.Name(item.Path))) + "\x00" + item.Target))
}

// Of reports whether an item belongs to the shard: if the first eight bytes of the SHA-256
// of its path, a zero byte and its target, as a number with the highest byte first, leave
// the remainder I when divided by N. That depends on no other item.
func (s Shard) Of(item inputs.Item) bool {
	h := identity(item)
	return binary.BigEndian.Uint64(h[:])%uint64(s.N) == uint64(s.I)
}

// longest is the largest number of bytes of a file's name that Name keeps. With what is
// added, it stays below the 255 that file systems allow.
const longest = 120

// Name names what is written for an item, after its file and its identity.
func Name(item inputs.Item) string {
	h := identity(item)
	stem := filepath.Base(filepath.Clean(storage.Name(item.Path)))
	stem = strings.TrimLeft(strings.TrimSuffix(stem, filepath.Ext(stem)), ".")
	stem = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:`, r) {
			return '_'
		}
		return r
	}, stem)
	if len(stem) > longest {
		stem = strings.ToValidUTF8(stem[:longest], "")
	}
	return stem + "-" + hex.EncodeToString(h[:8])
}

const mapsDir, tmpDir = "maps", "tmp"

// shardEntries are those of a shard's directory.
func shardEntries() []string {
	return []string{RecordsFile, FailedFile, AttemptsFile, SummaryFile, results.CSVFile, mapsDir, tmpDir}
}

// folder is the directory within maps, one of 256, of what has that name: the first byte
// of its hash. The last bits are the same in all of a shard, if N is a power of two.
func folder(name string) string {
	hash := name[strings.LastIndex(name, "-")+1:]
	return filepath.Join(mapsDir, hash[:2])
}
