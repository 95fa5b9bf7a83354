package savedmodels

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// readJSON fills a struct from JSON that people write. An unknown key, or a value of
// another type, is an error. Errors speak of JSON, not of Go.
func readJSON(raw []byte, into any) error {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if len(bytes.TrimSpace(raw)) == 0 {
		return errors.New("the file is empty: at least {} is needed")
	}
	if !utf8.Valid(raw) {
		return errors.New("it is not UTF-8 text")
	}
	if err := checkSyntax(raw); err != nil {
		return err
	}
	if err := checkTypes(bytes.TrimSpace(raw), into); err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

// checkSyntax says where a text is not JSON.
func checkSyntax(raw []byte) error {
	var wrong *json.SyntaxError
	if !errors.As(json.Unmarshal(raw, new(json.RawMessage)), &wrong) {
		return nil
	}
	at := min(max(int(wrong.Offset)-1, 0), len(raw)-1)
	line := bytes.Count(raw[:at], []byte("\n")) + 1
	if wrong.Error() == "unexpected end of JSON input" {
		return fmt.Errorf("line %d: it is not JSON: its end is missing", line)
	}
	column := utf8.RuneCount(raw[bytes.LastIndexByte(raw[:at], '\n')+1:at]) + 1
	found, _ := utf8.DecodeRune(raw[at:])
	return fmt.Errorf("line %d, column %d: it is not JSON: %q does not belong there", line, column, found)
}
