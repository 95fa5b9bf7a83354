package jobs

import (
	"os"
	"path/filepath"
	"testing"
)

// TestAttempts: a process that ends without a word dies of what is under way, and of
// nothing else. The item is alone, behind the others, and given up after the third death.
func TestAttempts(t *testing.T) {
	shard := t.TempDir()
	open := func(alone bool) *attempts {
		t.Helper()
		a, err := openAttempts(shard, t.TempDir(), alone, map[string]bool{"done": true})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	work := func(a *attempts, lines ...attempt) {
		t.Helper()
		for _, l := range lines {
			if err := a.note(l); err != nil {
				t.Fatal(err)
			}
		}
	}
	for deaths := range mostDeaths {
		a := open(true)
		if a.deaths["x"] != deaths || a.refused("x") != nil || len(a.deaths) > 1 {
			t.Fatalf("after %d deaths: %v, %v", deaths, a.deaths, a.refused("x"))
		}
		work(a, attempt{Name: "a"}, attempt{Name: "x"}, attempt{Name: "done"}, attempt{Name: "a", Ended: true})
		a.file.Close() // and the process is killed
	}
	if a := open(false); a.deaths["x"] != mostDeaths-1 {
		t.Errorf("another process is alive, and has died: %v", a.deaths)
	} else {
		work(a, attempt{Name: "x"})
		a.file.Close()
	}
	a := open(true)
	if a.refused("x") == nil || a.refused("a") != nil {
		t.Errorf("refused: %v, %v", a.refused("x"), a.refused("a"))
	}
	work(a, attempt{Name: "y"})
	a.close()
	if a = open(true); a.refused("x") == nil || a.deaths["y"] != 0 {
		t.Errorf("after a process that ended well: %v", a.deaths)
	}
	work(a, attempt{Name: "x", Ended: true})
	a.close()
	if _, err := os.Stat(filepath.Join(shard, AttemptsFile)); !os.IsNotExist(err) {
		t.Errorf("a file without deaths is left: %v", err)
	}
}

// TestRounds: what is suspected runs alone.
func TestRounds(t *testing.T) {
	given := os.ErrInvalid
	own := []Own{{Name: "b", Deaths: 2}, {Name: "a"}, {Name: "c", Deaths: 1}, {Name: "d", Deaths: 3, Err: given}, {Name: "e"}}
	text := ""
	for _, round := range Rounds(own) {
		for _, o := range round {
			text += o.Name
		}
		text += "/"
	}
	if text != "ade/c/b/" {
		t.Errorf("the rounds are %s", text)
	}
}
