package tfreeze

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"tfreeze/explain"
	"tfreeze/gen"
)

// feeds converts the values of the other inputs.
func (o ModelOptions) feeds() (map[string]explain.Feed, error) {
	feeds := map[string]explain.Feed{}
	for _, name := range slices.Sorted(maps.Keys(o.Feeds)) {
		var err error
		if feeds[name], err = feedOf(name, o.Feeds[name]); err != nil {
			return nil, err
		}
	}
	return feeds, nil
}

func feedOf(name string, value any) (explain.Feed, error) {
	switch v := value.(type) {
	case string:
		return explain.Feed{Text: v}, nil
	case Array:
		if v.from.Rounded && v.from.Type != "float64" {
			return explain.Feed{}, fmt.Errorf("feed %s=%s: the array has integers (%s) that float32 does not hold exactly", name, v.from.Path, v.from.Type)
		}
		if err := v.check(); err != nil {
			return explain.Feed{}, fmt.Errorf("feed %s: %w", name, err)
		}
		return explain.Feed{Text: v.from.Path, Shape: v.Shape, Values: v.Values}, nil
	}
	switch reflect.ValueOf(value).Kind() {
	case reflect.Bool, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return explain.Feed{Text: fmt.Sprint(value)}, nil
	}
	return explain.Feed{}, fmt.Errorf("feed %s: give a bool, a number, a string or an Array, not a %T", name, value)
}

// feed makes gen keep the inputs that are fed. Booleans among them fold conditions.
func feed(o *gen.Options, feeds map[string]explain.Feed) {
	o.Fed, o.Switches = slices.Sorted(maps.Keys(feeds)), map[string]bool{}
	for name, f := range feeds {
		if value, err := strconv.ParseBool(f.Text); err == nil && f.Values == nil {
			o.Switches[name] = value
		}
	}
}

// left returns the feeds that are still needed once the switches among them are
// constants.
func left(feeds map[string]explain.Feed, r gen.Report) map[string]explain.Feed {
	rest := maps.Clone(feeds)
	for _, name := range r.Fed {
		delete(rest, name)
	}
	return rest
}
