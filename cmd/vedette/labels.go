package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"vedette/matcher/learn"
)

// labelLine is a line of a file of labels.
type labelLine struct {
	line
	Label   string `json:"label"`
	Cluster string `json:"cluster"`
	At      string `json:"at"`
	By      string `json:"by"`
}

const labelExample = `{"id":"a","date":"2024-05-17","lang":"en","title":"…","text":"…","label":"relevant"}`

// readLabels reads labelled JSON lines. A line that is wrong in any way is an
// error: half a file would teach half of what somebody meant.
func (a *app) readLabels(file string) ([]learn.Label, error) {
	var labels []learn.Label
	name, err := a.eachJudged(file, "labelled", func(data []byte) (string, error) {
		label, err := parseLabel(data)
		labels = append(labels, label)
		return label.Document.ID, err
	})
	if err == nil && len(labels) == 0 {
		err = fmt.Errorf("%s: nothing is labelled; a line looks like %s", name, labelExample)
	}
	return labels, err
}

func parseLabel(data []byte) (learn.Label, error) {
	var l labelLine
	if err := json.Unmarshal(data, &l); err != nil {
		return learn.Label{}, fmt.Errorf("not a labelled document: %w; a line looks like %s", err, labelExample)
	}
	if l.Title == "" && l.Text == "" {
		return learn.Label{}, fmt.Errorf("neither title nor text; a line looks like %s", labelExample)
	}
	label := learn.Label{Document: l.document(), Relevant: l.Label == "relevant", Cluster: l.Cluster, By: l.By}
	switch l.Label {
	case "relevant", "irrelevant":
	case "":
		return label, fmt.Errorf(`no label; add "label": "relevant" or "label": "irrelevant"`)
	default:
		return label, fmt.Errorf(`label %q is none; write "relevant" or "irrelevant"`, l.Label)
	}
	var err error
	if label.Document.Date, err = parseDate("date", l.Date); err != nil {
		return label, err
	}
	if label.At, err = parseDate("at", l.At); err != nil {
		return label, err
	}
	if soon := time.Now().Add(48 * time.Hour); label.Document.Date.After(soon) || label.At.After(soon) {
		return label, errors.New("the date lies in the future, which would make all other labels old; leave it out")
	}
	return label, nil
}

// parseDate reads a date in any form that judged files have; "" is none.
func parseDate(key, s string) (time.Time, error) {
	for _, layout := range goldDates {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	if s != "" {
		return time.Time{}, fmt.Errorf("%s %q is none; write it as 2024-05-17, or leave it out", key, s)
	}
	return time.Time{}, nil
}
