package graphrewrite

import "fmt"

// A Folded is a node that a pass set to inference.
type Folded struct {
	// Node names a placeholder that became a constant, or a node that became an
	// Identity.
	Node string
	// Called is the name that the model's signature has for the placeholder, or else
	// its node's.
	Called string
	// Value is the constant that the placeholder became, as text; empty of an Identity.
	Value string
	// Why says what the decision is based on.
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
