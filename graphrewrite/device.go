package graphrewrite

import "regexp"

// everywhere matches the device that every machine has, named without a job.
var everywhere = regexp.MustCompile(`(?i)^/(device:)?cpu:[0*]$`)

// ClearDevices removes the devices of the machine that the graph was made on, such as
// /device:GPU:0 and /job:worker, from all nodes, in functions too. A session refuses a
// graph that asks for a device which it lacks; without one, TensorFlow chooses.
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
