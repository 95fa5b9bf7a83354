package serve

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what Prometheus reads. The histograms of a request's stages have KServe's
// names.
type metrics struct {
	registry *prometheus.Registry
	// preprocess is reading the request, explain and predict are waiting and computing, and
	// postprocess is making the outputs.
	preprocess, explain, predict, postprocess *prometheus.HistogramVec
	requests                                  *prometheus.CounterVec
	reloads                                   *prometheus.CounterVec
}

func newMetrics(q *queue) *metrics {
	seconds := func(stage, help string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "request_" + stage + "_seconds", Help: help, Buckets: prometheus.ExponentialBuckets(0.001, 2, 17),
		}, []string{"model_name"})
	}
	m := &metrics{
		registry:    prometheus.NewRegistry(),
		preprocess:  seconds("preprocess", "time to read a request"),
		explain:     seconds("explain", "time that an explanation waits and computes"),
		predict:     seconds("predict", "time that the network itself waits and computes"),
		postprocess: seconds("postprocess", "time to make the outputs"),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tfreeze_requests_total", Help: "requests, by the status of their answers",
		}, []string{"model_name", "status"}),
		reloads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tfreeze_reloads_total", Help: "times that a model's files had changed, by what became of it",
		}, []string{"model_name", "outcome"}),
	}
	waiting := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "tfreeze_requests_waiting", Help: "requests that wait for their turn"},
		func() float64 { return float64(q.waits()) })
	computing := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "tfreeze_requests_computing", Help: "requests that are computed"},
		func() float64 { return float64(len(q.places)) })
	m.registry.MustRegister(m.preprocess, m.explain, m.predict, m.postprocess, m.requests, m.reloads, waiting, computing,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// answered counts a request.
func (m *metrics) answered(model string, status int) {
	m.requests.WithLabelValues(model, strconv.Itoa(status)).Inc()
}

// since observes a stage that has ended.
func since(h *prometheus.HistogramVec, model string, start time.Time) {
	h.WithLabelValues(model).Observe(time.Since(start).Seconds())
}
