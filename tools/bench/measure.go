package main

// measure alternates the two sides; the first pair warms up and does not count.
func measure(o options, r row) (result, error) {
	m := result{Name: r.name, What: r.what, Goal: r.goal, Want: r.want, Quantity: r.quantity, Flop: r.flop, TheirFlop: r.theirFlop}
	ours, err := o.open(r.ours)
	if err != nil {
		return m, err
	}
	defer ours.close()
	theirs, err := o.open(r.theirs)
	if err != nil {
		return m, err
	}
	defer theirs.close()
	m.Note = theirs.note()
	for i := range o.pairs + 1 {
		a, err := theirs.best(r.quantity.runs())
		if err != nil {
			return m, err
		}
		b, err := ours.best(r.quantity.runs())
		if err != nil {
			return m, err
		}
		if i > 0 {
			m.Theirs, m.Ours = append(m.Theirs, a), append(m.Ours, b)
		}
	}
	m.Ratios = m.ratios()
	return m, nil
}
