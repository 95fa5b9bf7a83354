package targets

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var several = regexp.MustCompile(`^top([1-9][0-9]*)$`)

// List takes apart what means several targets: "top3", the three classes with the highest
// scores, becomes top1, rank:2 and rank:3. If scores are [classes], so does a list with
// commas, "281,lynx". Each target comes once, as a text that Parse reads. A label that
// looks like a list is a label.
func List(asked, labels []string, classes bool) ([]string, error) {
	var all []string
	seen := map[string]bool{}
	for _, one := range asked {
		parts := []string{one}
		if classes && strings.Contains(one, separator) && !strings.Contains(one, within) && !isLabel(one, labels) {
			parts = strings.Split(one, separator)
		}
		for _, part := range parts {
			texts, err := ranks(strings.TrimSpace(part), labels)
			if err != nil {
				return nil, err
			}
			for _, text := range texts {
				if !seen[text] {
					all = append(all, text)
				}
				seen[text] = true
			}
		}
	}
	return all, nil
}

// mostRanks bounds how many classes are explained of one target.
const mostRanks = 1000

// ranks are the targets of "top3".
func ranks(s string, labels []string) ([]string, error) {
	match := several.FindStringSubmatch(s)
	if match == nil || isLabel(s, labels) {
		return []string{s}, nil
	}
	n, err := strconv.Atoi(match[1])
	if err != nil || n > mostRanks {
		return nil, Error(fmt.Sprintf("target %s: give at most %s%d", s, strings.TrimRight(Top, "1"), mostRanks))
	}
	all := []string{Top}
	for k := 2; k <= n; k++ {
		all = append(all, Rank(k).String())
	}
	return all, nil
}
