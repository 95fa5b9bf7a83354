package jobs

import "path/filepath"

// ReadShard calls explained for the inputs of a shard that have maps, and failed for those
// that failed, in the order in which that was written. It stops at the first error of
// either. A shard that has not begun has none.
func ReadShard(dir string, s Shard, explained func(*Line) error, failed func(*FailedLine) error) error {
	shard := filepath.Join(dir, s.Dir())
	if _, err := readLines(filepath.Join(shard, RecordsFile), explained); err != nil {
		return err
	}
	_, err := readLines(filepath.Join(shard, FailedFile), failed)
	return err
}
