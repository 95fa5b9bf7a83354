package checkpoint

import "io"

// CopyVariables copies float variables to a V2 checkpoint at the prefix. It holds none of
// them in memory.
func (c *Checkpoint) CopyVariables(prefix string, names []string) error {
	b, err := newBundle(prefix)
	if err != nil {
		return err
	}
	defer b.data.Close()
	if err := c.Values(names, func(v Variable, values io.Reader) error { return b.add(v, values) }); err != nil {
		return err
	}
	return b.close()
}
