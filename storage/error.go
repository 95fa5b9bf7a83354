package storage

import (
	"errors"
	"io/fs"
	"strings"

	"gocloud.dev/gcerrors"
)

// An Error says what is wrong with an object or a bucket.
type Error struct {
	// URL names it, without options. Reason says what is wrong, and what to do.
	URL, Reason string
	// Everywhere reports whether it concerns more than one object.
	Everywhere bool

	kind, cause error
}

func (e *Error) Error() string { return e.URL + ": " + e.Reason }

// Unwrap returns what caused it, and fs.ErrNotExist or fs.ErrExist if it is that.
func (e *Error) Unwrap() []error { return []error{e.kind, e.cause} }

// wrap makes an Error of a driver's.
func wrap(l location, err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	e := &Error{URL: l.String(), Reason: oneLine(err.Error()), cause: err}
	switch code := gcerrors.Code(err); {
	case contains(e.Reason, noBucket):
		e.noBucket()
	case code == gcerrors.NotFound:
		e.Reason, e.kind = "there is no such object", fs.ErrNotExist
	case code == gcerrors.FailedPrecondition:
		e.Reason, e.kind = "there is such an object already", fs.ErrExist
	case contains(e.Reason, anonymous):
		e.Reason, e.Everywhere = "no credentials are found: "+hint(l.scheme)+" ("+e.Reason+")", true
	case code == gcerrors.PermissionDenied, contains(e.Reason, denied):
		e.Reason = "access is denied: check the credentials, " + hint(l.scheme) + " (" + e.Reason + ")"
	}
	return e
}

func (e *Error) noBucket() { e.Reason, e.Everywhere, e.kind = "there is no such bucket", true, nil }

// ofWrite is the error of a write: what it does not find is the bucket.
func ofWrite(err error) error {
	var e *Error
	if errors.As(err, &e) && e.kind == fs.ErrNotExist {
		e.noBucket()
	}
	return err
}

// Parts of what drivers say of a bucket that is missing, of credentials that are, and of
// those that do not do.
var (
	noBucket  = []string{"nosuchbucket", "bucket doesn't exist", "containernotfound", "the specified bucket does not exist"}
	anonymous = []string{"credential", "accountname is required", "missing region"}
	denied    = []string{"authorizationfailure", "authorizationpermissionmismatch"} // Azure's
)

func contains(text string, parts []string) bool {
	text = strings.ToLower(text)
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// hint says where a provider's credentials are looked for.
func hint(scheme string) string {
	switch scheme {
	case "s3":
		return "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, or AWS_PROFILE"
	case "gs":
		return "set GOOGLE_APPLICATION_CREDENTIALS, or run gcloud auth application-default login"
	case "azblob":
		return "set AZURE_STORAGE_ACCOUNT, and AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN"
	}
	return "see the driver of " + scheme
}

// oneLine makes one line of an error, which some drivers write as a page.
func oneLine(text string) string {
	const longest = 400
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "..."
	}
	return text
}
