package evaluate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/targets"
)

// Options say what to measure. All but Settings may be more in another run of the same
// directory.
type Options struct {
	Metrics     []Chosen
	Methods     []methods.Method
	Variants    []serving.Variant
	Percentiles []float64
	Settings    Settings
	// Batch is the number of points that go through the network together.
	Batch int
}

// Check refuses options that are wrong for every model and every image.
func (o Options) Check() error {
	switch {
	case len(o.Metrics) == 0:
		return errors.New("no metric is asked for")
	case len(o.Methods) == 0:
		return errors.New("no method is asked for")
	case len(o.Variants) == 0:
		return errors.New("no variant is asked for")
	case len(o.Percentiles) == 0:
		return errors.New("no percentile is asked for")
	case o.Batch < 1:
		return fmt.Errorf("%d points at once: give 1 or more", o.Batch)
	}
	for _, p := range o.Percentiles {
		if !(p >= 0 && p <= 100) {
			return fmt.Errorf("percentile %v: give 0 to 100", p)
		}
	}
	return o.Settings.Check()
}

// Work is a run.
type Work struct {
	Options
	Explainer *explain.Explainer
	// Permuted opens the same network with Options.Permute of package explain. It is
	// called if a metric asks for it, and the result is closed.
	Permuted func(seed uint64) (*explain.Explainer, error)
	// Request has the target, the options of the methods, and the engine.
	Request explain.Request
	// Activation turns scores into probabilities: savedmodels.Softmax, Sigmoid or none.
	Activation string
	Labels     []string
	Inputs     []*inputs.Input
	// Places, if not nil, are those of Inputs in the list of which they are a shard.
	Places  []int
	Regions Regions
	Dir     string
	// File is what to record, save the images.
	File File
	// Watch, if not nil, is called when an image begins, and with len(Inputs) at the end.
	Watch func(done int, in *inputs.Input)
}

// Run measures, and writes the directory, which it locks. What is there is not measured again. The
// summary and the plots are written at the end, also of what an interrupted run has.
func Run(ctx context.Context, w Work) error {
	if err := w.Check(); err != nil {
		return err
	}
	if err := w.checkScore(); err != nil {
		return err
	}
	lock, err := files.LockDir(w.Dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := w.File.continues(w.Dir); err != nil {
		return err
	}
	t, err := openTable(w.Dir)
	if err != nil {
		return err
	}
	defer t.close()
	r := &run{Work: w, table: t}
	if err := r.all(ctx); err != nil {
		if len(t.done) > 0 {
			return errors.Join(err, Summarise(w.Dir))
		}
		return err
	}
	r.File.Complete = r.ended || r.hasAll()
	if err := r.File.Write(w.Dir); err != nil {
		return err
	}
	return Summarise(w.Dir)
}

// checkScore refuses to guess which probability is meant.
func (w Work) checkScore() error {
	reads := func(c Chosen) bool { return c.Name == insertion.Name || c.Name == deletion.Name || c.Name == road.Name }
	if w.Settings.Score != Probability || w.Activation != "" || !slices.ContainsFunc(w.Metrics, reads) {
		return nil
	}
	return errors.New("the model has no Softmax or Sigmoid behind its scores: give --outcome softmax if they are logits, or --outcome logit to measure the scores themselves")
}

type run struct {
	Work
	mutex sync.Mutex
	*table
	// permuted is the network whose layers can be permuted; nil until it is needed.
	permuted *explain.Explainer
	picture  Picture
	// explained is what is explained of each image, once it is known.
	explained []targets.Target
	places    []Image
	// ended reports that the runs before this had ended.
	ended bool
}

// placeOf is the place of an input in the list of which it was given, or a shard.
func (r *run) placeOf(i int) int {
	if r.Places != nil {
		return r.Places[i]
	}
	return i
}

// hasAll reports whether the directory has no image that this run was not given.
func (r *run) hasAll() bool {
	return !slices.ContainsFunc(r.File.Images, func(i Image) bool {
		return !slices.ContainsFunc(r.places, func(own Image) bool { return own.Name == i.Name })
	})
}

func (r *run) all(ctx context.Context) error {
	if err := r.survey(ctx); err != nil {
		return err
	}
	r.ended, r.File.Complete = r.File.Complete, false
	if err := r.File.Write(r.Dir); err != nil {
		return err
	}
	defer func() {
		if r.permuted != nil {
			r.permuted.Close()
		}
	}()
	for i, in := range r.Inputs {
		if r.Watch != nil {
			r.Watch(i, in)
		}
		if err := r.image(ctx, i); err != nil {
			return fmt.Errorf("%s: %w", in, err)
		}
		in.Drop()
	}
	if r.Watch != nil {
		r.Watch(len(r.Inputs), nil)
	}
	return nil
}

// survey finds out what is explained of each image, and gives each a name.
func (r *run) survey(ctx context.Context) error {
	for i, in := range r.Inputs {
		hash := in.Hash()
		if err := in.Load(); err != nil {
			return fmt.Errorf("%s: %w", in, err)
		}
		scores, err := r.Explainer.Scores(ctx, in.Shape, [][]float32{in.X})
		if err != nil {
			return fmt.Errorf("%s: %w", in, err)
		}
		if i == 0 {
			if r.picture, err = PictureOf(in.Shape, r.Explainer.Layout()); err != nil {
				return err
			}
		}
		if !slices.Equal(in.Shape, r.Inputs[0].Shape) {
			return fmt.Errorf("%s: it has shape %v, the first image %v: give one --size", in, in.Shape, r.Inputs[0].Shape)
		}
		if err := r.place(in, hash, scores[0]); err != nil {
			return fmt.Errorf("%s: %w", in, err)
		}
		in.Drop()
	}
	return nil
}

// place records an image, by the name of an earlier run if that had it.
func (r *run) place(in *inputs.Input, hash string, scores []float32) error {
	shape := []int64{int64(len(scores))}
	target, err := r.Request.Target.Resolve(shape, scores)
	if err != nil {
		return err
	}
	image := Image{Name: in.Name, File: in.Path, SHA256: hash, Target: target.Class(), Score: float64(target.Score(shape, scores))}
	if r.File.Shard != nil {
		image.Place = r.placeOf(len(r.places))
	}
	if image.Target >= 0 && image.Target < len(r.Labels) {
		image.Label = r.Labels[image.Target]
	}
	same := func(i Image) bool { return i.SHA256 == hash && inputs.Stem(i.File) == inputs.Stem(in.Path) }
	at := slices.IndexFunc(r.File.Images, same)
	if at >= 0 {
		image.Name = r.File.Images[at].Name
		r.File.Images[at] = image
	} else {
		for n := 2; slices.ContainsFunc(r.File.Images, func(i Image) bool { return i.Name == image.Name }); n++ {
			image.Name = fmt.Sprintf("%s-%d", in.Name, n)
		}
		r.File.Images = append(r.File.Images, image)
	}
	r.explained, r.places = append(r.explained, target), append(r.places, image)
	return nil
}
