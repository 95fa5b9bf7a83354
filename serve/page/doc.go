// Package page serves a page that shows what a model sees in a photo, where the
// percentile is a slider.
//
// The page is embedded: HTML, CSS and JavaScript without a framework, and nothing of
// another host. It asks this API:
//
//	GET  /page/models       the models, their methods and variants, the photos that ship
//	POST /page/photos       a photo, as the body, or ?sample=NAME -> a session and its predictions
//	GET  /page/predictions  ?session: the same once more
//	GET  /page/picture      ?session: what the network sees, PNG
//	GET  /page/layers       ?session: thresholds and passing nodes at every percentile of the slider
//	GET  /page/map          ?session&method&variant&percentile&target: a signed map, see [Planes]
//	GET  /page/map.npy      the same, as explain writes it
//	GET  /page/edges        ?session: the control that no network has a part in
//
// A session is a photo with the network's run there (tfreeze.At). The newest are kept,
// up to Options.Sessions and Options.Memory. Only who made a session knows its id. An
// answer that cannot change has an ETag, and a request whose client goes is cancelled
// between two runs of the network.
package page
