package jobs

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadShard: the lines of one shard alone come, the explained ones first, and an error
// ends the reading.
func TestReadShard(t *testing.T) {
	dir, s := t.TempDir(), Shard{1, 2}
	for path, text := range map[string]string{
		"shard-0-of-2/records.jsonl": `{"name":"of another"}` + "\n",
		"shard-1-of-2/records.jsonl": `{"name":"a"}` + "\n" + `{"name":"b"}` + "\n" + `{"na`,
		"shard-1-of-2/failed.jsonl":  `{"name":"c","error":"why"}` + "\n",
	} {
		path = filepath.Join(dir, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	good := func(l *Line) error { names = append(names, l.Name); return nil }
	bad := func(l *FailedLine) error { names = append(names, l.Name+" "+l.Error); return nil }
	if err := ReadShard(dir, s, good, bad); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "b", "c why"}, names); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if err := ReadShard(filepath.Join(dir, "none"), s, good, bad); err != nil {
		t.Errorf("a shard that has not begun: %v", err)
	}
	enough := errors.New("enough")
	if err := ReadShard(dir, s, func(*Line) error { return enough }, bad); !errors.Is(err, enough) {
		t.Errorf("error %v, not that of the caller", err)
	}
	if err := ReadShard(dir, s, good, func(*FailedLine) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("error %v, not that of the caller", err)
	}
}
