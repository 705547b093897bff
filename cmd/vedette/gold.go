package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"vedette/matcher"
)

// judgement is a line of a gold file: a document, and what it is to each
// profile.
type judgement struct {
	line
	Cluster   string         `json:"cluster"`
	Relevance map[string]int `json:"relevance"`

	doc matcher.Document
}

// goldDates are the forms of date that gold files have; old texts are not known
// to the day.
var goldDates = []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly, "2006-01", "2006"}

// eachJudged calls fn with each line of a file of JSON lines, and standard input
// for "-". fn returns the document's id, which no two lines may share; done says
// what was done to it. The file's name for messages is returned.
func (a *app) eachJudged(file, done string, fn func(data []byte) (id string, err error)) (string, error) {
	in, name, err := a.input(file)
	if err != nil {
		return name, err
	}
	defer in.Close()
	br, err := unpacked(name, in)
	if err != nil {
		return name, err
	}
	lines := map[string]int{} // of each id
	return name, eachRaw(name, br, func(n int, data []byte) error {
		id, err := fn(data)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
		if first := lines[id]; id != "" && first > 0 {
			return fmt.Errorf("%s:%d: %q is %s on line %d already; keep one of them", name, n, id, done, first)
		}
		lines[id] = n
		return nil
	})
}

// readGold reads judged JSON lines. A line that is wrong in any way is an error:
// figures of half a file would be believed.
func (a *app) readGold(file string) ([]judgement, error) {
	var gold []judgement
	name, err := a.eachJudged(file, "judged", func(data []byte) (string, error) {
		j, err := parseJudgement(data)
		gold = append(gold, j)
		return j.ID, err
	})
	if err == nil && len(gold) == 0 {
		err = fmt.Errorf("%s: no document is judged; a line looks like %s", name, goldExample)
	}
	return gold, err
}

const goldExample = `{"id":"a","date":"2024-05-17","lang":"en","title":"…","text":"…","relevance":{"PROFILE":2}}`

func parseJudgement(data []byte) (judgement, error) {
	var j judgement
	if err := json.Unmarshal(data, &j); err != nil {
		return j, fmt.Errorf("not a judged document: %w; a line looks like %s", err, goldExample)
	}
	if j.Title == "" && j.Text == "" {
		return j, fmt.Errorf("neither title nor text; a line looks like %s", goldExample)
	}
	if len(j.Relevance) == 0 {
		return j, fmt.Errorf(`no relevance; add "relevance": {"PROFILE": 2}, where 2 is relevant, 1 is ignored and 0 is not`)
	}
	for _, profile := range slices.Sorted(maps.Keys(j.Relevance)) {
		if r := j.Relevance[profile]; r < 0 || r > 2 {
			return j, fmt.Errorf("relevance of %s is %d; write 2 for relevant, 1 for ignored or 0 for not", profile, r)
		}
	}
	j.doc = j.document()
	for _, layout := range goldDates {
		if t, err := time.Parse(layout, j.Date); err == nil {
			j.doc.Date = t
			return j, nil
		}
	}
	if j.Date != "" {
		return j, fmt.Errorf("date %q is none; write it as 2024-05-17, or leave it out", j.Date)
	}
	return j, nil
}

// day is the date as measuring groups by it, "" where there is none.
func (j judgement) day() string {
	if j.doc.Date.IsZero() {
		return ""
	}
	return j.doc.Date.Format(time.DateOnly)
}

// judgedProfiles are the loaded profiles that are asked for and that the gold
// judges; all of these, where none is asked for.
func judgedProfiles(loaded []string, gold []judgement, asked []string) ([]string, error) {
	judged := map[string]bool{}
	for _, j := range gold {
		for profile := range j.Relevance {
			judged[profile] = true
		}
	}
	known := strings.Join(slices.Sorted(maps.Keys(judged)), ", ")
	for _, name := range asked {
		if !judged[name] {
			return nil, fmt.Errorf("the gold does not judge %q; it judges %s", name, known)
		}
		if !slices.Contains(loaded, name) {
			return nil, fmt.Errorf("the profile %q is not loaded; loaded are %s: add it to profiles in the configuration", name, strings.Join(loaded, ", "))
		}
	}
	if len(asked) > 0 {
		return asked, nil
	}
	var both []string
	for _, name := range loaded {
		if judged[name] {
			both = append(both, name)
		}
	}
	if len(both) == 0 {
		return nil, fmt.Errorf("the gold judges %s, of which none is loaded: add it to profiles in the configuration", known)
	}
	return both, nil
}
