package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// An Error is an answer to a client that gets no explanation.
type Error struct {
	// Status is that of HTTP.
	Status int
	// Field is the part of the request that is wrong, such as inputs[0].shape. It is empty
	// if the fault is elsewhere.
	Field string
	// RetryAfter is the number of seconds after which to try again; 0 if that is unknown.
	RetryAfter int
	Err        error
}

func (e *Error) Error() string {
	if e.Field == "" {
		return e.Err.Error()
	}
	return e.Field + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// wrong says which field of a request is wrong.
func wrong(field, format string, args ...any) *Error {
	return &Error{Status: http.StatusBadRequest, Field: field, Err: fmt.Errorf(format, args...)}
}

// wrongly puts a fault into a field. An error that has a field or a status keeps it.
func wrongly(field string, err error) error {
	if e := (*Error)(nil); err == nil || errors.As(err, &e) || isEnd(err) {
		return err
	}
	return wrong(field, "%w", err)
}

// notFound says what does not exist.
func notFound(format string, args ...any) *Error {
	return &Error{Status: http.StatusNotFound, Err: fmt.Errorf(format, args...)}
}

// isEnd reports whether an error says that a context has ended.
func isEnd(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// answerOf is the answer that an error becomes. What has no status is the request's
// fault: the models were opened, and their files are not read again.
func answerOf(err error) *Error {
	var e *Error
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &e):
		return e
	case errors.As(err, &tooLarge):
		return &Error{Status: http.StatusRequestEntityTooLarge, Err: fmt.Errorf("the body is larger than %d bytes", tooLarge.Limit)}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Status: http.StatusGatewayTimeout, Err: errors.New("the time for the request is up")}
	case errors.Is(err, context.Canceled):
		return &Error{Status: statusClientGone, Err: errors.New("the request was cancelled")}
	}
	return &Error{Status: http.StatusBadRequest, Err: err}
}

// statusClientGone is what logs and metrics say of a client that did not wait; nobody
// reads the answer.
const statusClientGone = 499

// WriteError answers with an error, as {"error": "..."}.
func WriteError(w http.ResponseWriter, err error) {
	e := answerOf(err)
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(e.RetryAfter))
	}
	if e.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	writeJSON(w, e.Status, map[string]string{"error": e.Error()})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	raw, err := json.Marshal(body)
	if err != nil {
		status, raw = http.StatusInternalServerError, []byte(`{"error":"the answer has a number that JSON lacks"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(raw)+1))
	w.WriteHeader(status)
	w.Write(append(raw, '\n'))
}
