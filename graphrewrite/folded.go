package graphrewrite

import "fmt"

// A Folded is what was set to inference.
type Folded struct {
	// Node is a placeholder that became a constant, or a node that now hands its
	// input on.
	Node string
	// Called is what the model's signature calls the placeholder, else its name.
	Called string
	// Value is what the placeholder became, as it is written; empty of another node.
	Value string
	// Why says by what it was known.
	Why string
}

// String reads "is_training = false: the dropout reads it", or "dropout is left out:
// it is random".
func (f Folded) String() string {
	if f.Value == "" {
		return fmt.Sprintf("%s is left out: %s", f.Called, f.Why)
	}
	return fmt.Sprintf("%s = %s: %s", f.Called, f.Value, f.Why)
}
