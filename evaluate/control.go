package evaluate

import "math"

// The controls: maps that no network made, and the variant that freezes at random.
const (
	// RandomMap has uniform numbers.
	RandomMap = "random_map"
	// EdgeMap is abs(x - blur x), with RISE's blur.
	EdgeMap = "edges"
	// Control is the variant of both.
	Control = "control"
	// RandomMask is the variant that freezes as many nodes as mask does, drawn at random.
	RandomMask = "random_mask"
)

// Controls lists the maps.
var Controls = []string{RandomMap, EdgeMap}

// control makes the map of a control, with the input's shape.
func control(name string, s *Subject) []float32 {
	if name == EdgeMap {
		return Edges(s.Picture, s.X)
	}
	made, random := make([]float32, len(s.X)), s.random(forRandomMap)
	for i := range made {
		made[i] = random.Float32()
	}
	return made
}

// Edges is the map abs(x - blur x) of an image.
func Edges(p Picture, x []float32) []float32 {
	made := blurred(p, x, riseSide, riseDeviation)
	for i, v := range made {
		made[i] = float32(math.Abs(float64(x[i] - v)))
	}
	return made
}
