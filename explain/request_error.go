package explain

// A RequestError is what is wrong with a request whatever the input: the work on
// others would end with it as well.
type RequestError struct{ Err error }

func (e RequestError) Error() string { return e.Err.Error() }
func (e RequestError) Unwrap() error { return e.Err }
