package tfreeze

import (
	"cmp"

	"tfreeze/targets"
)

// Targets lists the values, and the prefixes, of ExplainOptions.Target, save plain
// indices and labels.
var Targets = targets.Forms

// Class returns the target for the class with an index, for ExplainOptions.Target.
func Class(index int) string { return targets.OfIndex(index) }

// target returns the target to record.
func target(asked string) string { return cmp.Or(asked, targets.Top) }

// A TargetError reports a target that is not possible, such as a negative index.
type TargetError = targets.Error
