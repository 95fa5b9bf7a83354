package results

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"tfreeze/methods"
)

// TestKeys: the page of files names every key of explain.json. The first key is the
// version.
func TestKeys(t *testing.T) {
	page, err := os.ReadFile("../docs/reference/files.md")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	addKeys(keys, reflect.TypeFor[Record]())
	delete(keys, "options") // its keys are among the others
	for _, c := range methods.Options() {
		keys[c.Name] = true
		if c.TakesArrays() {
			keys[c.Name+hashSuffix] = true
		}
	}
	if len(keys) < 70 {
		t.Errorf("%d keys were found", len(keys))
	}
	for key := range keys {
		if !strings.Contains(string(page), "`"+key+"`") {
			t.Errorf("docs/reference/files.md does not name %s", key)
		}
	}
	raw, err := json.Marshal(Record{Version: Version})
	if err != nil || !strings.HasPrefix(string(raw), `{"version":1,`) {
		t.Errorf("%s, error %v", raw, err)
	}
}

// addKeys adds the keys of a type, and those of the types within it.
func addKeys(keys map[string]bool, of reflect.Type) {
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		addKeys(keys, of.Elem())
	case reflect.Struct:
		for i := range of.NumField() {
			f := of.Field(i)
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.IsExported() && key != "" {
				keys[key] = true
			}
			addKeys(keys, f.Type)
		}
	}
}
