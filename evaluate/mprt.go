package evaluate

import "math"

// mprt is the model parameter randomisation test: how like a map is to that of the same
// network with permuted weights, from the score down, layer by layer. A map that hardly
// changes says little about what was learned. The numbers are the mean over the steps of
// the cascade, that after the uppermost layer alone, and that after all layers. Adebayo,
// Gilmer, Muelly, Goodfellow, Hardt, Kim, "Sanity Checks for Saliency Maps", 2018.
var mprt = Metric{
	Name: "mprt", Summary: "model parameter randomisation: similarity of maps after layers were permuted, from the score down",
	Values: []Value{
		{"mprt_spearman", Lower}, {"mprt_ssim", Lower},
		{"mprt_spearman_first", Lower}, {"mprt_ssim_first", Lower},
		{"mprt_spearman_all", Lower}, {"mprt_ssim_all", Lower},
	},
	Explains: true,
}

// efficientMPRT is how much more complex a map becomes when all layers are permuted: the
// rise of its histogram's entropy, relative to what that was. Hedström, Weber, Lapuschkin,
// Höhne, "Sanity Checks Revisited: An Exploration to Repair the Model Parameter
// Randomisation Test", 2024, eq. (6).
var efficientMPRT = Metric{
	Name: "efficient_mprt", Summary: "the relative rise of the map's complexity after all layers were permuted",
	Values:   []Value{{"efficient_mprt", Higher}},
	Explains: true,
}

// A cascade compares a map with those of the network while its layers are permuted.
type cascade struct {
	relevance        []float64
	width            int
	spearmans, ssims []float64
	complexity, last float64
}

func newCascade(relevance []float64, width int) *cascade {
	return &cascade{relevance: relevance, width: width, complexity: HistogramEntropy(relevance)}
}

// step adds the map of the next step.
func (c *cascade) step(relevance []float64) {
	c.spearmans = append(c.spearmans, Spearman(c.relevance, relevance))
	c.ssims = append(c.ssims, SSIM(unit(c.relevance), unit(relevance), c.width))
	c.last = HistogramEntropy(relevance)
}

func (c *cascade) mprt() []float64 {
	n := len(c.spearmans) - 1
	return []float64{mean(c.spearmans), mean(c.ssims), c.spearmans[0], c.ssims[0], c.spearmans[n], c.ssims[n]}
}

func (c *cascade) efficient() []float64 { return []float64{(c.last - c.complexity) / c.complexity} }

// unit divides values by the largest absolute one.
func unit(values []float64) []float64 {
	largest := 0.0
	for _, v := range values {
		largest = max(largest, math.Abs(v))
	}
	scaled := make([]float64, len(values))
	for i, v := range values {
		if largest > 0 {
			scaled[i] = v / largest
		}
	}
	return scaled
}

// bins of the histogram of a map.
const bins = 100

// HistogramEntropy is the entropy, in nats, of a histogram of 100 bins of equal width from
// the least value to the largest.
func HistogramEntropy(values []float64) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	if low == high {
		return 0
	}
	var counts [bins]float64
	for _, v := range values {
		counts[min(bins-1, int((v-low)/(high-low)*bins))]++
	}
	return Entropy(counts[:])
}

// steps are the numbers of layers to permute, of n from the score down: 1, all, and as many
// between them at equal distances as there are to be. 0 means every number.
func steps(layers, n int) []int {
	if n == 0 || n > layers {
		n = layers
	}
	if n == 1 {
		return []int{layers}
	}
	var all []int
	for i := range n {
		all = append(all, 1+int(math.Round(float64(i)*float64(layers-1)/float64(n-1))))
	}
	return all
}
