package main

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"os"
	"strings"
	"testing"
)

// TestDecide: the background of 1,000 different scores sets the threshold above
// nearly all of them.
func TestDecide(t *testing.T) {
	scores := make([]float64, 1002)
	topic := Topic{Stream: []int{1000, 1001}, Relevance: []int{2, 0}}
	for i := range 1000 {
		scores[i] = float64(i) / 1000
		topic.Background = append(topic.Background, i)
	}
	scores[1000], scores[1001] = 2, 0.98
	made := topic.decide(scores, topic.tail(scores))
	if len(made) != 2 || !made[0].Hit || made[1].Hit || made[0].Relevance != 2 {
		t.Errorf("decisions are %+v; want the first alone to be a hit", made)
	}
	if !math.IsNaN(made[0].Probability) {
		t.Error("a score alone became a probability")
	}
}

func TestUnknownPart(t *testing.T) {
	if err := run(new(bytes.Buffer), t.TempDir(), "nosuch"); err == nil || !strings.Contains(err.Error(), "nosuch") {
		t.Errorf("error is %v, want one that names the part", err)
	}
	if err := run(new(bytes.Buffer), t.TempDir(), "events"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error is %v, want that there is no data", err)
	}
}

// TestSameEachRun holds the smallest part to what the program promises.
func TestSameEachRun(t *testing.T) {
	const data = "../../../../shared/data"
	if raced || testing.Short() {
		t.Skip("reads 93,104 items twice: too slow under the race detector or with -short")
	}
	if _, err := os.Stat(data); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the development data is not here: %v", err)
	}
	var first, second bytes.Buffer
	for _, w := range []*bytes.Buffer{&first, &second} {
		if err := run(w, data, "events"); err != nil {
			t.Fatal(err)
		}
	}
	if first.String() != second.String() {
		t.Errorf("two runs differ:\n%s\n%s", first.String(), second.String())
	}
	if got := strings.Count(first.String(), "plain Rocchio"); got != 4 {
		t.Errorf("%d rows of plain Rocchio, want two for each number of seeds:\n%s", got, first.String())
	}
}
