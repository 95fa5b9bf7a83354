package page

import (
	"net/http"
	"testing"

	"tfreeze/serve"
)

// TestSessions: the sessions that were used last are kept, by number and by memory.
func TestSessions(t *testing.T) {
	for _, c := range []struct {
		most   int
		memory int64
	}{{2, 1000}, {9, 25}} {
		s := newSessions(c.most, c.memory)
		var ids []string
		for range 3 {
			one := &session{bytes: 10}
			s.add(one)
			ids = append(ids, one.id)
			s.find(ids[0]) // the first is used all the time
		}
		if s.find(ids[0]) == nil || s.find(ids[1]) != nil || s.find(ids[2]) == nil || s.bytes != 20 {
			t.Errorf("most %d, memory %d: %d are kept, of %d bytes", c.most, c.memory, s.order.Len(), s.bytes)
		}
		s.end(ids[0])
		s.end(ids[0])
		if s.bytes != 10 || s.find(ids[0]) != nil {
			t.Errorf("%d bytes after one has ended", s.bytes)
		}
	}
	s := newSessions(2, 1)
	one := &session{bytes: 10}
	if s.add(one); s.find(one.id) == nil {
		t.Error("the newest is not kept")
	}
	if len(one.id) < 26 {
		t.Errorf("%q can be guessed", one.id)
	}
}

// TestEvicted: a session that is no longer kept is gone, and its photo can be sent again.
func TestEvicted(t *testing.T) {
	s := servingPage(t, tiny, Options{Sessions: 1}, serve.Options{})
	first, second := photographed(t, s, picture), photographed(t, s, picture)
	if first.Megabytes < 0 || first.Session == second.Session {
		t.Errorf("%+v, %+v", first, second)
	}
	if w := ask(s, "GET", of("predictions", first.Session), nil); w.Code != http.StatusGone {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	again := read[sessionInfo](t, get(t, s, of("predictions", second.Session)))
	if len(again.Predictions) != len(second.Predictions) || again.Predictions[0] != second.Predictions[0] {
		t.Errorf("%+v, then %+v", second, again)
	}
}
