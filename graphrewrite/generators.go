package graphrewrite

// A generator is an op that draws random numbers.
type generator struct {
	// seeds are the inputs that decide the numbers; without any, every run draws
	// others.
	seeds []int
	// kind is how the numbers are distributed, as far as that is of use: uniform
	// between 0 and 1, or around 0.
	kind lawKind
	// optional marks the fractional pools: their attributes may ask for the same
	// numbers at every run.
	optional bool
}

// generators is the table of every op of TensorFlow that draws random numbers. It is
// apart from ops, for the two share no op and no fact.
var generators = map[string]generator{
	"AllCandidateSampler":                 {},
	"FixedUnigramCandidateSampler":        {},
	"FractionalAvgPool":                   {optional: true},
	"FractionalMaxPool":                   {optional: true},
	"LearnedUnigramCandidateSampler":      {},
	"LogUniformCandidateSampler":          {},
	"Multinomial":                         {},
	"NonDeterministicInts":                {},
	"ParameterizedTruncatedNormal":        {},
	"RandomCrop":                          {},
	"RandomGamma":                         {},
	"RandomPoisson":                       {},
	"RandomPoissonV2":                     {},
	"RandomShuffle":                       {},
	"RandomStandardNormal":                {kind: around},
	"RandomUniform":                       {kind: uniform},
	"RandomUniformInt":                    {},
	"RiscRandomUniform":                   {kind: uniform},
	"SampleDistortedBoundingBox":          {},
	"SampleDistortedBoundingBoxV2":        {},
	"StatefulRandomBinomial":              {},
	"StatefulStandardNormal":              {kind: around},
	"StatefulStandardNormalV2":            {kind: around},
	"StatefulTruncatedNormal":             {kind: around},
	"StatefulUniform":                     {kind: uniform},
	"StatefulUniformFullInt":              {},
	"StatefulUniformInt":                  {},
	"ThreadUnsafeUnigramCandidateSampler": {},
	"TruncatedNormal":                     {kind: around},
	"UniformCandidateSampler":             {},

	"RandomIndexShuffle":                    {seeds: []int{1}},
	"StatelessMultinomial":                  {seeds: []int{2}},
	"StatelessParameterizedTruncatedNormal": {seeds: []int{1}},
	"StatelessRandomBinomial":               {seeds: []int{1}},
	"StatelessRandomGammaV2":                {seeds: []int{1}},
	"StatelessRandomGammaV3":                {seeds: []int{1, 2}},
	"StatelessRandomNormal":                 {seeds: []int{1}, kind: around},
	"StatelessRandomNormalV2":               {seeds: []int{1, 2}, kind: around},
	"StatelessRandomPoisson":                {seeds: []int{1}},
	"StatelessRandomUniform":                {seeds: []int{1}, kind: uniform},
	"StatelessRandomUniformFullInt":         {seeds: []int{1}},
	"StatelessRandomUniformFullIntV2":       {seeds: []int{1, 2}},
	"StatelessRandomUniformInt":             {seeds: []int{1}},
	"StatelessRandomUniformIntV2":           {seeds: []int{1, 2}},
	"StatelessRandomUniformV2":              {seeds: []int{1, 2}, kind: uniform},
	"StatelessSampleDistortedBoundingBox":   {seeds: []int{3}},
	"StatelessShuffle":                      {seeds: []int{1, 2}},
	"StatelessTruncatedNormal":              {seeds: []int{1}, kind: around},
	"StatelessTruncatedNormalV2":            {seeds: []int{1, 2}, kind: around},
	"XlaRngBitGenerator":                    {seeds: []int{1}},
}

// Draws reports whether an op draws random numbers.
func Draws(op string) bool {
	_, ok := generators[op]
	return ok
}
