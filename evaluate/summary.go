package evaluate

import (
	"cmp"
	"encoding/csv"
	"io"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"

	"tfreeze/internal/files"
	"tfreeze/methods"
)

// SummaryFile and TableFile are the names of the summary's files.
const (
	SummaryFile = "summary.csv"
	TableFile   = "summary.md"
)

// A Line sums up the rows of a method, a variant, a percentile and a metric.
type Line struct {
	Key // without an image
	// N is the number of images with a number, and Mean that of them.
	N    int
	Mean Interval
	// Pairs is the number of images for which the plain map has a number, too, and
	// Difference the mean of this one less the plain one, image by image. Wins is the share
	// of them in which this map is the better one; ties count as half. Pairs is 0 for plain
	// maps and for controls.
	Pairs      int
	Difference Interval
	Wins       float64
}

// An Interval is a mean, and the bounds between which 95 % of the means of bootstrap
// samples lie.
type Interval struct{ Mean, Low, High float64 }

// resamples is the number of bootstrap samples.
const resamples = 2000

// bootstrap draws samples of the same size with replacement. It draws the same for the
// same number of values. Of none, all are NaN.
func bootstrap(values []float64) Interval {
	if len(values) == 0 {
		return Interval{math.NaN(), math.NaN(), math.NaN()}
	}
	random := rand.New(rand.NewPCG(uint64(len(values)), 0))
	means := make([]float64, resamples)
	for i := range means {
		for range values {
			means[i] += values[random.IntN(len(values))]
		}
		means[i] /= float64(len(values))
	}
	slices.Sort(means)
	return Interval{mean(values), quantile(means, 0.025), quantile(means, 0.975)}
}

// quantile is that of sorted values, with linear interpolation.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (at-float64(low))*(sorted[high]-sorted[low])
}

// Lines sums rows up, in the order of Metrics, methods, variants and percentiles.
func Lines(rows []Row) []Line {
	values, order := map[Key]map[string]float64{}, []Key{}
	for _, r := range rows {
		k := r.Key
		k.Image = ""
		if values[k] == nil {
			values[k] = map[string]float64{}
			order = append(order, k)
		}
		if isNumber(r.Value) {
			values[k][r.Image] = r.Value
		}
	}
	slices.SortStableFunc(order, func(a, b Key) int {
		return cmp.Or(cmp.Compare(rank(a.Metric), rank(b.Metric)), cmp.Compare(methodRank(a.Method), methodRank(b.Method)),
			cmp.Compare(variantRank(a.Variant), variantRank(b.Variant)), cmp.Compare(a.Percentile, b.Percentile))
	})
	lines := make([]Line, len(order))
	for i, k := range order {
		plain := Key{Method: k.Method, Variant: "plain", Percentile: none, Metric: k.Metric}
		lines[i] = line(k, values[k], values[plain])
	}
	return lines
}

func line(k Key, of, plain map[string]float64) Line {
	l := Line{Key: k, N: len(of)}
	l.Mean = bootstrap(ordered(of))
	if k.Variant == "plain" || k.Variant == Control {
		return l
	}
	differences := map[string]float64{}
	for image, v := range of {
		if p, ok := plain[image]; ok {
			differences[image] = v - p
			l.Wins += wins(k.Metric, v, p)
		}
	}
	l.Pairs = len(differences)
	l.Wins /= float64(l.Pairs)
	l.Difference = bootstrap(ordered(differences))
	return l
}

// ordered lists values by the names of the images, so that sums round alike.
func ordered(of map[string]float64) []float64 {
	names := make([]string, 0, len(of))
	for n := range of {
		names = append(names, n)
	}
	slices.Sort(names)
	all := make([]float64, len(names))
	for i, n := range names {
		all[i] = of[n]
	}
	return all
}

// wins is 1 if a number is better than the plain map's, 0.5 if they are equal, else 0.
func wins(metric string, v, plain float64) float64 {
	better := betterOf(metric)
	if better == Lower {
		v, plain = -v, -plain
	}
	switch {
	case v > plain:
		return 1
	case v == plain:
		return 0.5
	}
	return 0
}

func betterOf(value string) Better {
	for _, m := range Metrics {
		for _, v := range m.Values {
			if v.Name == value {
				return v.Better
			}
		}
	}
	return Higher
}

// rank is the place of a value in Metrics.
func rank(value string) int {
	n := 0
	for _, m := range Metrics {
		for _, v := range m.Values {
			if v.Name == value {
				return n
			}
			n++
		}
	}
	return n
}

// methodRank is the place of a method among all, and then that of a control.
func methodRank(name string) int {
	if i := slices.Index(Controls, name); i >= 0 {
		return len(methods.All) + i
	}
	return slices.IndexFunc(methods.All, func(m methods.Method) bool { return m.Name == name })
}

func variantRank(v string) int {
	return slices.Index([]string{"plain", "threshold", "mask", RandomMask, Control}, v)
}

// Summarise writes the summary, the table and the plots of a directory's rows.
func Summarise(dir string) error {
	rows, err := ReadRows(dir)
	if err != nil {
		return err
	}
	lines := Lines(rows)
	if err := files.Write(filepath.Join(dir, SummaryFile), func(w io.Writer) error { return writeSummary(w, lines) }); err != nil {
		return err
	}
	if err := files.Write(filepath.Join(dir, TableFile), func(w io.Writer) error { return writeTable(w, lines) }); err != nil {
		return err
	}
	return plotAll(dir, lines)
}

func writeSummary(w io.Writer, lines []Line) error {
	c := csv.NewWriter(w)
	c.Write([]string{"method", "variant", "percentile", "metric", "n", "mean", "low", "high", "pairs", "difference", "difference_low", "difference_high", "wins"})
	for _, l := range lines {
		record := Row{Key: l.Key}.record()[1:5]
		record = append(record, strconv.Itoa(l.N))
		record = append(record, texts(l.Mean.Mean, l.Mean.Low, l.Mean.High)...)
		if l.Pairs > 0 {
			record = append(record, strconv.Itoa(l.Pairs))
			record = append(record, texts(l.Difference.Mean, l.Difference.Low, l.Difference.High, l.Wins)...)
		} else {
			record = append(record, "0", "", "", "", "")
		}
		c.Write(record)
	}
	c.Flush()
	return c.Error()
}

func texts(values ...float64) []string {
	all := make([]string, len(values))
	for i, v := range values {
		if !math.IsNaN(v) {
			all[i] = strconv.FormatFloat(v, 'g', 6, 64)
		}
	}
	return all
}
