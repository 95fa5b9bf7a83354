package serve

import (
	"fmt"
	"slices"

	"tfreeze"
	"tfreeze/methods"
)

// These are the methods of Vertex's ExplanationParameters, and how each is refined.
type (
	vertexMethod struct {
		PathCount  *int          `json:"pathCount"`
		StepCount  *int          `json:"stepCount"`
		SmoothGrad *vertexSmooth `json:"smoothGradConfig"`
		Blur       *struct {
			MaxSigma float64 `json:"maxBlurSigma"`
		} `json:"blurBaselineConfig"`
	}
	vertexSmooth struct {
		NoiseSigma        *float64 `json:"noiseSigma"`
		FeatureNoiseSigma *struct {
			NoiseSigma []struct {
				Name  string   `json:"name"`
				Sigma *float64 `json:"sigma"`
			} `json:"noiseSigma"`
		} `json:"featureNoiseSigma"`
		SampleCount *int `json:"noisySampleCount"`
	}
)

// These are our names of Vertex's methods.
const (
	shapley    = "shapley_sampling"
	integrated = "integrated_gradients"
	xrai       = "xrai"
)

func (c *call) setPaths(field string, m *vertexMethod) error {
	return c.setCount(field+".pathCount", methods.Orders.Choice, m.PathCount)
}

func (c *call) setIntegrated(field string, m *vertexMethod) error {
	if m.Blur != nil && m.Blur.MaxSigma != 0 {
		if err := c.setBaselines(fmt.Sprintf("%s:%v", methods.Blur, m.Blur.MaxSigma)); err != nil {
			return wrongly(field+".blurBaselineConfig.maxBlurSigma", err)
		}
	}
	return c.setSteps(field, m)
}

func (c *call) setXRAI(field string, m *vertexMethod) error {
	if m.Blur != nil {
		if err := c.setOption(methods.FromBlur.Choice, m.Blur.MaxSigma); err != nil {
			return wrongly(field+".blurBaselineConfig.maxBlurSigma", err)
		}
	}
	return c.setSteps(field, m)
}

func (c *call) setSteps(field string, m *vertexMethod) error {
	if m.SmoothGrad != nil {
		if err := c.setSmooth(field+".smoothGradConfig", m.SmoothGrad); err != nil {
			return err
		}
	}
	return c.setCount(field+".stepCount", methods.Steps.Choice, m.StepCount)
}

func (c *call) setCount(field string, o *methods.Choice, n *int) error {
	if n == nil {
		return wrong(field, "how many is missing")
	}
	return wrongly(field, c.setOption(o, *n))
}

// setSmooth averages the method's maps at noisy inputs. Vertex's noise is in the unit of
// the input, ours a share of its range: noiseSigma waits for the input.
func (c *call) setSmooth(field string, s *vertexSmooth) error {
	const sigma, samples = 0.1, 3 // Vertex's defaults
	c.options.Methods = []string{methods.SmoothedPrefix + c.options.Methods[0]}
	c.options.Options.Set(methods.SmoothBy.Is(methods.ByMean))
	given, at := s.NoiseSigma, field+".noiseSigma"
	if of := s.FeatureNoiseSigma; of != nil {
		at = field + ".featureNoiseSigma.noiseSigma"
		if s.NoiseSigma != nil || len(of.NoiseSigma) != 1 {
			return wrong(at, "give one sigma: the network has one input")
		}
		given = of.NoiseSigma[0].Sigma
	}
	if c.sigma = sigma; given != nil {
		c.sigma = *given
	}
	if !(c.sigma > 0) {
		return wrong(at, "%v is not a standard deviation of more than 0", c.sigma)
	}
	n := samples
	if s.SampleCount != nil {
		n = *s.SampleCount
	}
	return wrongly(field+".noisySampleCount", c.setOption(methods.Samples.Choice, n))
}

// noisy are the options of an input: its noise is a share of its range.
func (c *call) noisy(in tfreeze.Input) (tfreeze.ExplainOptions, error) {
	o := c.options
	if c.sigma == 0 {
		return o, nil
	}
	all, err := c.model.Arrays(in)
	if err != nil {
		return o, err
	}
	least, greatest := slices.Min(all[0].Values), slices.Max(all[0].Values)
	if least == greatest {
		return o, fmt.Errorf("it has one value everywhere, of whose range no noise is a share")
	}
	o.Options.Set(methods.Stdev.Is(c.sigma / (float64(greatest) - float64(least))))
	return o, nil
}
