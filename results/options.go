package results

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"tfreeze/inputs"
	"tfreeze/methods"
)

// Options are the options of a run. explain.json does not contain the elements of
// arrays. After reading, SHA256 alone says which arrays were given.
type Options struct {
	methods.Values
	// SHA256 holds the hash of each array's elements, by the option's name.
	SHA256 map[string]string
}

// hashSuffix is the end of the key of an array's hash, or of the hashes of several.
const hashSuffix = "_sha256"

func optionsOf(v methods.Values) Options {
	o := Options{v, map[string]string{}}
	for _, c := range methods.Options() {
		var hashes []string
		for _, array := range c.Arrays(v) {
			hashes = append(hashes, inputs.HashValues(array))
		}
		if hashes != nil {
			o.SHA256[c.Name] = strings.Join(hashes, ",")
		}
	}
	return o
}

// MarshalJSON writes a key for each option, and one for the hash of each array.
func (o Options) MarshalJSON() ([]byte, error) {
	values, hashes := object{}, object{}
	for _, c := range methods.Options() {
		hash, given := o.SHA256[c.Name]
		if given {
			hashes.add(c.Name+hashSuffix, hash)
		}
		switch {
		case c.In(o.Values) == "": // a text that is not given
		case c.Array == nil:
			values.add(c.Name, c.Word(c.In(o.Values)))
		case given:
			values.add(c.Name, methods.Given)
		}
	}
	return slices.Concat([]byte("{"), bytes.Join(slices.Concat(values, hashes), []byte(",")), []byte("}")), nil
}

// An object holds the members of a JSON object, in order.
type object [][]byte

// add adds a number, a string or a bool.
func (o *object) add(key string, value any) {
	raw, _ := json.Marshal(value)
	*o = append(*o, slices.Concat([]byte(`"`+key+`":`), raw))
}

// read reads the options from the keys of explain.json. A missing key means the
// default.
func (o *Options) read(raw []byte) error {
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &all); err != nil {
		return err
	}
	*o = Options{SHA256: map[string]string{}}
	for _, c := range methods.Options() {
		if err := o.readOne(c, all); err != nil {
			return err
		}
	}
	return nil
}

func (o *Options) readOne(c *methods.Choice, all map[string]json.RawMessage) error {
	value, hash := reflect.New(reflect.TypeOf(c.Default)), ""
	raw, ok := all[c.Name]
	if n, named := c.Words[strings.Trim(string(raw), `"`)]; named {
		o.Set(c.Value(n))
		return nil
	}
	if c.Array == nil && ok {
		if err := json.Unmarshal(raw, value.Interface()); err != nil {
			return err
		}
		o.Set(c.Value(value.Elem().Interface()))
	}
	if all[c.Name+hashSuffix] != nil {
		if err := json.Unmarshal(all[c.Name+hashSuffix], &hash); err != nil {
			return err
		}
		o.SHA256[c.Name] = hash
	}
	return nil
}
