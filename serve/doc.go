// Package serve answers requests for explanations over HTTP.
//
// A [Server] holds models, each opened once. Several dialects of the ecosystem are
// spoken outside; inside, all of them make one [Call]. A Call waits for a place in a
// bounded queue, and ends between two runs of the network when its client goes or its
// time is up.
//
// # A page at /
//
// Options.Page makes the handler of what no dialect serves. It is called once, when the
// models are open:
//
//	s, err := serve.New(ctx, models, serve.Options{Page: page.New})
//
// where page.New is a func(*serve.Server) http.Handler. Such a handler finds the models
// by [Server.Models], uses one by [Model.Hold], and computes within [Server.Do], so that
// it takes its turn among the requests:
//
//	open, release := model.Hold() // a *tfreeze.Model, which reloading leaves open until release
//	defer release()
//	err := s.Do(r.Context(), func(ctx context.Context) error {
//		at, err = open.At(ctx, tfreeze.Encoded(photo)) // the network runs once, and is kept
//		...
//		result, err := at.Explain(ctx, tfreeze.ExplainOptions{...})
//	})
//	if err != nil {
//		s.Fail(w, r, err) // {"error": "..."} with its status: 400, 429, 503
//	}
package serve
