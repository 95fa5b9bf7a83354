package savedmodels

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"tfreeze/internal/nearest"
)

// checkTypes checks that JSON fits the type that it is to fill.
func checkTypes(raw []byte, into any) error { return checkValue(raw, "", reflect.TypeOf(into).Elem()) }

// checkValue checks one value. path is where it is: keys, with dots between them.
func checkValue(raw []byte, path string, t reflect.Type) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	given, wanted := kindOf(raw), kinds[t.Kind()]
	if t == reflect.TypeFor[Recipe]() {
		if given == kinds[reflect.String] {
			return nil // a name, which the recipe looks up
		}
		if given != wanted {
			wanted = "a name"
		}
	}
	if given == kinds[reflect.Float64] && wanted == kinds[reflect.Int] {
		if _, err := strconv.Atoi(string(raw)); err != nil {
			return within(path, "%s is needed, not %s", wanted, raw)
		}
		return nil
	}
	if given != wanted {
		return within(path, "%s is needed, not %s", wanted, given)
	}
	switch t.Kind() {
	case reflect.Float64:
		if _, err := strconv.ParseFloat(string(raw), 64); err != nil {
			return within(path, "%s is too large", raw)
		}
	case reflect.Struct, reflect.Map:
		return checkObject(raw, path, t)
	case reflect.Slice, reflect.Array:
		return checkList(raw, path, t)
	}
	return nil
}

// kinds are what errors call the values of a type.
var kinds = map[reflect.Kind]string{
	reflect.String: "a text", reflect.Bool: "true or false", reflect.Int: "a whole number", reflect.Float64: "a number",
	reflect.Int64: "a whole number", reflect.Slice: "a list", reflect.Array: "a list", reflect.Struct: "an object", reflect.Map: "an object",
}

func kindOf(raw []byte) string {
	switch raw[0] {
	case '"':
		return kinds[reflect.String]
	case 't', 'f':
		return kinds[reflect.Bool]
	case 'n':
		return "null"
	case '[':
		return kinds[reflect.Slice]
	case '{':
		return kinds[reflect.Struct]
	}
	return kinds[reflect.Float64]
}

func checkObject(raw []byte, path string, t reflect.Type) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.Token() // the brace; the syntax was checked
	fields, names := fieldsOf(t)
	seen := map[string]bool{}
	for d.More() {
		token, _ := d.Token()
		key, _ := token.(string)
		field, ok := fields[key]
		if t.Kind() == reflect.Map {
			field, ok = t.Elem(), true
		}
		switch {
		case !ok:
			return within(path, "%w", nearest.Unknown("key", key, names))
		case seen[key]:
			return within(path, "%q appears twice", key)
		}
		seen[key] = true
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return within(path, "%q: %w", key, err)
		}
		if err := checkValue(value, strings.TrimPrefix(path+"."+key, "."), field); err != nil {
			return err
		}
	}
	return nil
}

// fieldsOf returns the keys of an object with the types of their values, and the names
// of the keys in order. A map has none: it takes any key.
func fieldsOf(t reflect.Type) (map[string]reflect.Type, []string) {
	fields := map[string]reflect.Type{}
	var names []string
	if t.Kind() == reflect.Map {
		return fields, names
	}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			fields[name] = f.Type
			names = append(names, name)
		}
	}
	return fields, names
}

func checkList(raw []byte, path string, t reflect.Type) error {
	var values []json.RawMessage
	if err := json.Unmarshal(raw, &values); err != nil {
		return within(path, "%w", err)
	}
	if t.Kind() == reflect.Array && len(values) != t.Len() {
		return within(path, "%d numbers are needed, not %d", t.Len(), len(values))
	}
	for i, v := range values {
		if err := checkValue(v, fmt.Sprintf("%s.%d", path, i), t.Elem()); err != nil {
			return err
		}
	}
	return nil
}

// within makes an error that says where it is.
func within(path, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	if path == "" {
		return err
	}
	return fmt.Errorf("%s: %w", path, err)
}
