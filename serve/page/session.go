package page

import (
	"container/list"
	"crypto/rand"
	"errors"
	"net/http"
	"sync"

	"tfreeze"
	"tfreeze/serve"
)

// A session is a photo with the network's run there.
type session struct {
	id    string
	model *serve.Model
	// open is the model that ran. If it was reloaded since, the session has ended.
	open *tfreeze.Model
	at   *tfreeze.At
	// result has the predictions, and the picture that the network sees.
	result *tfreeze.Result
	bytes  int64
}

// sessions keeps the sessions that were used last.
type sessions struct {
	mu     sync.Mutex
	most   int
	memory int64
	// order has the session that was used last in front.
	order *list.List
	byID  map[string]*list.Element
	bytes int64
}

func newSessions(most int, memory int64) *sessions {
	return &sessions{most: max(1, most), memory: memory, order: list.New(), byID: map[string]*list.Element{}}
}

// add keeps a session under a new id, and drops the oldest ones.
func (s *sessions) add(one *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one.id = rand.Text()
	s.byID[one.id] = s.order.PushFront(one)
	s.bytes += one.bytes
	for s.order.Len() > 1 && (s.order.Len() > s.most || s.bytes > s.memory) {
		s.drop(s.order.Back())
	}
}

func (s *sessions) drop(e *list.Element) {
	one := s.order.Remove(e).(*session)
	delete(s.byID, one.id)
	s.bytes -= one.bytes
}

// find returns a session, nil if it is not kept, and notes that it was used.
func (s *sessions) find(id string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.byID[id]
	if e == nil {
		return nil
	}
	s.order.MoveToFront(e)
	return e.Value.(*session)
}

// end drops a session, if it is kept.
func (s *sessions) end(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.byID[id]; e != nil {
		s.drop(e)
	}
}

// errGone asks the page to send its photo again.
var errGone = &serve.Error{Status: http.StatusGone, Field: "session", Err: errors.New("the photo is no longer kept: send it again")}

// inSession finds the request's session, and holds its model.
func (h *handler) inSession(f func(http.ResponseWriter, *http.Request, *session) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		s := h.sessions.find(r.FormValue("session"))
		if s == nil {
			return errGone
		}
		open, release := s.model.Hold()
		defer release()
		if open != s.open {
			h.sessions.end(s.id)
			return errGone
		}
		return f(w, r, s)
	}
}
