package serve

import (
	"fmt"
	"slices"

	"tfreeze/methods"
)

// counted are the options that say how often the network runs, by what limits them.
func (l Limits) counted() map[*methods.Choice]int {
	return map[*methods.Choice]int{
		methods.Steps.Choice: l.Steps, methods.GuidedSteps.Choice: l.Steps,
		methods.Samples.Choice: l.Samples, methods.Draws.Choice: l.Samples, methods.Orders.Choice: l.Samples,
	}
}

// allow refuses a number of runs beyond the limit. methods.Auto takes as many as it does
// at most.
func (l Limits) allow(o *methods.Choice, value any) error {
	most, ok := l.counted()[o]
	n, whole := value.(int)
	if !ok || !whole {
		return nil
	}
	if o == methods.Steps.Choice && n == methods.Auto {
		n = slices.Max(methods.AutoSteps)
	}
	if n > most {
		return fmt.Errorf("%v is beyond this server's limit of %d", o.Word(value), most)
	}
	return nil
}
