package explain

// A RequestError reports a fault of the request itself: other inputs would fail in the
// same way.
type RequestError struct{ Err error }

func (e RequestError) Error() string { return e.Err.Error() }
func (e RequestError) Unwrap() error { return e.Err }
