package serve

import (
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

// contentType is the media type of a request's body, without its parameters.
func contentType(r *http.Request) string {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return kind
}

// readForm reads a form: its files are inputs, and its fields parameters.
func (s *Server) readForm(r *http.Request, c *call) (*v1Request, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, wrongly("Content-Type", err)
	}
	request := &v1Request{Parameters: parameters{}}
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			return request, nil
		}
		if err != nil {
			return nil, formError(err)
		}
		if err := s.readPart(part, c, request); err != nil {
			return nil, err
		}
	}
}

// readPart reads a part of a form.
func (s *Server) readPart(part *multipart.Part, c *call, request *v1Request) error {
	content, err := io.ReadAll(part)
	if err != nil {
		return formError(err)
	}
	if part.FileName() == "" {
		request.field(part.FormName(), string(content))
		return nil
	}
	some, err := s.content(part.FormName(), content)
	c.inputs = append(c.inputs, some...)
	return err
}

// readFile takes the body as the only input, and the query as parameters.
func (s *Server) readFile(r *http.Request, c *call) (*v1Request, error) {
	content, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	request := &v1Request{Parameters: parameters{}}
	for name, values := range r.URL.Query() {
		request.field(name, values[0])
	}
	c.inputs, err = s.content("the body", content)
	return request, err
}

// field sets a parameter of a form or a query.
func (request *v1Request) field(name, value string) {
	switch name {
	case "outputs":
		request.Outputs = strings.Split(value, ",")
	case "signature_name":
		request.Signature = value
	default:
		request.Parameters[name] = value
	}
}

// formError tells a body that is too large from a form that is cut.
func formError(err error) error {
	if e := answerOf(err); e.Status != http.StatusBadRequest {
		return e
	}
	return wrong("the body", "the form is damaged: %w", err)
}
