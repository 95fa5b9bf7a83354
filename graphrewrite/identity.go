package graphrewrite

import "slices"

// identities lists the ops that give their one input, and pass its gradient on.
var identities = []string{
	"CheckNumerics", "CheckNumericsV2", "Copy", "CopyHost", "DebugIdentity", "DebugIdentityV2", "DebugIdentityV3", "DeepCopy", "EnsureShape",
	"GuaranteeConst", "Identity", "RefIdentity", "Snapshot", "XlaSharding",
}

// gradientStops lists the ops that give their input and pass no gradient on.
var gradientStops = []string{"PreventGradient", "StopGradient"}

// Identities lists the ops that give their one input, and pass its gradient on.
func Identities() []string { return slices.Clone(identities) }

// GivesInput reports whether an op gives its one input, whatever its gradient is.
func GivesInput(op string) bool {
	return slices.Contains(identities, op) || slices.Contains(gradientStops, op)
}

// handsOn reports whether a node gives what it reads, gradient and all.
func (n *Node) handsOn() bool { return n.Op == "IdentityN" || slices.Contains(identities, n.Op) }
