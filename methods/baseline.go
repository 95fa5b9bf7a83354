package methods

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"tfreeze/internal/gaussian"
	"tfreeze/internal/nearest"
	"tfreeze/methods/serving"
)

// Baseline is the reference input, or several. The map is the mean of the maps of all;
// none means zero.
var Baseline = newOption(References(nil), Choice{
	Name: "baseline", Usage: "integrated gradients, Guided IG, DeepLIFT: a `LIST` of zero, black, white, mean, blur, blur:SD, uniform:SEED and .npy files of the input's shape; the maps of several are averaged",
	Meaning: "is the reference input",
	Served:  &serving.Parameter{Broadcasts: true},
}, func(all References, _ Values) error { return all.check() })

// References are reference inputs.
type References []Reference

// A Reference is a reference input. Sturmfels, Lundberg, Lee, "Visualizing the Impact of
// Feature Attribution Baselines", 2020, compares them.
type Reference struct {
	// Name is Zero, Black, White, Mean, Blur, Uniform or Given.
	Name string
	// SD is the standard deviation of Blur, in pixels; 0 is 10.
	SD float64
	// Seed is the seed of Uniform.
	Seed uint64
	// Values are those of Given, in the input's shape.
	Values []float32
}

// These are the names of references.
const (
	// Zero is 0 everywhere.
	Zero = "zero"
	// Black and White are what the network is given for a picture of that colour.
	Black = "black"
	White = "white"
	// Mean is the mean of the input, of each channel by itself.
	Mean = "mean"
	// Blur is the input convolved with a Gaussian; what is outside mirrors what is inside.
	Blur = "blur"
	// Uniform is drawn, each element by itself, between Black and White.
	Uniform = "uniform"
	// Given is an array.
	Given = "given"
)

// ReferenceNames lists the references that need no array.
var ReferenceNames = []string{Zero, Black, White, Mean, Blur, Uniform}

// blurSD is the default of Reference.SD, that of Fong, Vedaldi, "Interpretable
// Explanations of Black Boxes by Meaningful Perturbation", 2017.
const blurSD = 10

// BaselineArray is an array as the only reference, in the shape of one input.
func BaselineArray(values []float32) References { return References{{Name: Given, Values: values}} }

// ParseReference reads a reference that needs no array: a name, blur:SD or uniform:SEED.
func ParseReference(text string) (Reference, error) {
	name, argument, has := strings.Cut(text, ":")
	r := Reference{Name: name}
	var err error
	switch {
	case !slices.Contains(ReferenceNames, name):
		return r, nearest.Unknown("baseline", text, ReferenceNames)
	case name == Uniform && !has:
		return r, fmt.Errorf("baseline %s: give a seed, as in %[1]s:0", text)
	case name == Uniform:
		r.Seed, err = strconv.ParseUint(argument, 10, 64)
	case name == Blur && has:
		r.SD, err = strconv.ParseFloat(argument, 64)
	case has:
		return r, fmt.Errorf("baseline %s: %s takes no number", text, name)
	}
	if err != nil {
		return r, fmt.Errorf("baseline %s: %q is not a number that it takes", text, argument)
	}
	return r, r.check()
}

// String is the form that ParseReference reads, or Given.
func (r Reference) String() string {
	switch {
	case r.Name == Uniform:
		return fmt.Sprintf("%s:%d", r.Name, r.Seed)
	case r.Name == Blur && r.sd() != blurSD:
		return fmt.Sprintf("%s:%v", r.Name, r.SD)
	}
	return r.Name
}

func (r Reference) sd() float64 {
	if r.SD == 0 {
		return blurSD
	}
	return r.SD
}

func (r Reference) check() error {
	switch {
	case !slices.Contains(ReferenceNames, r.Name) && r.Name != Given:
		return nearest.Unknown("baseline", r.Name, ReferenceNames)
	case !(r.SD >= 0) || math.IsInf(r.SD, 0):
		return fmt.Errorf("baseline %s: the standard deviation %v is not a positive number", r.Name, r.SD)
	}
	return nil
}

// String lists the references, separated by commas.
func (all References) String() string {
	if len(all) == 0 {
		return Zero
	}
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = r.String()
	}
	return strings.Join(names, ",")
}

// MarshalJSON writes String.
func (all References) MarshalJSON() ([]byte, error) { return json.Marshal(all.String()) }

// UnmarshalJSON reads what MarshalJSON writes. What was given has no values then.
func (all *References) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil || text == Zero {
		return err
	}
	*all = nil
	for _, one := range strings.Split(text, ",") {
		r := Reference{Name: Given}
		var err error
		if one != Given {
			r, err = ParseReference(one)
		}
		if err != nil {
			return err
		}
		*all = append(*all, r)
	}
	return nil
}

func (all References) check() error {
	for _, r := range all {
		if err := r.check(); err != nil {
			return err
		}
	}
	return nil
}

// misfit returns an error if an array does not have that many elements.
func (all References) misfit(elements int) error {
	for _, r := range all {
		if n := len(r.Values); r.Name == Given && n != elements {
			return fmt.Errorf("the baseline has %d elements, the input %d", n, elements)
		}
	}
	return nil
}

// Arrays are the baselines of all inputs, one after the other, for each reference; nil
// is zero. The inputs must pass Values.Fits.
func (all References) Arrays(in Inputs) ([][]float32, error) {
	if len(all) == 0 {
		return [][]float32{nil}, nil
	}
	arrays := make([][]float32, len(all))
	for i, r := range all {
		var err error
		if arrays[i], err = r.of(in); err != nil {
			return nil, fmt.Errorf("baseline %s: %w", r, err)
		}
	}
	return arrays, nil
}

// of is the baseline of all inputs.
func (r Reference) of(in Inputs) ([]float32, error) {
	switch r.Name {
	case Black:
		return in.flat(0)
	case White:
		return in.flat(255)
	case Mean:
		return in.means()
	case Blur:
		of, err := in.image()
		if err != nil {
			return nil, err
		}
		return of.blurred(in.X, r.sd(), gaussian.Mirror), nil
	case Uniform:
		return in.uniform(r.Seed)
	case Given:
		return in.each(r.Values), nil
	}
	return nil, nil
}

// each repeats an array for each input.
func (in Inputs) each(one []float32) []float32 { return slices.Repeat(one, len(in.X)/in.Size) }

// flat is a picture of one colour.
func (in Inputs) flat(pixel uint8) ([]float32, error) {
	if in.Flat == nil {
		return nil, fmt.Errorf("what the network is given for a pixel is unknown")
	}
	one, err := in.Flat(pixel)
	if err == nil && len(one) != in.Size {
		err = fmt.Errorf("a picture of one colour has %d elements, the input %d", len(one), in.Size)
	}
	if err != nil {
		return nil, err
	}
	return in.each(one), nil
}

// means are the means of each input's channels.
func (in Inputs) means() ([]float32, error) {
	of, err := in.image()
	if err != nil {
		return nil, err
	}
	means := make([]float32, len(in.X))
	for from := 0; from < len(in.X); from += in.Size {
		sums := make([]float64, of.channels)
		for i, x := range in.X[from : from+in.Size] {
			sums[of.channel(i)] += float64(x)
		}
		for i := range in.Size {
			means[from+i] = float32(sums[of.channel(i)] / float64(in.Size/of.channels))
		}
	}
	return means, nil
}

// uniform draws the elements of one input between black and white, the same for all.
func (in Inputs) uniform(seed uint64) ([]float32, error) {
	black, err := in.flat(0)
	if err != nil {
		return nil, err
	}
	white, err := in.flat(255)
	if err != nil {
		return nil, err
	}
	shares := make([]float32, in.Size)
	if err := in.Uniform(seed, 0, shares); err != nil {
		return nil, err
	}
	for i := range black {
		low, high := float64(black[i]), float64(white[i])
		black[i] = float32(low + float64(shares[i%in.Size])*(high-low))
	}
	return black, nil
}

// baseline is the baseline's value at the i-th element of all inputs.
func (in Inputs) baseline(i int) float64 {
	if in.Baseline == nil {
		return 0
	}
	return float64(in.Baseline[i])
}
