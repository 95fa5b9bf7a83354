// Package jobs keeps the maps of very many inputs in a directory that several processes
// fill, and that survives their end at any moment.
//
//	DIR/job.json                            a Manifest: the model, the options, the shards
//	DIR/shard-I-of-N/records.jsonl          a Line for each input that is explained
//	DIR/shard-I-of-N/failed.jsonl           a line for each input that failed
//	DIR/shard-I-of-N/attempts.jsonl         a line when work on an input begins, and one when it ends
//	DIR/shard-I-of-N/shard.json             a Summary: how many inputs are the shard's, and whether it is done
//	DIR/shard-I-of-N/results.csv            a row for each input, once the shard is done
//	DIR/shard-I-of-N/maps/XX/NAME.npz       the maps of an input, or a directory NAME
//	DIR/shard-I-of-N/tmp/                   what is being written
//
// An input belongs to one shard, by a hash of its path and its target (Of). A process
// locks its shard. It writes the maps of an input to tmp, renames them into their place,
// and then adds the input's line to records.jsonl, so that an input with a line is whole.
// A process that starts again does the inputs without a line. An input that was under way
// when processes died is done alone, behind the others, and no more after its third death. All shards of a job have
// one manifest; what does not agree with it is refused.
//
// In a bucket, where nothing can be renamed, locked or added to, the maps of an input are
// objects whose keys have a hash of them, and its line is an object, which is written last
// and only if it does not exist (bucket.go).
//
// Merge joins the shards.
package jobs
