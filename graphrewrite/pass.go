package graphrewrite

// A Pass rewrites a graph in place. Errors carry its name.
type Pass struct {
	Name string
	Run  func(*Graph) error
}

// Run applies the passes in order, and checks the graph before the first and after each.
// After an error, which carries the name of the pass, the graph must not be used.
func Run(g *Graph, passes ...Pass) error {
	if err := g.Check(); err != nil {
		return inPass("check", err)
	}
	for _, p := range passes {
		if err := p.Run(g); err != nil {
			return inPass(p.Name, err)
		}
		if err := g.Check(); err != nil {
			return inPass("check after "+p.Name, err)
		}
	}
	return nil
}

func inPass(pass string, err error) error {
	// An error that wraps an Error has included its text already.
	if e, ok := err.(*Error); ok && e.Pass == "" {
		e.Pass = pass
		return err
	}
	return &Error{Pass: pass, Err: err}
}
