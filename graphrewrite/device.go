package graphrewrite

import "regexp"

// everywhere is the device that each machine has, without the job it runs in.
var everywhere = regexp.MustCompile(`(?i)^/(device:)?cpu:[0*]$`)

// ClearDevices takes from all nodes, those of functions too, the devices of the
// machine that the graph was made on, such as /device:GPU:0 and /job:worker: a
// session that lacks one of them refuses the graph. TensorFlow places what asks for
// none.
func (g *Graph) ClearDevices() {
	for _, n := range g.nodes {
		n.Device = placeable(n.Device)
	}
	for _, f := range g.Library.GetFunction() {
		for _, nd := range f.GetNodeDef() {
			nd.Device = placeable(nd.GetDevice())
		}
	}
}

func placeable(device string) string {
	if everywhere.MatchString(device) {
		return device
	}
	return ""
}
