package graphrewrite

// A generator is an op that draws random numbers.
type generator struct {
	// seeds are the inputs that decide the numbers; without any, every run draws
	// others.
	seeds []int
	// kind is how the numbers are distributed, where that is of use: uniform between 0
	// and 1, or symmetric about 0.
	kind distributionKind
	// shaped marks the ops whose first input is the shape of what they draw.
	shaped bool
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
	"NonDeterministicInts":                {shaped: true},
	"ParameterizedTruncatedNormal":        {shaped: true},
	"RandomCrop":                          {},
	"RandomGamma":                         {},
	"RandomPoisson":                       {},
	"RandomPoissonV2":                     {},
	"RandomShuffle":                       {},
	"RandomStandardNormal":                {shaped: true, kind: symmetric},
	"RandomUniform":                       {shaped: true, kind: uniform},
	"RandomUniformInt":                    {shaped: true},
	"RiscRandomUniform":                   {shaped: true, kind: uniform},
	"SampleDistortedBoundingBox":          {},
	"SampleDistortedBoundingBoxV2":        {},
	"StatefulRandomBinomial":              {},
	"StatefulStandardNormal":              {kind: symmetric},
	"StatefulStandardNormalV2":            {kind: symmetric},
	"StatefulTruncatedNormal":             {kind: symmetric},
	"StatefulUniform":                     {kind: uniform},
	"StatefulUniformFullInt":              {},
	"StatefulUniformInt":                  {},
	"ThreadUnsafeUnigramCandidateSampler": {},
	"TruncatedNormal":                     {shaped: true, kind: symmetric},
	"UniformCandidateSampler":             {},

	"RandomIndexShuffle":                    {seeds: []int{1}},
	"StatelessMultinomial":                  {seeds: []int{2}},
	"StatelessParameterizedTruncatedNormal": {shaped: true, seeds: []int{1}},
	"StatelessRandomBinomial":               {shaped: true, seeds: []int{1}},
	"StatelessRandomGammaV2":                {shaped: true, seeds: []int{1}},
	"StatelessRandomGammaV3":                {shaped: true, seeds: []int{1, 2}},
	"StatelessRandomNormal":                 {shaped: true, seeds: []int{1}, kind: symmetric},
	"StatelessRandomNormalV2":               {shaped: true, seeds: []int{1, 2}, kind: symmetric},
	"StatelessRandomPoisson":                {shaped: true, seeds: []int{1}},
	"StatelessRandomUniform":                {shaped: true, seeds: []int{1}, kind: uniform},
	"StatelessRandomUniformFullInt":         {shaped: true, seeds: []int{1}},
	"StatelessRandomUniformFullIntV2":       {shaped: true, seeds: []int{1, 2}},
	"StatelessRandomUniformInt":             {shaped: true, seeds: []int{1}},
	"StatelessRandomUniformIntV2":           {shaped: true, seeds: []int{1, 2}},
	"StatelessRandomUniformV2":              {shaped: true, seeds: []int{1, 2}, kind: uniform},
	"StatelessSampleDistortedBoundingBox":   {seeds: []int{3}},
	"StatelessShuffle":                      {seeds: []int{1, 2}},
	"StatelessTruncatedNormal":              {shaped: true, seeds: []int{1}, kind: symmetric},
	"StatelessTruncatedNormalV2":            {shaped: true, seeds: []int{1, 2}, kind: symmetric},
	"XlaRngBitGenerator":                    {seeds: []int{1}},
}

// Draws reports whether an op draws random numbers.
func Draws(op string) bool {
	_, ok := generators[op]
	return ok
}
