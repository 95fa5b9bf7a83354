package savedmodels

import (
	"errors"
	"fmt"
	"regexp"

	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
)

// unmarshalText reads a message in text form. Fields that are unknown are ignored, as
// they are in binary.
func unmarshalText(raw []byte, into proto.Message) error {
	if line := tooDeep(raw, maxNesting); line > 0 {
		return fmt.Errorf("line %d: messages are nested more than %d deep", line, maxNesting)
	}
	err := prototext.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(raw, into)
	if err == nil {
		return nil
	}
	// The library varies the rest of its text on purpose.
	if at := textPlace.FindStringSubmatch(err.Error()); at != nil {
		return fmt.Errorf("line %s, column %s cannot be read", at[1], at[2])
	}
	return errors.New("its text cannot be read")
}

// textPlace matches a place in an error of prototext.
var textPlace = regexp.MustCompile(`line (\d+):(\d+)`)

// tooDeep returns the line at which messages in text form nest more than limit deep, 0 if
// they never do. The library has no limit of its own.
func tooDeep(raw []byte, limit int) int {
	line, depth := 1, 0
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; c {
		case '\n':
			line++
		case '{', '<', '[':
			if depth++; depth > limit {
				return line
			}
		case '}', '>', ']':
			depth--
		case '#':
			for i+1 < len(raw) && raw[i+1] != '\n' {
				i++
			}
		case '"', '\'':
			i = endOfString(raw, i)
		}
	}
	return 0
}

// endOfString returns the index of the quote that ends the string at i, or of what ends
// it by mistake: a new line, or the text.
func endOfString(raw []byte, i int) int {
	quote := raw[i]
	for i++; i < len(raw); i++ {
		switch raw[i] {
		case quote:
			return i
		case '\\':
			i++
		case '\n':
			return i - 1
		}
	}
	return i
}
